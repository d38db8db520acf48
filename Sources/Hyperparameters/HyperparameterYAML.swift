import Foundation

// How values are written into a run's hyperparameters.yaml: so that every reader of YAML, of version 1.1 or 1.2,
// reads what the course has read.

extension HyperparameterNumber {
  static func yaml(_ value: HyperparameterValue) -> String { numberYAML(value.words.first ?? "") }
}

extension Bool {
  static func yaml(_ value: HyperparameterValue) -> String { value.words.first ?? "" }
}

extension String {
  static func yaml(_ value: HyperparameterValue) -> String { textYAML(value.words.first ?? "") }
}

extension Array where Element: HyperparameterNumber {
  static func yaml(_ value: HyperparameterValue) -> String {
    let words = value.isList ? value.words : value.words.flatMap(HyperparameterValue.elements)
    return "[\(words.map { Element.yaml(.scalar($0)) }.joined(separator: ", "))]"
  }
}

/// As it was typed where all readers agree on it. `010` is 8 to some, and `1e-5` a text.
private func numberYAML(_ word: String) -> String {
  guard word.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?/) == nil else { return word }
  if let integer = HyperparameterValue.integer(word) { return "\(integer)" }
  guard let number = HyperparameterValue.number(word) else { return textYAML(word) }
  let text = "\(number)"
  guard let exponent = text.firstIndex(of: "e"), !text[..<exponent].contains(".") else {
    return text
  }
  return text[..<exponent] + ".0" + text[exponent...]
}

/// In quotes, unless it is a word of letters that means nothing else.
private func textYAML(_ text: String) -> String {
  let meanings: Set = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]
  let isWord = !text.isEmpty && text.allSatisfy { $0.isASCII && $0.isLetter }
  if isWord, !meanings.contains(text.lowercased()) { return text }
  guard text.unicodeScalars.contains(where: mustBeEscaped) else {
    return "'\(text.replacing("'", with: "''"))'"
  }
  let escaped = text.unicodeScalars.map { scalar in
    guard !mustBeEscaped(scalar) else {
      let digits = String(scalar.value, radix: 16, uppercase: true)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
    return (scalar == "\"" || scalar == "\\" ? "\\" : "") + String(scalar)
  }
  return "\"\(escaped.joined())\""
}

/// Control characters, other line breaks and the byte order mark.
private func mustBeEscaped(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: true
  default: false
  }
}
