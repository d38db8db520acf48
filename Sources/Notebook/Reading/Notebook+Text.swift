import Foundation
import Words

extension Notebook {
  /// Tells something beside the text, in the words of the lesson's messages.
  package func remark(_ label: Label) {
    guard !isSilent else { return }
    transcript.role = .remark
    defer { transcript.role = .told }
    tell(markdown: words(of: label, in: "text", words.messages).text)
  }

  /// Asks the learner for a line of text, whatever it may hold.
  ///
  /// - Parameters:
  ///   - standard: taken where there is no learner, and where Enter alone is pressed.
  ///   - problem: says why a text cannot be used, by the lesson's messages; nil if it can. It is then
  ///     asked again.
  /// - Throws: `Quit` on `q` and Ctrl-D; `Interrupted`.
  package func askForText(
    default standard: String, problem: (String) -> Label? = { _ in nil }
  ) throws -> String {
    guard !isSilent else { return standard }
    let opening = StyledText(
      isInteractive ? Messages.text("text-question.default") + " " : "> ", .dim)
    block((opening + StyledText(standard.printable)).wrapped(to: terminal.pageWidth))
    let text = isInteractive ? try readText([], problem) : nil
    transcript.add(output: "> \((text ?? standard).printable)")
    return text ?? standard
  }

  /// Asks the learner for a number.
  ///
  /// - Parameter standard: taken where there is no learner, and where Enter alone is pressed.
  /// - Throws: `Quit` on `q` and Ctrl-D; `Interrupted`.
  package func askForNumber(
    default standard: Double, in allowed: ClosedRange<Double>
  ) throws -> Double {
    let problem = Label.verbatim(
      Messages.text(
        "text-question.number", ["low": allowed.lowerBound.plain, "high": allowed.upperBound.plain])
    )
    let text = try askForText(default: standard.plain) { text in
      number(in: text).map(allowed.contains) == true ? nil : problem
    }
    return number(in: text) ?? standard
  }

  /// Lets the learner try texts, one after another, until Enter alone is pressed. Where there is no learner,
  /// the examples are tried.
  ///
  /// - Parameter respond: shows what becomes of a text.
  /// - Throws: `Quit` on `q` and Ctrl-D; `Interrupted`; what `respond` throws.
  package func tryOut(_ examples: [String], _ respond: (String) throws -> Void) throws {
    guard !isSilent else { return }
    guard isInteractive else {
      for example in examples {
        show("> \(example)")
        try respond(example)
      }
      return
    }
    let example = "“\((examples.first ?? "").printable)”".markdownCode
    tell(markdown: Messages.text("text-question.try", ["example": example]))
    var history: [String] = []
    var isAsked = false
    while true {
      guard let text = try readText(history) else {
        // One Enter too many should not end what has not begun.
        guard history.isEmpty, !isAsked, !isReplaying else { return }
        isAsked = true
        tell(markdown: Messages.text("text-question.nothing-tried"))
        continue
      }
      history.append(text)
      transcript.add(output: "> \(text.printable)")
      try respond(text)
    }
  }

  /// Reads until a text can be used; nil if the learner gave none.
  private func readText(
    _ history: [String] = [], _ problem: (String) -> Label? = { _ in nil }
  ) throws -> String? {
    try leaveIfAsked()
    if let entry = journal.replay(.text) {
      entry.text.map { emit([StyledText("> \($0.printable)")]) }
      return entry.text
    }
    isSkimming = false
    goLive()
    // What is typed while an answer is still being shown is the next line.
    if history.isEmpty { arrive() }
    defer { lastStop = .now }
    let text = try readUsableText(history, problem)
    journal.add(.text, text)
    keepPlace()
    return text
  }

  private func readUsableText(
    _ history: [String], _ problem: (String) -> Label?
  ) throws -> String? {
    while let line = try terminal.readLine(
      prompt: "> ", history: history,
      onEscape: {
        try wait(at: .typing)
        return true
      })
    {
      // The rest of what was pasted must not turn pages.
      terminal.forgetTypedKeys()
      screens.add("> \(line.printable)\n", rows: 1)
      switch line.trimmingCharacters(in: .whitespaces) {
      case "": return nil
      case "q", "quit": try wait(at: .typing)
      case "?", "help": tell(markdown: Messages.text("text-question.help"))
      case let text:
        guard let problem = problem(text) else { return text }
        tell(markdown: words(of: problem, in: "text", words.messages).text)
      }
    }
    // Ctrl-D leaves here as it does on a page.
    throw Quit()
  }
}

/// A number as people write it: `0.4`, `,4`, `−2`, `40 %`.
func number(in text: String) -> Double? {
  let plain = text.filter { !$0.isWhitespace }.replacing("−", with: "-").replacing(",", with: ".")
  let isPercent = plain.hasSuffix("%")
  guard let value = Double(isPercent ? String(plain.dropLast()) : plain), value.isFinite else {
    return nil
  }
  return isPercent ? value / 100 : value
}
