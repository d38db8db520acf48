extension StringProtocol {
  /// The text with nothing in it that could move the cursor, change a colour or turn the direction
  /// of writing: a model may write any bytes. Line breaks stay, a tab becomes spaces, and a control
  /// character becomes its picture (␛).
  package var printable: String {
    var result = String.UnicodeScalarView()
    for scalar in String(self).replacing("\r\n", with: "\n").unicodeScalars {
      switch scalar.value {
      case 0x0A: result.append(scalar)
      case 0x09: result.append(contentsOf: "    ".unicodeScalars)
      case 0..<0x20: result.append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}")
      case 0x7F: result.append("\u{2421}")
      case 0x80..<0xA0, 0x061C, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069:
        result.append("\u{FFFD}")
      default: result.append(scalar)
      }
    }
    return String(result)
  }
}
