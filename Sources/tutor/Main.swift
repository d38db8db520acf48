import ArgumentParser
import Foundation
import Metrics
import Notebook

@main
enum Main {
  /// Runs the command that was typed, and turns what goes wrong into a message and an exit code.
  static func main() {
    Interruption.install()
    do {
      try checkCommand(CommandLine.arguments.dropFirst().first)
      var command = try Tutor.parseAsRoot()
      try command.run()
    } catch {
      exit(report(error))
    }
  }

  /// A word that is no command would be taken for an argument of the default one, and the message would
  /// speak of that.
  ///
  /// - Throws: `UsageError` that names the nearest command.
  private static func checkCommand(_ word: String?) throws {
    let names =
      Tutor.configuration.subcommands.map {
        $0.configuration.commandName ?? String(describing: $0).lowercased()
      } + ["help"]
    guard let word, !word.hasPrefix("-"), !names.contains(word) else { return }
    let nearest = NearestKey.match(for: word, in: names)
    throw UsageError(
      "There is no command \"\(word)\".",
      remedy: (nearest.map { "Did you mean `./tutor \($0)`? " } ?? "")
        + "`./tutor --help` lists them all.")
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
      terminal.message(prose: "Error: \(error)\n")
      return UsageError.exitCode
    case is CleanExit, is ExitCode:
      Tutor.exit(withError: error)
    default:
      // The parser's own errors know their message and their code; others are told as they are.
      let code = Tutor.exitCode(for: error)
      if code.isSuccess { Tutor.exit(withError: error) }
      let isOfParser = code != .failure
      let text = isOfParser ? Tutor.fullMessage(for: error) : "Error: \(error)"
      terminal.message(prose: "\(text)\n")
      return code.rawValue
    }
  }
}
