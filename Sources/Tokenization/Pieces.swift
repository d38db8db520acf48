/// The pieces of a text within which byte pairs are merged, as ranges of its UTF-8 bytes.
///
/// A piece is one of: a line break (`\n`) alone; a run of letters, of digits, or of other visible
/// characters, each with the one space before it if there is one; a run of other white space.
/// A run that is longer than 64 bytes is cut, so that a text without a space, such as a page of
/// base64, does not become one piece of megabytes. The pieces cover the text without a gap. Merges that cannot cross pieces keep "cat" and "cat."
/// from becoming unrelated tokens. (GPT-2 splits by much the same rule, as a regular expression,
/// and also cuts English contractions such as `'ll`.)
func pieces(of text: [UInt8]) -> [Range<Int>] {
  var pieces: [Range<Int>] = []
  var start = 0
  while start < text.count {
    let end = endOfPiece(in: text, from: start)
    pieces.append(start..<end)
    start = end
  }
  return pieces
}

private enum Kind {
  case lineBreak, space, otherWhiteSpace, letter, digit, other
}

private func endOfPiece(in text: [UInt8], from start: Int) -> Int {
  var (kind, end) = character(in: text, at: start)
  if kind == .lineBreak { return end }
  if kind == .space, end < text.count {
    // The space belongs to the word after it, if a word follows.
    let (next, nextEnd) = character(in: text, at: end)
    if next == .letter || next == .digit || next == .other {
      (kind, end) = (next, nextEnd)
    }
  }
  if kind == .space || kind == .otherWhiteSpace {
    return endOfWhiteSpace(in: text, from: start)
  }
  while end < text.count {
    let (next, nextEnd) = character(in: text, at: end)
    if next != kind || end - start >= longestPiece { break }
    end = nextEnd
  }
  return end
}

/// Bytes after which a run is cut, at the next character.
private let longestPiece = 64

/// The end of a run of white space. If a word follows, the run leaves its last space to the word.
private func endOfWhiteSpace(in text: [UInt8], from start: Int) -> Int {
  var end = start
  while end < text.count {
    let (next, nextEnd) = character(in: text, at: end)
    if [.letter, .digit, .other].contains(next) {
      return text[end - 1] == UInt8(ascii: " ") && end - 1 > start ? end - 1 : end
    }
    if next == .lineBreak || end - start >= longestPiece { break }
    end = nextEnd
  }
  return end
}

/// The kind of the character that starts at `index`, and where it ends.
private func character(in text: [UInt8], at index: Int) -> (Kind, end: Int) {
  let first = text[index]
  if first < 0x80 {
    return (asciiKinds[Int(first)], index + 1)
  }
  let length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
  let end = min(index + length, text.count)
  var value = UInt32(first) & (length == 4 ? 0x07 : length == 3 ? 0x0f : 0x1f)
  for byte in text[(index + 1)..<end] {
    value = value << 6 | UInt32(byte & 0x3f)
  }
  guard let scalar = Unicode.Scalar(value) else { return (.other, end) }
  return (kind(of: scalar), end)
}

private let asciiKinds: [Kind] = (0..<128).map { kind(of: Unicode.Scalar(UInt8($0))) }

private func kind(of scalar: Unicode.Scalar) -> Kind {
  if scalar == "\n" { return .lineBreak }
  if scalar == " " { return .space }
  if scalar.properties.isWhitespace { return .otherWhiteSpace }
  switch scalar.properties.generalCategory {
  case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
    return .letter
  case .decimalNumber, .letterNumber, .otherNumber:
    return .digit
  default:
    return .other
  }
}
