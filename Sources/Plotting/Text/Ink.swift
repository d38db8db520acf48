import Words

/// How a character of a text plot is coloured: by a hue of the palette, at full strength or faint.
struct Ink: Equatable {
  var hue: Int?
  var isFaint = false

  /// Lines and letters that belong to no series.
  static let plain = Ink(hue: nil)
  static let faint = Ink(hue: nil, isFaint: true)

  /// A text in this colour, if there are colours.
  func painted(_ text: String, colour: Bool) -> String {
    guard colour, self != .plain, !text.isEmpty else { return text }
    let codes = [isFaint ? "2" : nil, hue.flatMap(Self.code)].compactMap(\.self)
    guard !codes.isEmpty else { return text }
    return "\u{1b}[\(codes.joined(separator: ";"))m\(text)\u{1b}[0m"
  }

  /// nil for black, which would not show on a dark screen.
  private static func code(of hue: Int) -> String? {
    let rgb = Palette.rgb(hue)
    return rgb == 0 ? nil : "38;5;\(index(of: rgb))"
  }

  /// The nearest of the 216 colours that terminals number from 16 on.
  static func index(of rgb: UInt32) -> Int {
    [16, 8, 0].reduce(0) { $0 * 6 + (Int(rgb >> $1 & 0xff) * 5 + 127) / 255 } + 16
  }
}

extension String {
  /// The columns that a text takes, whatever its colours.
  var visibleWidth: Int {
    var (plain, isEscape) = ("", false)
    for character in self {
      if isEscape {
        isEscape = character != "m"
      } else if character == "\u{1b}" {
        isEscape = true
      } else {
        plain.append(character)
      }
    }
    return plain.displayWidth
  }

  /// The text with spaces up to a width.
  func filled(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - visibleWidth))
  }

  /// The text without the spaces at its end.
  var trimmedEnd: String {
    var result = self
    while result.last == " " { result.removeLast() }
    return result
  }
}

func bold(_ text: String, colour: Bool) -> String {
  colour ? "\u{1b}[1m\(text)\u{1b}[0m" : text
}
