import ArgumentParser
import Foundation
import Metrics
import Notebook
import Tensors
import Words

@main
enum Main {
  /// Runs the command that was typed, and turns what goes wrong into a message and an exit code.
  static func main() {
    Terminal.openClosedStreams()
    do {
      let arguments = try LanguageOption.take(from: Array(CommandLine.arguments.dropFirst()))
      // Its note is the first message, in the language that was chosen.
      Interruption.install()
      try checkWords()
      try checkMatrixProduct()
      if let topic = HelpTopic(arguments) { return topic.write(to: Terminal()) }
      var command = try Tutor.parseAsRoot(try CommandWord.completed(arguments))
      try command.run()
    } catch {
      exit(report(error))
    }
  }

  /// Without its words the program can say nothing but why they cannot be read.
  private static func checkWords() throws {
    guard Messages.text(Label("end-of-messages.mark")) == nil else { return }
    let file = try ProjectRoot.find().appending(path: "Lessons/messages.yaml")
    throw UsageError(withoutWordsOf: file)
  }

  /// Refuses a way to multiply matrices that there is not.
  private static func checkMatrixProduct() throws {
    let variable = MatrixProductMethod.variable
    guard let name = ProcessInfo.processInfo.environment[variable],
      MatrixProductMethod(rawValue: name) == nil
    else { return }
    let names = MatrixProductMethod.allCases.map(\.rawValue).joined(separator: ", ")
    throw UsageError(
      "no-matrix-product", ["variable": variable, "name": name, "names": names])
  }

  /// - Returns: the exit code: 64 for what was typed wrongly, 130 after Ctrl-C, 1 for all else.
  private static func report(_ error: any Error) -> Int32 {
    let terminal = Terminal()
    switch error {
    case is Quit:
      return 0
    case let error as Interrupted:
      terminal.message(prose: "\n\(error)\n")
      return error.exitCode
    case let error as UsageError:
      terminal.message(prose: told(error))
      return UsageError.exitCode
    case is CleanExit, is ExitCode:
      Tutor.exit(withError: error)
    default:
      // The parser's own errors know their message and their code; others are told as they are.
      let code = Tutor.exitCode(for: error)
      if code.isSuccess { Tutor.exit(withError: error) }
      let isOfParser = code != .failure
      terminal.message(prose: isOfParser ? Tutor.fullMessage(for: error) + "\n" : told(error))
      return code.rawValue
    }
  }

  /// An error in a sentence, also where the words for it are what is missing.
  private static func told(_ error: any Error) -> String {
    // An explained error tells what helps too; of the system's the description is for programmers.
    let words = error is any ExplainedError ? "\(error)" : reason(of: error)
    return (Messages.text(Label("report.error", ["error": words])) ?? "Error: \(words)") + "\n"
  }
}
