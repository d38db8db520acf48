import ArgumentParser
import Hyperparameters
import LessonKit
import Lessons
import Words

/// The first word of the command line: a command, a lesson, or a mistake.
enum CommandWord {
  /// The arguments as the parser wants them: `tutor 5` means `tutor run 5`.
  ///
  /// - Throws: `UsageError` for a word that is neither; with the command that does what it says, or the
  ///   nearest. The parser would take it for an argument of the default command.
  static func completed(_ arguments: [String]) throws -> [String] {
    guard let word = arguments.first, !word.hasPrefix("-") else { return arguments }
    if names.contains(word) {
      try checkOptions(of: word, arguments.dropFirst())
      return arguments
    }
    // What a lesson is called may be a word that people type for a command, too.
    if let command = synonym(of: word) {
      throw UsageError("command-synonym", ["word": word, "command": command])
    }
    if (try? Lesson.named(word)) != nil {
      try checkOptions(of: "run", arguments.dropFirst())
      return ["run"] + arguments
    }
    let nearest = NearestKey.match(for: word, in: names)
    throw UsageError(
      nearest == nil ? "no-such-command" : "mistyped-command",
      ["word": word, "nearest": nearest ?? ""])
  }

  /// - Throws: `UsageError` for an option that people look for, with what there is instead.
  private static func checkOptions(of command: String, _ arguments: some Sequence<String>) throws {
    for argument in arguments where argument.hasPrefix("--") {
      let option = String(argument.prefix { $0 != "=" })
      guard let instead = Messages.text(Label("option-words.\(command) \(option)")) else {
        continue
      }
      throw UsageError(
        "option-synonym", ["command": command, "option": option, "instead": instead])
    }
  }

  private static var names: [String] {
    Tutor.configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
  }

  /// What does what a word says, such as `compare` for `diff`: the first of its commands that there is.
  private static func synonym(of word: String) -> String? {
    guard word.allSatisfy({ $0.isLetter || $0 == "-" }) else { return nil }
    let commands = Messages.text(Label("command-words.\(word.lowercased())")) ?? ""
    return commands.components(separatedBy: " | ").first { command in
      names.contains { command == $0 || command.hasPrefix("\($0) ") }
    }
  }
}
