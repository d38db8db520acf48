/// GPT-2's alphabet: one visible character for each byte, so that a token of any bytes can be
/// written into a text file.
///
/// A byte that is a visible character of Latin-1 stands for itself; the other 68 (white space,
/// control characters, the soft hyphen) take the characters from U+0100 on, in order. A space is
/// therefore written `Ġ`, a line break `Ċ`.
enum ByteAlphabet {
  static func encode(_ bytes: some Sequence<UInt8>) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: bytes.map { characters[Int($0)] })
    return String(text)
  }

  /// The bytes that a text in this alphabet stands for, or nil if it holds any other character.
  static func decode(_ text: some StringProtocol) -> [UInt8]? {
    var result: [UInt8] = []
    for scalar in text.unicodeScalars {
      guard let byte = bytes[scalar] else { return nil }
      result.append(byte)
    }
    return result
  }

  private static let characters: [Unicode.Scalar] = {
    var invisible = 0x100 as UInt16
    return (0...255 as ClosedRange<UInt8>).map { byte in
      switch byte {
      case 0x21...0x7e, 0xa1...0xac, 0xae...0xff:
        return Unicode.Scalar(byte)
      default:
        defer { invisible += 1 }
        // Never nil: the surrogates are far above U+0144.
        return Unicode.Scalar(invisible) ?? "?"
      }
    }
  }()

  private static let bytes: [Unicode.Scalar: UInt8] = Dictionary(
    uniqueKeysWithValues: zip(characters, 0...255))
}
