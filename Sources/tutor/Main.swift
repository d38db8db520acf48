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
      var command = try Tutor.parseAsRoot()
      try command.run()
    } catch {
      exit(report(error))
    }
  }

  /// - Returns: the exit code: 64 for what was typed wrongly, 130 after Ctrl-C, 1 for all else.
  private static func report(_ error: any Error) -> Int32 {
    switch error {
    case is Quit:
      return 0
    case let error as Interrupted:
      FileHandle.standardError.write(Data("\n\(error)\n".utf8))
      return error.exitCode
    case let error as UsageError:
      FileHandle.standardError.write(Data("Error: \(error)\n".utf8))
      return UsageError.exitCode
    case is ValidationError, is CleanExit, is ExitCode:
      Tutor.exit(withError: error)
    default:
      // The parser's own errors know their message and their code; others are told as they are.
      if Tutor.exitCode(for: error) != .failure { Tutor.exit(withError: error) }
      FileHandle.standardError.write(Data("Error: \(error)\n".utf8))
      return 1
    }
  }
}
