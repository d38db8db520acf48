/// How a piece of text looks: weight and colour. The sixteen basic colours only, so that the
/// learner's own theme decides what "red" is.
package struct Style: OptionSet, Hashable, Sendable {
  package let rawValue: UInt16

  package init(rawValue: UInt16) { self.rawValue = rawValue }

  package static let bold = Style(rawValue: 1 << 0)
  package static let dim = Style(rawValue: 1 << 1)
  package static let italic = Style(rawValue: 1 << 2)
  package static let underlined = Style(rawValue: 1 << 3)
  package static let red = Style(rawValue: 1 << 4)
  package static let green = Style(rawValue: 1 << 5)
  package static let yellow = Style(rawValue: 1 << 6)
  package static let magenta = Style(rawValue: 1 << 7)
  package static let cyan = Style(rawValue: 1 << 8)

  /// The numbers of the ANSI "select graphic rendition" sequence (ECMA-48, 8.3.117), in the order
  /// of the raw bits.
  private static let codes = [1, 2, 3, 4, 31, 32, 33, 35, 36]

  /// The sequence that switches this style on; empty for plain text.
  var escape: String {
    let numbers = Style.codes.indices
      .filter { rawValue & (1 << UInt16($0)) != 0 }
      .map { String(Style.codes[$0]) }
    return numbers.isEmpty ? "" : "\u{1B}[\(numbers.joined(separator: ";"))m"
  }

  /// The sequence that goes back to plain text.
  static let reset = "\u{1B}[0m"
}
