import Foundation

/// The whole of a file that somebody has brought: a regular file, since a device may never end.
///
/// - Parameter most: bytes that it may have.
/// - Throws: `Failure`.
package func readInput(_ file: URL, most: Int) throws -> Data {
  var status = stat()
  let isThere = unsafe stat(file.path, &status) == 0
  guard !isThere || status.st_mode & S_IFMT != S_IFREG || status.st_size <= most else {
    throw Failure("input.large", ["most": "\(most / 1_000_000)"], at: file.path)
  }
  return try readFile(file)
}

/// Where bytes are not UTF-8.
package struct EncodingMistake: Error, Equatable {
  /// Both counted from 1; the column in characters.
  package let line: Int
  package let column: Int
  /// The byte that belongs to no character, such as `E4`.
  package let byte: String
  /// What the bytes look like, by the name that `iconv` knows.
  package let encoding: String

  /// Nil for bytes that are UTF-8.
  package init?(in bytes: some Collection<UInt8>) {
    guard String(validating: bytes, as: UTF8.self) == nil else { return nil }
    var (line, column, place) = (1, 1, 0)
    var decoder = UTF8()
    var rest = bytes.makeIterator()
    while case .scalarValue(let scalar) = decoder.decode(&rest) {
      (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
      place += UTF8.width(scalar)
    }
    (self.line, self.column) = (line, column)
    byte = bytes.dropFirst(place).first.map(hexadecimal) ?? ""
    let isWide = [[0xFF, 0xFE], [0xFE, 0xFF]].contains { bytes.starts(with: $0 as [UInt8]) }
    encoding = isWide ? "UTF-16" : "LATIN1"
  }

  /// For messages: what was found, and how to convert the file, which is kept.
  package func values(path: String) -> [String: String] {
    [
      "line": "\(line)", "column": "\(column)", "byte": byte, "encoding": encoding,
      "file": path, "old": spareName(for: path),
    ]
  }
}

/// A name beside a file that nothing has yet, such as `web.jsonl.old`.
package func spareName(for path: String) -> String {
  var name = "\(path).old"
  for number in 2...1000 where FileManager.default.fileExists(atPath: name) {
    name = "\(path).old\(number)"
  }
  return name
}

extension String {
  /// The text as one word that a shell takes as it is.
  package var quotedForShell: String {
    allSatisfy { $0.isLetter || $0.isNumber || "=.,/_-".contains($0) } && !isEmpty
      ? self : "'" + replacing("'", with: "'\\''") + "'"
  }
}
