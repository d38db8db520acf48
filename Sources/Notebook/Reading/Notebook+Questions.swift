import Foundation
import Words

extension Notebook {
  /// Asks a question of the text. Without a learner, question and answer are both shown.
  func ask(_ question: Question) throws {
    tell(question.prompt)
    let options = question.options.map { $0.text.filled(with: told) }
    showOptions(options)
    transcript.add(options: options, mark: Question.mark)
    transcript.role = question.isRevealedLater ? .remark : .verdict
    guard let answer = try readAnswer(to: question) else {
      return tell(
        markdown: question.isRevealedLater
          ? Messages.text("question.no-answer-yet")
          : Messages.text("question.no-answer") + " " + verdict(on: nil, question))
    }
    transcript.add(reply: Question.mark(answer))
    if let name = question.name { predictions[name] = answer }
    tell(
      markdown: question.isRevealedLater
        ? Messages.text("question.noted") : verdict(on: answer, question))
  }

  /// Asks for a number, which is judged later.
  func ask(_ guess: Guess) throws {
    tell(guess.prompt)
    transcript.role = .remark
    guard let given = try readNumber(for: guess) else {
      return tell(markdown: Messages.text("question.no-answer-yet"))
    }
    guesses[guess.name] = given
    transcript.add(reply: given.plain)
    tell(markdown: Messages.text("question.noted"))
  }

  private func readNumber(for guess: Guess) throws -> Double? {
    guard isInteractive else { return nil }
    if let entry = journal.replay(.guess) { return entry.text.flatMap(number) }
    var hints = guess.hints[...]
    var given: String?
    func isUsable(_ value: Double) -> Bool { guess.range?.contains(value) ?? true }
    repeat {
      if let value = given.flatMap(number), let range = guess.range {
        let values = [
          "given": value.plain, "low": range.lowerBound.plain, "high": range.upperBound.plain,
        ]
        tell(markdown: Messages.text("guess.range", values))
      }
      given = try readEntry(
        help: Messages.text(guess.hints.isEmpty ? "guess.help" : "guess.help-and-hint"),
        accepts: { $0.isWholeNumber || ".,-−%".contains($0) },
        hint: { tellHint(from: &hints, of: guess.hints.count) })
    } while given.map { number(in: $0).map(isUsable) != true } ?? false
    journal.add(.guess, given)
    keepPlace()
    return given.flatMap(number)
  }

  /// The verdict on a question or guess that was asked before.
  func reveal(_ name: String) {
    for segment in lesson.pages.flatMap(\.segments) {
      switch segment {
      case .question(let question) where question.name == name: return reveal(question, name)
      case .guess(let guess) where guess.name == name: return reveal(guess)
      default: continue
      }
    }
    // A translation may have an answer that the English text does not have.
    tell(markdown: notMeasured([name]))
  }

  private func reveal(_ question: Question, _ name: String) {
    let answer = predictions[name]
    let opening = answer.map {
      Messages.text("question.prediction", ["answer": shown($0, question)]) + " "
    }
    tell(markdown: (opening ?? "") + verdict(on: answer, question))
  }

  private func reveal(_ guess: Guess) {
    guard let measured = told[guess.result], measured.isMeasured else {
      return tell(markdown: notMeasured([guess.result]))
    }
    let value = ["measured": measured.description]
    guard let given = guesses[guess.name] else {
      let right = guess.right.filled(with: told)
      return tell(markdown: Messages.text("guess.measured", value) + " " + right)
    }
    let feedback = guess.feedback(to: given, measured: measured.value).filled(with: told)
    let opening = Messages.text(
      "guess.verdict", value.merging(["guess": given.plain.replacing("-", with: "−")]) { $1 })
    tell(markdown: opening + " " + feedback)
  }

  /// Tells the next hint.
  /// - Returns: what to say where there is none.
  private func tellHint(from hints: inout ArraySlice<ProseTemplate>, of count: Int) -> String? {
    guard let hint = hints.popFirst() else {
      return Messages.text(count == 0 ? "question.no-hint" : "question.no-more-hints")
    }
    tell(markdown: Messages.text("question.hint", ["hint": hint.filled(with: told)]))
    return nil
  }

  /// `**b** (the leash is off)`.
  private func shown(_ option: Int, _ question: Question) -> String {
    "**\(Question.mark(option))** (\(question.options[option].text.filled(with: told)))"
  }

  private func feedback(_ option: Int, _ question: Question) -> String {
    question.options[option].feedback.filled(with: told)
  }

  private func verdict(on answer: Int?, _ question: Question) -> String {
    let own = answer.map { feedback($0, question) }
    switch question.solution(for: told) {
    case .open: return own ?? Messages.text("question.open")
    case .undecided: return Messages.text("question.undecided") + (elsewhere(question) ?? "")
    case .notMeasured(let names): return notMeasured(names)
    case .options(let right):
      if let answer, right.contains(answer) {
        return Messages.text("question.right", ["feedback": own ?? ""])
      }
      let solutions = right.map { "\(shown($0, question)). \(feedback($0, question))" }
      let solution = Messages.text(
        "question.solution",
        ["solutions": solutions.joined(separator: "\n\n" + Messages.text("question.and") + " ")])
      return own.map { Messages.text("question.wrong", ["feedback": $0]) + "\n\n" + solution }
        ?? solution
    }
  }

  private func readAnswer(to question: Question) throws -> Int? {
    guard isInteractive else { return nil }
    let marks = question.options.indices.map(Question.mark)
    if let entry = journal.replay(.question) { return entry.text.flatMap(marks.firstIndex) }
    var hints = question.hints[...]
    var answer: Int?
    repeat {
      let typed = try readEntry(
        help: Messages.text(
          question.hints.isEmpty ? "question.help" : "question.help-and-hint",
          ["last": "\(marks.count)"]),
        accepts: { marks.contains(String($0)) }, isSingle: true,
        hint: { tellHint(from: &hints, of: question.hints.count) })
      guard let typed else { break }
      answer = marks.firstIndex(of: String(typed.suffix(1)))
    } while answer == nil
    journal.add(.question, answer.map(Question.mark))
    keepPlace()
    return answer
  }

  private func showOptions(_ options: [String]) {
    let width = max(20, terminal.pageWidth)
    for (index, option) in options.enumerated() {
      var renderer = MarkdownRenderer(width: width - 5, colour: terminal.colour)
      emit(renderer.lines(of: option), option: index)
    }
  }

  /// Writes lines beside a digit.
  func emit(_ lines: [StyledText], option index: Int) {
    for (row, line) in lines.enumerated() {
      let mark = StyledText(row == 0 ? "  \(Question.mark(index))" : "", .bold)
      emit([mark.padded(to: 5) + line])
    }
  }
}
