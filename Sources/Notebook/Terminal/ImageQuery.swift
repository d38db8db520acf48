import Foundation
import Plotting

/// What a terminal answers when it is asked what it is, picked out of what was typed meanwhile.
struct TerminalAnswers {
  /// Whether it understands kitty's graphics protocol.
  private(set) var knowsKitty = false
  /// Its name and version (XTVERSION).
  private(set) var version = ""
  /// What it can do, by the numbers of its primary device attributes (4: sixels); nil until it has answered.
  private(set) var attributes: [Int]?
  /// What the learner typed.
  private(set) var typed: [UInt8] = []

  /// Asks for kitty's graphics, the version, and last the device attributes, which every terminal tells.
  static let question =
    "\u{1B}_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\u{1B}\\\u{1B}[>0q" + attributesQuestion
  static let attributesQuestion = "\u{1B}[c"

  init(in bytes: [UInt8]) {
    var rest = bytes[...]
    while let byte = rest.first {
      if let length = Self.length(ofAnswerIn: Array(rest)) {
        note(String(decoding: rest.prefix(length), as: UTF8.self))
        rest = rest.dropFirst(length)
      } else {
        typed.append(byte)
        rest = rest.dropFirst()
      }
    }
  }

  private mutating func note(_ answer: String) {
    if answer.hasPrefix("\u{1B}_Gi=31") {
      knowsKitty = answer.contains(";OK")
    } else if answer.hasPrefix("\u{1B}P>|") {
      version = String(answer.dropFirst(4).dropLast(2))
    } else if answer.hasPrefix("\u{1B}[?"), answer.hasSuffix("c") {
      attributes = answer.dropFirst(3).dropLast().split(separator: ";").compactMap { Int($0) }
    }
  }

  /// The bytes of an answer at the front, which no key sends: `ESC _ … ESC \`, `ESC P > … ESC \`, or
  /// `ESC [ ? … c`. nil if there is none.
  static func length(ofAnswerIn bytes: [UInt8]) -> Int? {
    if bytes.starts(with: "\u{1B}_G".utf8) || bytes.starts(with: "\u{1B}P>".utf8) {
      let end = bytes.firstRange(of: Array("\u{1B}\\".utf8))
      return end?.upperBound ?? bytes.count
    }
    guard bytes.starts(with: "\u{1B}[?".utf8) else { return nil }
    let end = bytes.dropFirst(3).firstIndex { (0x40...0x7E).contains($0) }
    return end.map { $0 + 1 } ?? bytes.count
  }
}

extension Terminal {
  /// How the terminal shows pictures among its text; nil if it does not. It is asked, for 150 ms at most.
  ///
  /// tmux passes nothing on but sixels, and those only if it was built to; it tells so itself.
  package func inlineImage(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> InlineImage? {
    guard isOutputTerminal, let term = environment["TERM"], !["", "dumb"].contains(term) else {
      return nil
    }
    let isInside = environment["TMUX"] != nil || term.hasPrefix("screen")
    let answers = ask(
      isInside ? TerminalAnswers.attributesQuestion : TerminalAnswers.question, milliseconds: 150)
    let hasSixels = answers.attributes?.dropFirst().contains(4) == true
    if isInside { return hasSixels ? .sixel : nil }
    if answers.knowsKitty { return .kitty }
    let names = [answers.version, environment["TERM_PROGRAM"], environment["LC_TERMINAL"]]
    let isITerm = names.contains { name in
      ["iTerm", "WezTerm"].contains { name?.hasPrefix($0) == true }
    }
    return isITerm ? .iTerm : hasSixels ? .sixel : nil
  }

  /// Asks the terminal and takes its answers; keys pressed meanwhile are kept for who reads next.
  private func ask(_ question: String, milliseconds: Int) -> TerminalAnswers {
    guard isInteractive else { return TerminalAnswers(in: []) }
    return Interruption.withKeysUnbuffered(on: input) {
      write(question)
      var bytes: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 1024)
      let deadline = ContinuousClock.now + .milliseconds(milliseconds)
      while TerminalAnswers(in: bytes).attributes == nil {
        let left = (deadline - .now) / .milliseconds(1)
        var request = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
        guard left > 0, unsafe poll(&request, 1, Int32(left.rounded(.up))) > 0 else { break }
        let count = unsafe read(input, &buffer, buffer.count)
        guard count > 0 else { break }
        bytes += buffer[0..<count]
      }
      let answers = TerminalAnswers(in: bytes)
      typed += answers.typed
      return answers
    }
  }
}
