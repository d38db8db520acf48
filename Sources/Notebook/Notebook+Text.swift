import Foundation

extension Notebook {
  /// Asks the learner for a line of text, whatever it may hold.
  ///
  /// - Parameters:
  ///   - standard: taken where there is no learner, where Enter alone is pressed, and at the end of the
  ///     input.
  ///   - problem: says, in Markdown, why a text cannot be used; nil if it can. It is then asked again.
  /// - Throws: `Quit` on `q`; `Interrupted`.
  package func askForText(
    default standard: String, problem: (String) -> String? = { _ in nil }
  ) throws -> String {
    let opening = StyledText(isInteractive ? "Enter alone takes: " : "> ", .dim)
    block((opening + StyledText(standard.printable)).wrapped(to: terminal.pageWidth))
    let text = isInteractive ? try readText(problem) : nil
    transcript.add(output: "> \((text ?? standard).printable)")
    return text ?? standard
  }

  /// Reads until a text can be used; nil if the learner gave none.
  private func readText(_ problem: (String) -> String?) throws -> String? {
    while let line = try terminal.readLine(prompt: "> ") {
      // The rest of what was pasted must not turn pages.
      terminal.forgetTypedKeys()
      emit([])
      switch line.trimmingCharacters(in: .whitespaces) {
      case "": return nil
      case "q", "quit": throw Quit()
      case "?", "help":
        tell(markdown: "Type any text and Enter. Enter alone takes the text above, `q` leaves.")
      case let text:
        guard let problem = problem(text) else { return text }
        tell(markdown: problem)
      }
    }
    return nil
  }
}
