import Foundation

/// A reader of JSON (RFC 8259) that knows nothing of the program's own: UTF-8, no key twice, no comma too many, no
/// half of a surrogate pair. What the program accepts it must read as this does.
indirect enum StrictJSON: Equatable {
  case null
  case truth(Bool)
  case number(Double)
  case text(String)
  case list([StrictJSON])
  case object([String: StrictJSON])

  struct Mistake: Error {}

  /// - Parameter data: one value, with white space around it.
  init(_ data: Data) throws {
    guard let text = String(validating: data, as: UTF8.self) else { throw Mistake() }
    var rest = Substring(text).unicodeScalars
    self = try StrictJSON.value(&rest)
    StrictJSON.space(&rest)
    guard rest.isEmpty else { throw Mistake() }
  }

  private typealias Rest = Substring.UnicodeScalarView

  private static func space(_ rest: inout Rest) {
    rest = rest.drop { $0 == " " || $0 == "\n" || $0 == "\r" || $0 == "\t" }
  }

  private static func take(_ character: Unicode.Scalar, _ rest: inout Rest) -> Bool {
    space(&rest)
    guard rest.first == character else { return false }
    rest.removeFirst()
    return true
  }

  private static func value(_ rest: inout Rest) throws -> StrictJSON {
    space(&rest)
    guard let first = rest.first else { throw Mistake() }
    if first == "{" { return try .object(object(&rest)) }
    if first == "[" { return try .list(list(&rest)) }
    if first == "\"" { return try .text(string(&rest)) }
    for (word, value) in [
      ("null", StrictJSON.null), ("true", .truth(true)), ("false", .truth(false)),
    ] where rest.starts(with: word.unicodeScalars) {
      rest = rest.dropFirst(word.unicodeScalars.count)
      return value
    }
    let word = String(rest.prefix { "+-.0123456789eE".unicodeScalars.contains($0) })
    guard word.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/) != nil,
      let number = Double(word)
    else { throw Mistake() }
    rest = rest.dropFirst(word.unicodeScalars.count)
    return .number(number)
  }

  private static func list(_ rest: inout Rest) throws -> [StrictJSON] {
    rest.removeFirst()
    if take("]", &rest) { return [] }
    var elements: [StrictJSON] = []
    while true {
      elements.append(try value(&rest))
      if take("]", &rest) { return elements }
      guard take(",", &rest) else { throw Mistake() }
    }
  }

  private static func object(_ rest: inout Rest) throws -> [String: StrictJSON] {
    rest.removeFirst()
    if take("}", &rest) { return [:] }
    var members: [String: StrictJSON] = [:]
    while true {
      space(&rest)
      guard rest.first == "\"" else { throw Mistake() }
      let key = try string(&rest)
      guard members[key] == nil, take(":", &rest) else { throw Mistake() }
      members[key] = try value(&rest)
      if take("}", &rest) { return members }
      guard take(",", &rest) else { throw Mistake() }
    }
  }

  private static func string(_ rest: inout Rest) throws -> String {
    rest.removeFirst()
    var units: [UInt16] = []
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\"":
        guard let text = String(validating: units, as: UTF16.self) else { throw Mistake() }
        return text
      case "\\": units.append(contentsOf: try escape(&rest))
      case "\0"..<" ": throw Mistake()
      default: units.append(contentsOf: Array(String(scalar).utf16))
      }
    }
    throw Mistake()
  }

  private static func escape(_ rest: inout Rest) throws -> [UInt16] {
    guard let code = rest.popFirst() else { throw Mistake() }
    let plain: [Unicode.Scalar: String] = [
      "\"": "\"", "\\": "\\", "/": "/", "b": "\u{8}", "f": "\u{c}", "n": "\n", "r": "\r", "t": "\t",
    ]
    if let text = plain[code] { return Array(text.utf16) }
    let digits = String(rest.prefix(4))
    guard code == "u", digits.wholeMatch(of: /[0-9a-fA-F]{4}/) != nil,
      let unit = UInt16(digits, radix: 16)
    else { throw Mistake() }
    rest = rest.dropFirst(4)
    return [unit]
  }

  /// Whether all that this says is said by the other, too, which may say more.
  func isPart(of other: StrictJSON) -> Bool {
    switch (self, other) {
    case (.object(let some), .object(let all)):
      some.allSatisfy { key, value in
        // What is not there is nothing, or not so.
        all[key].map { value.isPart(of: $0) } ?? [.null, .truth(false)].contains(value)
      }
    case (.list(let some), .list(let all)):
      some.count == all.count && zip(some, all).allSatisfy { $0.isPart(of: $1) }
    default: self == other
    }
  }
}
