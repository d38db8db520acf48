import Foundation

/// A key that the learner pressed.
package enum Key: Equatable, Sendable {
  case enter
  case character(Character)
  /// Ctrl-D, or the end of the input.
  case endOfInput
  /// An arrow, a function key, …
  case other
}

extension Terminal {
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

  private func nextKey() throws -> Key {
    guard try fill(upTo: { !$0.isEmpty }) else { return .endOfInput }
    let first = typed[0]
    switch first {
    case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
      typed.removeFirst()
      return .enter
    case 4:
      typed.removeFirst()
      return .endOfInput
    case 0x1B:
      typed.removeFirst(escapeSequenceLength)
      return .other
    default:
      let length = max(1, (~first).leadingZeroBitCount)
      _ = try fill { $0.count >= length }
      let bytes = typed.prefix(length)
      typed.removeFirst(bytes.count)
      let text = String(decoding: bytes, as: UTF8.self)
      return text.first.map(Key.character) ?? .other
    }
  }

  /// Bytes of the escape sequence at the front of what was typed; it arrives in one piece. An arrow
  /// is `ESC [ A`, F5 `ESC [ 1 5 ~`, F1 `ESC O P`, Alt-x `ESC x`, and the key Esc a lone `ESC`.
  private var escapeSequenceLength: Int {
    let isControlSequence = typed.count > 1 && typed[1] == UInt8(ascii: "[")
    guard isControlSequence else {
      return min(typed.count, typed.count > 1 && typed[1] == UInt8(ascii: "O") ? 3 : 2)
    }
    let end = typed.dropFirst(2).firstIndex { (0x40...0x7E).contains($0) }
    return end.map { $0 + 1 } ?? typed.count
  }

  /// Waits for a line, which the learner may edit until Enter; nil on Ctrl-D or at the end of the
  /// input. The line break is left out.
  /// - Throws: `Interrupted` on Ctrl-C.
  package func readLine(prompt: String) throws -> String? {
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
