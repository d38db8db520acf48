import Course
import Foundation
import Notebook
import Words

/// A chat on a terminal: questions to several models at once, and what can be measured of their answers. A
/// lesson can start one, too:
///
///     var chat = Chat(course: course, models: try course.chatModels(upTo: .rankings), terminal: terminal)
///     try chat.run()
package struct Chat {
  private var session: ChatSession
  private let terminal: Terminal
  private var typed: [String] = []
  /// How long a token is waited for, so that the eye can follow.
  private let microsecondsPerToken: UInt32 = 30_000

  package init(
    course: Course, models: ChatModels, temperature: Double = 1, terminal: Terminal
  ) {
    session = ChatSession(course, models, temperature: temperature)
    self.terminal = terminal
  }

  /// Answers lines until `/quit` or the end of the input. From a pipe, the first mistake ends it.
  ///
  /// - Throws: `Interrupted`; `UsageError` where nobody is there to type it again.
  package mutating func run() throws {
    if terminal.isInteractive { tell("chat.welcome", ["example": session.example]) }
    let prompt = terminal.isInteractive ? Messages.text("chat.prompt") : ""
    while let line = try terminal.readLine(prompt: prompt, history: typed) {
      if !line.trimmingCharacters(in: .whitespaces).isEmpty { typed.append(line) }
      do {
        guard try obey(ChatCommand(parsing: line)) else { return }
      } catch let error as UsageError where terminal.isInteractive {
        terminal.write(prose: "\(error)\n\n")
      }
    }
  }

  /// - Returns: false if the chat is over.
  private mutating func obey(_ command: ChatCommand) throws -> Bool {
    switch command {
    case .ask(let question): try ask(question)
    case .again: try ask(session.lastExchange().question)
    case .temperature(let temperature):
      session.options.temperature = temperature
      tell("chat.temperature", ["temperature": temperature.plain])
    case .best(let count):
      session.options.candidates = count
      // The most that choosing the best of n can add (Stiennon et al. 2020, appendix G.3).
      let bound = log(Double(count)) - Double(count - 1) / Double(count)
      tell("chat.best", ["count": "\(count)", "kl": bound.formatted(places: 2)])
      if count > 1, session.options.temperature == 0 { tell("chat.best-of-equals") }
    case .why(let model): try explain(model)
    case .score(let answer):
      let (answer, reward, gold) = try session.score(answer)
      let unknown = Messages.text("chat.unknown")
      tell(
        "chat.score",
        [
          "answer": answer.printable, "score": reward?.formatted(places: 2) ?? unknown,
          "gold": gold?.formatted(places: 2) ?? unknown,
        ])
    case .models(let names):
      try session.choose(names)
      tell("chat.models", ["list": session.names.map(\.title).joined(separator: ", ")])
    case .help: tell("chat.help")
    case .quit: return false
    }
    return true
  }

  private mutating func ask(_ question: String) throws {
    let exchange = try session.ask(question)
    if !exchange.unknownWords.isEmpty {
      tell(
        "chat.unknown-words",
        ["words": exchange.unknownWords.joined(separator: ", ").printable])
    }
    let layout = ReplyLayout(replies: exchange.replies, columns: terminal.columns)
    let all = layout.lines(upTo: layout.length)
    if LiveBlock.isPossible(on: terminal, height: all.count) {
      try stream(layout)
    } else {
      terminal.write(all)
    }
    terminal.write("\n")
  }

  /// Shows token by token. What is typed meanwhile is the next line.
  private func stream(_ layout: ReplyLayout) throws {
    var block = LiveBlock(terminal)
    try Interruption.withKeysUnbuffered(on: STDIN_FILENO) {
      for count in 0..<layout.length {
        block.show(layout.lines(upTo: count))
        usleep(microsecondsPerToken)
        try Interruption.check()
      }
    }
    block.show(layout.lines(upTo: layout.length))
  }

  private func explain(_ name: String?) throws {
    let replies = try session.lastExchange().replies
    let reply = name.map { name in replies.first { $0.model == name } } ?? replies.last
    guard let reply else {
      let list = replies.map(\.model).joined(separator: ", ")
      throw UsageError("chat-no-model", ["name": name ?? "", "list": list])
    }
    var table = Table(columns: ["chat.token", "chat.looked-at"])
    for look in try session.looks(of: reply) {
      table.add(
        look.token,
        look.most.map { "\($0.token) \($0.share.formatted(places: 2))" }.joined(separator: ", "))
    }
    let title = CourseModel(rawValue: reply.model)?.title ?? reply.model
    tell("chat.why", ["model": title])
    terminal.write(table.told.layout.lines(width: terminal.pageWidth) + [""])
    tell("chat.no-proof")
  }

  private func tell(_ key: String, _ values: [String: String] = [:]) {
    terminal.write(prose: Messages.text(key, values) + "\n\n")
  }
}
