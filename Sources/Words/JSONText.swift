import Foundation

/// A strict look at a JSON object (RFC 8259), which tells what is wrong and where.
///
/// Foundation's decoder passes over a comma too many and a key that stands twice, and says of most other
/// mistakes only that there is one.
package struct JSONText {
  /// A value of the outermost object.
  package struct Member: Equatable, Sendable {
    /// Text, number, …: a word of the messages.
    package let kind: String
    /// Where it begins, counted from 1.
    package let column: Int
  }

  /// What is wrong, in words, and where.
  package struct Mistake: Error, Equatable {
    package let label: Label
    package let column: Int

    package init(_ label: Label, column: Int) { (self.label, self.column) = (label, column) }
  }

  package private(set) var members: [String: Member] = [:]

  private let bytes: [UInt8]
  private let endsLines: Bool
  private var next = 0
  private var depth = 0

  /// More than any file of the course needs, and little for the stack.
  private static let mostDepth = 32

  /// - Parameters:
  ///   - line: UTF-8.
  ///   - endsLines: whether it may be on several lines.
  /// - Throws: `Mistake`.
  package init(checking line: [UInt8], endsLines: Bool = false) throws {
    bytes = line
    self.endsLines = endsLines
    skipSpace()
    guard peek == UInt8(ascii: "{") else { throw unexpected("object") }
    try object()
    skipSpace()
    guard next == bytes.count else { throw mistake("more", at: next) }
  }

  private var peek: UInt8? { next < bytes.count ? bytes[next] : nil }

  private mutating func skipSpace() {
    let breaks = endsLines ? "\n\r" : ""
    while let byte = peek, " \t".utf8.contains(byte) || breaks.utf8.contains(byte) { next += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: character) else { return false }
    next += 1
    return true
  }

  // MARK: Values

  private mutating func value() throws {
    skipSpace()
    switch peek {
    case UInt8(ascii: "{"): try object()
    case UInt8(ascii: "["): try array()
    case UInt8(ascii: "\""): _ = try text()
    case UInt8(ascii: "-"), .some(UInt8(ascii: "0")...UInt8(ascii: "9")): try number()
    default:
      for word in ["true", "false", "null"] where bytes[next...].starts(with: word.utf8) {
        next += word.utf8.count
        return
      }
      throw unexpected("value")
    }
  }

  private mutating func object() throws {
    let isOutermost = depth == 0
    var keys: Set<String> = []
    try list(endingWith: "}") { json in
      let start = json.next
      guard json.peek == UInt8(ascii: "\"") else { throw json.unexpected("key") }
      let key = try json.text()
      guard keys.insert(key).inserted else {
        throw json.mistake("twice", ["key": String(key.prefix(40)).printable], at: start)
      }
      json.skipSpace()
      guard json.take(":") else { throw json.unexpected("colon") }
      json.skipSpace()
      if isOutermost {
        json.members[key] = Member(kind: json.kind, column: json.column(of: json.next))
      }
      try json.value()
    }
  }

  private mutating func array() throws { try list(endingWith: "]") { try $0.value() } }

  private mutating func list(
    endingWith end: Unicode.Scalar, _ element: (inout JSONText) throws -> Void
  ) throws {
    depth += 1
    guard depth <= Self.mostDepth else {
      throw mistake("deep", ["most": "\(Self.mostDepth)"], at: next)
    }
    defer { depth -= 1 }
    next += 1
    skipSpace()
    if take(end) { return }
    while true {
      try element(&self)
      skipSpace()
      if take(end) { return }
      let comma = next
      guard take(",") else { throw unexpected(end == "}" ? "comma-or-brace" : "comma-or-bracket") }
      skipSpace()
      if peek == UInt8(ascii: end) { throw mistake("last-comma", at: comma) }
    }
  }

  /// `-12.5e+3`. (A regular expression would be made anew for each number, and there are thousands.)
  private mutating func number() throws {
    let start = next
    _ = take("-")
    var isNumber = take("0") || takeDigits()
    if take(".") { isNumber = takeDigits() && isNumber }
    if take("e") || take("E") {
      _ = take("+") || take("-")
      isNumber = takeDigits() && isNumber
    }
    let end = next
    func isPart(_ byte: UInt8) -> Bool {
      "+-.0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_".utf8.contains(byte)
    }
    while let byte = peek, isPart(byte) { next += 1 }
    guard isNumber, next == end else {
      let word = String(decoding: bytes[start..<next], as: UTF8.self)
      throw mistake("number", ["found": String(word.prefix(40))], at: start)
    }
  }

  /// Whether there is a digit at least.
  private mutating func takeDigits() -> Bool {
    let start = next
    while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { next += 1 }
    return next > start
  }

  // MARK: Texts

  /// What stands between two quotes.
  private mutating func text() throws -> String {
    let start = next
    var hasEscape = false
    next += 1
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "\""):
        next += 1
        guard hasEscape else {
          return String(decoding: bytes[(start + 1)..<(next - 1)], as: UTF8.self)
        }
        return try JSONDecoder().decode(String.self, from: Data(bytes[start..<next]))
      case UInt8(ascii: "\\"):
        hasEscape = true
        try escape()
      case 0..<0x20:
        throw mistake("control", ["code": "\\u00" + hexadecimal(byte)], at: next)
      default: next += 1
      }
    }
    throw mistake("open-text", at: start)
  }

  /// A backslash and what belongs to it; a character beyond U+FFFF is written as two halves.
  private mutating func escape() throws {
    let start = next
    if let unit = codeUnit(at: next) {
      next += 6
      guard UTF16.isSurrogate(unit) else { return }
      guard UTF16.isLeadSurrogate(unit), let other = codeUnit(at: next),
        UTF16.isTrailSurrogate(other)
      else { throw mistake("half", ["found": found(at: start, length: 6)], at: start) }
      next += 6
    } else {
      let code = next + 1 < bytes.count ? bytes[next + 1] : 0
      guard #""\/bfnrt"#.utf8.contains(code) else {
        throw mistake("escape", ["found": found(at: start, length: 2)], at: start)
      }
      next += 2
    }
  }

  /// The number of `\u1234`.
  private func codeUnit(at index: Int) -> UInt16? {
    guard index + 6 <= bytes.count, bytes[index] == UInt8(ascii: "\\"),
      bytes[index + 1] == UInt8(ascii: "u")
    else { return nil }
    let digits = bytes[(index + 2)..<(index + 6)]
    guard !digits.contains(UInt8(ascii: "+")), !digits.contains(UInt8(ascii: "-")) else {
      return nil
    }
    return UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
  }

  // MARK: What is told

  private var kind: String {
    switch peek {
    case UInt8(ascii: "{"): "object"
    case UInt8(ascii: "["): "list"
    case UInt8(ascii: "\""): "text"
    case UInt8(ascii: "t"), UInt8(ascii: "f"): "truth"
    case UInt8(ascii: "n"): "null"
    default: "number"
    }
  }

  private func column(of index: Int) -> Int {
    String(decoding: bytes[..<index], as: UTF8.self).unicodeScalars.count + 1
  }

  private func found(at index: Int, length: Int) -> String {
    String(decoding: bytes[index..<min(index + length, bytes.count)], as: UTF8.self).printable
  }

  private func unexpected(_ needed: String) -> Mistake {
    let character = String(decoding: bytes[next...].prefix(4), as: UTF8.self).unicodeScalars.first
    return mistake(
      "unexpected",
      [
        "found": character.map { "\"\(String($0).printable)\"" } ?? Messages.text("json-kind.end"),
        "needed": Messages.text("json-kind.\(needed)"),
      ], at: next)
  }

  private func mistake(_ name: String, _ values: [String: String] = [:], at index: Int) -> Mistake {
    Mistake(Label("json-mistake.\(name)", values), column: column(of: index))
  }
}

extension JSONDecoder {
  /// Decodes an object that a strict reader takes, too: every program reads the same of it. One that was `sealed`
  /// must be as it was written.
  ///
  /// - Throws: `Failure` with the line; `DecodingError`.
  package func decodeStrictly<Value: Decodable>(
    _ type: Value.Type = Value.self, from data: Data
  ) throws -> Value {
    if let mistake = EncodingMistake(in: data) {
      throw Failure("json-text.encoding", ["byte": mistake.byte, "line": "\(mistake.line)"])
    }
    do {
      _ = try JSONText(checking: [UInt8](data), endsLines: true)
    } catch let mistake as JSONText.Mistake {
      let before = String(decoding: data, as: UTF8.self).unicodeScalars.prefix(mistake.column - 1)
      throw Failure(
        "json-text",
        [
          "line": "\(before.count { $0 == "\n" } + 1)", "reason": Messages.told(mistake.label),
        ])
    }
    guard sealHolds(json: data) ?? true else { throw Failure("sealed.checksum") }
    return try decode(type, from: data)
  }
}

/// Two digits.
func hexadecimal(_ byte: UInt8) -> String {
  (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
}
