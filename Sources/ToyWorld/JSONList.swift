import Foundation
import Words

extension JSONLines {
  /// The objects of a file that is one list of them, each with the line that it begins on.
  ///
  /// - Parameter example: of an object, for error messages.
  /// - Throws: `Failure` with line and column where the list or an object in it is damaged.
  package static func list<Value: Decodable>(
    of data: Data, path: String, example: String
  ) throws -> [(line: Int, value: Value)] {
    try requireUTF8(data, path: path)
    var list = JSONList(data.withoutByteOrderMark)
    let decoder = JSONDecoder()
    var objects: [(line: Int, value: Value)] = []
    do {
      while let range = try list.next() {
        let line = list.line(at: range.lowerBound)
        do {
          let object: Value = try object(
            of: Array(list.bytes[range]), with: decoder, endsLines: true)
          objects.append((line, object))
        } catch let mistake as JSONText.Mistake {
          throw JSONList.Mistake(
            label: mistake.label,
            place: list.place(of: mistake.column - 1, after: range.lowerBound))
        }
      }
    } catch let mistake as JSONList.Mistake {
      let (line, column, text) = list.position(of: mistake.place)
      throw failure(
        JSONText.Mistake(mistake.label, column: column), in: text, at: path, line: line,
        example: example)
    }
    return objects
  }
}

/// A list of objects, of which only the borders are looked for.
private struct JSONList {
  struct Mistake: Error {
    let label: Label
    /// The byte where it begins.
    let place: Int
  }

  let bytes: [UInt8]
  private var place = 0
  private var hasBegun = false
  /// The line of a place before, since places are asked for in order.
  private var counted = (place: 0, line: 1)

  init(_ data: Data) { bytes = [UInt8](data) }

  /// Where the next object stands; nil at the end of the list.
  mutating func next() throws -> Range<Int>? {
    skipSpace()
    if !hasBegun {
      hasBegun = true
      place += 1
      skipSpace()
      if take("]") { return try end() }
    } else if take("]") {
      return try end()
    } else {
      guard take(",") else { throw unexpected("comma-or-bracket") }
      skipSpace()
    }
    guard place < bytes.count, bytes[place] == UInt8(ascii: "{") else {
      throw unexpected("object")
    }
    let start = place
    skipObject()
    return start..<place
  }

  private mutating func end() throws -> Range<Int>? {
    skipSpace()
    guard place == bytes.count else {
      throw Mistake(label: Label("json-mistake.after-list"), place: place)
    }
    return nil
  }

  /// To behind the brace that closes the object, or to the end of the file.
  private mutating func skipObject() {
    var (depth, isInText) = (0, false)
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      switch byte {
      case UInt8(ascii: "\\") where isInText: place = min(place + 1, bytes.count)
      case UInt8(ascii: "\""): isInText.toggle()
      case UInt8(ascii: "{") where !isInText: depth += 1
      case UInt8(ascii: "}") where !isInText:
        depth -= 1
        if depth == 0 { return }
      default: break
      }
    }
  }

  private mutating func skipSpace() {
    while place < bytes.count, " \t\n\r".utf8.contains(bytes[place]) { place += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard place < bytes.count, bytes[place] == UInt8(ascii: character) else { return false }
    place += 1
    return true
  }

  private func unexpected(_ needed: String) -> Mistake {
    let character = String(decoding: bytes[place...].prefix(4), as: UTF8.self).unicodeScalars.first
    return Mistake(
      label: Label(
        "json-mistake.unexpected",
        [
          "found": character.map { "\"\(String($0).printable)\"" }
            ?? Messages.text("json-kind.end-of-file"),
          "needed": Messages.text("json-kind.\(needed)"),
        ]), place: place)
  }

  // MARK: Places

  /// The line of a byte, counted from 1; bytes are asked for in order.
  mutating func line(at place: Int) -> Int {
    counted.line += bytes[counted.place..<place].count { $0 == UInt8(ascii: "\n") }
    counted.place = place
    return counted.line
  }

  /// The byte of a character, counted in characters from another byte.
  func place(of character: Int, after start: Int) -> Int {
    let text = String(decoding: bytes[start...], as: UTF8.self).unicodeScalars
    return start + text.prefix(character).reduce(0) { $0 + UTF8.width($1) }
  }

  /// Line and column of a byte, and what stands on that line.
  func position(of place: Int) -> (line: Int, column: Int, text: [UInt8]) {
    let feed = UInt8(ascii: "\n")
    let start = bytes[..<place].lastIndex(of: feed).map { $0 + 1 } ?? 0
    let end = bytes[place...].firstIndex(of: feed) ?? bytes.count
    let before = String(decoding: bytes[start..<place], as: UTF8.self).unicodeScalars.count
    return (
      bytes[..<place].count { $0 == feed } + 1, before + 1,
      bytes[start..<end].filter { $0 != UInt8(ascii: "\r") }
    )
  }
}
