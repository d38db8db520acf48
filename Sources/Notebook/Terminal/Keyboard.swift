import Foundation

/// A key that the learner pressed.
package enum Key: Equatable, Sendable {
  case enter, escape, backspace, delete
  case up, down, left, right, home, end, pageUp, pageDown
  /// A letter, a digit, a sign; with Ctrl, the control character, such as `"\u{15}"` for Ctrl-U.
  case character(Character)
  /// Text that was pasted in one piece.
  case pasted(String)
  /// Ctrl-D, or the end of the input.
  case endOfInput
  /// The window has another size, or the program was stopped and goes on: what stood there is gone.
  case redraw
  /// A function key, …
  case other

  /// The key that an escape sequence stands for: `ESC [ A` is an arrow, `ESC O P` F1 (ECMA-48, and xterm's
  /// control sequences).
  init(sequence: some Collection<UInt8>) {
    let text = String(decoding: sequence.dropFirst(), as: UTF8.self)
    let names: [String: Key] = [
      "": .escape, "A": .up, "B": .down, "C": .right, "D": .left, "H": .home, "F": .end,
      "1~": .home, "7~": .home, "4~": .end, "8~": .end, "3~": .delete, "5~": .pageUp,
      "6~": .pageDown,
    ]
    let name = "[O".contains(text.first ?? " ") ? String(text.dropFirst()) : text
    self = text.count == 1 ? .other : names[name] ?? .other
  }
}

extension Terminal {
  /// Runs `body` with keys read one by one, without echo: what is typed while a model trains is not seen.
  package func withKeysUnbuffered<Result>(_ body: () throws -> Result) rethrows -> Result {
    isInteractive ? try Interruption.withKeysUnbuffered(on: input, body) : try body()
  }

  /// Waits for one key, without Enter and without echo.
  /// - Throws: `Interrupted` on Ctrl-C.
  package func readKey() throws -> Key {
    try Interruption.withKeysUnbuffered(on: input) { try nextKey() }
  }

  /// Waits for one key, but no longer than so many milliseconds; nil if none was pressed.
  /// - Throws: `Interrupted` on Ctrl-C.
  package func readKey(withinMilliseconds limit: Int32) throws -> Key? {
    try Interruption.withKeysUnbuffered(on: input) {
      var request = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
      guard unsafe !typed.isEmpty || poll(&request, 1, limit) > 0 else {
        try Interruption.check()
        return nil
      }
      return try nextKey()
    }
  }

  func nextKey() throws -> Key {
    guard try fill(upTo: { !$0.isEmpty || Interruption.mustRedraw }) else { return .endOfInput }
    if Interruption.takeRedraw() { return .redraw }
    let first = typed[0]
    if first == 0x1B { waitForRestOfSequence() }
    switch first {
    case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
      typed.removeFirst()
      return .enter
    case 4:
      typed.removeFirst()
      return .endOfInput
    case 8, 0x7F:
      typed.removeFirst()
      return .backspace
    case 0x1B where typed.starts(with: Terminal.pasteStart):
      return .pasted(try pasted())
    case 0x1B:
      let sequence = typed.prefix(escapeSequenceLength)
      typed.removeFirst(sequence.count)
      return Key(sequence: sequence)
    default:
      let length = max(1, (~first).leadingZeroBitCount)
      _ = try fill { $0.count >= length }
      let bytes = typed.prefix(length)
      typed.removeFirst(bytes.count)
      let text = String(decoding: bytes, as: UTF8.self)
      return text.first.map(Key.character) ?? .other
    }
  }

  /// What a terminal puts around text that is pasted, once it was asked to.
  private static let pasteStart = Array("\u{1B}[200~".utf8)
  private static let pasteEnd = Array("\u{1B}[201~".utf8)

  private func pasted() throws -> String {
    typed.removeFirst(Terminal.pasteStart.count)
    let end = Terminal.pasteEnd
    _ = try fill { $0.firstRange(of: end) != nil }
    let text = typed.firstRange(of: end).map { typed[..<$0.lowerBound] } ?? typed[...]
    let bytes = Array(text)
    typed.removeFirst(min(typed.count, bytes.count + end.count))
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A slow line delivers an escape sequence in pieces; a hand that has pressed Esc takes longer for the next key.
  private func waitForRestOfSequence() {
    var buffer = [UInt8](repeating: 0, count: 64)
    var request = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
    while !isSequenceWhole, unsafe poll(&request, 1, 30) > 0 {
      let count = unsafe read(input, &buffer, buffer.count)
      guard count > 0 else { return }
      typed += buffer[0..<count]
    }
  }

  private var isSequenceWhole: Bool {
    guard typed.count > 1 else { return false }
    switch typed[1] {
    case UInt8(ascii: "["): return typed.dropFirst(2).contains { (0x40...0x7E).contains($0) }
    case UInt8(ascii: "O"): return typed.count > 2
    default: return true
    }
  }

  /// Bytes of the escape sequence at the front of what was typed. An arrow
  /// is `ESC [ A`, F5 `ESC [ 1 5 ~`, F1 `ESC O P`, Alt-x `ESC x`, and the key Esc a lone `ESC`.
  private var escapeSequenceLength: Int {
    if let answer = TerminalAnswers.length(ofAnswerIn: typed) { return answer }
    let isControlSequence = typed.count > 1 && typed[1] == UInt8(ascii: "[")
    guard isControlSequence else {
      return min(typed.count, typed.count > 1 && typed[1] == UInt8(ascii: "O") ? 3 : 2)
    }
    let end = typed.dropFirst(2).firstIndex { (0x40...0x7E).contains($0) }
    return end.map { $0 + 1 } ?? typed.count
  }

  /// The same for input that is no terminal. The line break is left out.
  func readPlainLine(prompt: String) throws -> String? {
    write(prompt)
    let lineBreak = UInt8(ascii: "\n")
    let isWhole = try fill { $0.contains(lineBreak) }
    guard isWhole || !typed.isEmpty else { return nil }
    let line = typed.prefix { $0 != lineBreak }
    typed.removeFirst(min(typed.count, line.count + 1))
    return String(decoding: line, as: UTF8.self)
  }

  /// Forgets keys pressed while the program was busy, so that an impatient Enter does not turn a
  /// page unread.
  package func forgetTypedKeys() {
    typed.removeAll()
    if isInteractive { tcflush(input, TCIFLUSH) }
  }

  /// Reads until `isEnough`; false at the end of the input.
  private func fill(upTo isEnough: ([UInt8]) -> Bool) throws -> Bool {
    try Interruption.whileReading {
      var buffer = [UInt8](repeating: 0, count: 1024)
      while !isEnough(typed) {
        // A short wait, because a signal between the check and the read would else be missed.
        try Interruption.check()
        var request = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
        if unsafe poll(&request, 1, 100) <= 0 { continue }
        let count = unsafe read(input, &buffer, buffer.count)
        if count == 0 { return false }
        if count < 0 {
          if errno == EINTR || errno == EAGAIN { continue }
          return false
        }
        typed += buffer[0..<count]
      }
      return true
    }
  }
}
