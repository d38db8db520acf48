import Foundation
import Words

extension Notebook {
  /// Asks the learner for a line of text, whatever it may hold.
  ///
  /// - Parameters:
  ///   - standard: taken where there is no learner, where Enter alone is pressed, and at the end of the
  ///     input.
  ///   - problem: says why a text cannot be used, by the lesson's messages; nil if it can. It is then
  ///     asked again.
  /// - Throws: `Quit` on `q`; `Interrupted`.
  package func askForText(
    default standard: String, problem: (String) -> Label? = { _ in nil }
  ) throws -> String {
    let opening = StyledText(
      isInteractive ? Messages.text("text-question.default") + " " : "> ", .dim)
    block((opening + StyledText(standard.printable)).wrapped(to: terminal.pageWidth))
    let text = isInteractive ? try readText(problem) : nil
    transcript.add(output: "> \((text ?? standard).printable)")
    return text ?? standard
  }

  /// Reads until a text can be used; nil if the learner gave none.
  private func readText(_ problem: (String) -> Label?) throws -> String? {
    while let line = try terminal.readLine(prompt: "> ") {
      // The rest of what was pasted must not turn pages.
      terminal.forgetTypedKeys()
      emit([])
      switch line.trimmingCharacters(in: .whitespaces) {
      case "": return nil
      case "q", "quit": throw Quit()
      case "?", "help": tell(markdown: Messages.text("text-question.help"))
      case let text:
        guard let problem = problem(text) else { return text }
        tell(markdown: words(of: problem, in: "text", words.messages).text)
      }
    }
    return nil
  }
}
