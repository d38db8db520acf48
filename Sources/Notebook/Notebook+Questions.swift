import Foundation

extension Notebook {
  /// Asks a question of the text. Without a learner, question and answer are both shown.
  func ask(_ question: Question) throws {
    tell(question.prompt)
    let options = question.options.map { $0.text.filled(with: results) }
    showOptions(options)
    transcript.add(
      markdown: options.enumerated().map { "- **\(Question.letter($0))** \($1)" }
        .joined(separator: "\n"))
    guard let answer = try readAnswer(to: question) else {
      if question.isRevealedLater {
        tell(markdown: "*No answer was given. The run will tell.*")
      } else {
        tell(markdown: "*No answer was given.* " + verdict(on: nil, question))
      }
      return
    }
    transcript.add(markdown: "> \(Question.letter(answer))")
    if let name = question.name { predictions[name] = answer }
    tell(
      markdown: question.isRevealedLater
        ? "Noted. The run will tell." : verdict(on: answer, question))
  }

  /// The letter that the learner gave to a named question, as an index.
  package func answer(to name: String) -> Int? { predictions[name] }

  /// The verdict on a question that was asked before.
  func reveal(_ name: String) {
    let questions = lesson.pages.flatMap(\.segments).compactMap { segment -> Question? in
      if case .question(let question) = segment, question.name == name { question } else { nil }
    }
    guard let question = questions.first else {
      fatalError("<!-- answer: \(name) -->: the text has no question of this name")
    }
    let answer = predictions[name]
    let opening = answer.map {
      "You predicted **\(Question.letter($0))** (\(text($0, question))). "
    }
    tell(markdown: (opening ?? "") + verdict(on: answer, question))
  }

  private func text(_ option: Int, _ question: Question) -> String {
    question.options[option].text.filled(with: results)
  }

  private func feedback(_ option: Int, _ question: Question) -> String {
    question.options[option].feedback.filled(with: results)
  }

  private func verdict(on answer: Int?, _ question: Question) -> String {
    let own = answer.map { feedback($0, question) }
    switch question.solution(for: results) {
    case .open:
      return own ?? "There is no right or wrong here."
    case .undecided:
      return "**This run cannot tell:** the intervals overlap."
    case .notMeasured(let names):
      return "*\(notMeasured): \(names.joined(separator: ", "))*"
    case .options(let right):
      if let answer, right.contains(answer) { return "**Right.** \(own ?? "")" }
      let solutions = right.map { option in
        "**\(Question.letter(option))** (\(text(option, question))). \(feedback(option, question))"
      }
      let solution = "The answer is " + solutions.joined(separator: "\n\nand ")
      return own.map { "**Not so.** \($0)\n\n\(solution)" } ?? solution
    }
  }

  private func readAnswer(to question: Question) throws -> Int? {
    guard isInteractive else { return nil }
    var hints = question.hints[...]
    let letters = question.options.indices.map(Question.letter)
    let help =
      "Type a letter (\(letters.joined(separator: ", "))) and Enter."
      + (question.hints.isEmpty ? "" : " `h` gives a hint.") + " `s` skips, `q` leaves."
    while true {
      let line = try readReply(help: help)
      switch line.lowercased() {
      case "s", "skip": return nil
      case "h", "hint":
        if let hint = hints.popFirst() {
          tell(markdown: "*Hint:* \(hint.filled(with: results))")
        } else {
          tell(markdown: question.hints.isEmpty ? "There is no hint." : "There are no more hints.")
        }
      case let reply:
        if let index = letters.firstIndex(of: reply) { return index }
        tell(markdown: help)
      }
    }
  }

  func showOptions(_ options: [String]) {
    let width = max(20, terminal.pageWidth)
    for (index, option) in options.enumerated() {
      var renderer = MarkdownRenderer(width: width - 5, colour: terminal.colour)
      for (row, line) in renderer.lines(of: MarkdownDocument(option)).enumerated() {
        let mark = StyledText(row == 0 ? "  \(Question.letter(index))" : "", .bold)
        emit([mark.padded(to: 5) + line])
      }
    }
  }

  /// Reads a line that is neither empty, nor a wish for help, nor a wish to leave.
  /// - Throws: `Quit` on `q` or Ctrl-D; `Interrupted`.
  func readReply(help: String) throws -> String {
    while true {
      guard let line = try terminal.readLine(prompt: "> ") else { throw Quit() }
      emit([])
      switch line.trimmingCharacters(in: .whitespaces) {
      case "q", "quit": throw Quit()
      case "", "?", "help": tell(markdown: help)
      case let reply: return reply
      }
    }
  }
}
