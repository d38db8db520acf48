import Words

/// What a learner can type in a chat: a question, or a command that begins with a slash.
enum ChatCommand: Equatable {
  case ask(String)
  case temperature(Double)
  case best(Int)
  /// Of one model; nil for the last that answered.
  case why(model: String?)
  case score(String)
  case models([String])
  case again, help, quit

  /// The most answers that the best one is chosen from.
  static let mostCandidates = 256

  /// - Throws: `UsageError` that tells the commands there are.
  init(parsing line: String) throws {
    let text = line.trimmingCharacters(in: .whitespacesAndNewlines)
    guard text.hasPrefix("/") else {
      self = .ask(text)
      return
    }
    let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
    let rest = parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
    self = try ChatCommand.command(parts[0], rest)
  }

  private static func command(_ name: String, _ rest: String) throws -> ChatCommand {
    switch name {
    case "/temperature":
      guard let number = Double(rest), number == 0 || (0.01...10).contains(number) else {
        throw UsageError("chat-bad-temperature", ["given": rest])
      }
      return .temperature(number)
    case "/best":
      guard let number = Int(rest), (1...mostCandidates).contains(number) else {
        throw UsageError("chat-bad-best", ["given": rest, "most": "\(mostCandidates)"])
      }
      return .best(number)
    case "/why": return .why(model: rest.isEmpty ? nil : rest.lowercased())
    case "/score":
      guard !rest.isEmpty else { throw UsageError("chat-bad-score") }
      return .score(rest)
    case "/models":
      let names = rest.split { ", ".contains($0) }.map(String.init)
      guard !names.isEmpty else { throw UsageError("chat-bad-models") }
      return .models(names)
    case "/again": return .again
    case "/help", "/?": return .help
    case "/quit", "/exit", "/q": return .quit
    default: throw UsageError("chat-no-command", ["command": name])
    }
  }
}
