import Foundation

/// A value as it was written: one word, or a list of words. What it means (a number, a choice) is
/// up to the Swift code that reads it.
package enum HyperparameterValue: Equatable, Sendable {
  case scalar(String)
  case list([String])

  /// A value given on the command line; `[0, 0.1]` and `0,0.1` are lists where one is asked for.
  package init(argument: String) {
    let text = argument.trimmingCharacters(in: .whitespaces)
    if text.hasPrefix("["), text.hasSuffix("]") {
      self = .list(HyperparameterValue.elements(of: String(text.dropFirst().dropLast())))
    } else {
      self = .scalar(text)
    }
  }

  /// The parts of a list whose elements are separated by commas.
  static func elements(of text: String) -> [String] {
    guard !text.allSatisfy(\.isWhitespace) else { return [] }
    return text.components(separatedBy: ",").map { $0.trimmingCharacters(in: .whitespaces) }
  }

  /// Its elements; of a single value, that one.
  package var words: [String] {
    switch self {
    case .scalar(let word): [word]
    case .list(let words): words
    }
  }

  package var isList: Bool {
    if case .list = self { true } else { false }
  }

  /// Whether both mean the same: `0.10` is `0.1`, and `0,1` is `[0, 1]`.
  package func isSame(as other: HyperparameterValue) -> Bool { meaning == other.meaning }

  private var meaning: [String] {
    let words = isList ? words : words.flatMap(HyperparameterValue.elements)
    return words.map { word in HyperparameterValue.number(word).map { "\($0)" } ?? word }
  }

  /// As the learner would write it: `0.1`, `[0, 0.1]`; `''` for nothing.
  package var text: String {
    switch self {
    case .scalar(let text): text.isEmpty ? "''" : text
    case .list(let elements): "[\(elements.joined(separator: ", "))]"
    }
  }

  /// A finite decimal number; nil for anything else, such as `0x10`, `nan`, `1e999` or `1 000`.
  static func number(_ text: String) -> Double? {
    guard text.wholeMatch(of: /[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?/) != nil,
      let number = Double(text), number.isFinite
    else { return nil }
    return number
  }

  /// A whole decimal number that an `Int` can hold; nil for anything else.
  static func integer(_ text: String) -> Int? {
    text.wholeMatch(of: /[+-]?[0-9]+/) == nil ? nil : Int(text)
  }
}
