import CUTF8Proc

extension Character {
  /// Columns that the character takes on a terminal: 0, 1 or 2.
  ///
  /// A character here is a grapheme cluster. Terminals draw a flag, a family joined by zero-width
  /// joiners, and a symbol with the emoji variation selector two columns wide; otherwise the widest
  /// scalar counts, so that combining marks add nothing.
  package var displayWidth: Int {
    if let ascii = asciiValue { return ascii >= 0x20 && ascii != 0x7F ? 1 : 0 }
    let scalars = unicodeScalars
    let widest = scalars.map { Int(utf8proc_charwidth(Int32($0.value))) }.max() ?? 0
    guard scalars.count > 1, let first = scalars.first, widest > 0 else { return widest }
    let isFlag = (0x1F1E6...0x1F1FF).contains(first.value)
    let isEmoji =
      first.properties.isEmoji && scalars.contains { $0.value == 0xFE0F || $0.value == 0x200D }
    return isFlag || isEmoji ? 2 : widest
  }
}

extension StringProtocol {
  /// Columns that the text takes on a terminal.
  package var displayWidth: Int { reduce(0) { $0 + $1.displayWidth } }
}
