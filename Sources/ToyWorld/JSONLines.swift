import Foundation
import Words

/// A record that stands on a line of its own in a `.jsonl` file.
package protocol JSONLinesRecord: Codable, Sendable {
  /// An example of the line, for error messages.
  static var example: String { get }
  /// The fields in the order in which they are written; nil values are left out.
  var fields: [(name: String, value: (any Encodable)?)] { get }
  /// What is wrong with a record that could be decoded, or nil: an error of the messages.
  var flaw: Label? { get }
  /// Whether each line has a checksum, which tells what a disk has damaged.
  static var isSealed: Bool { get }
}

extension JSONLinesRecord {
  package var flaw: Label? { nil }
  package static var isSealed: Bool { false }
}

/// Reads and writes files of records, one JSON object a line, UTF-8.
package enum JSONLines {
  /// More than a world of the most documents takes.
  private static let mostBytes = 100_000_000
  private static let mostBytesOfLine = 1_000_000

  /// Reads all records of a file; blank lines are skipped.
  ///
  /// - Throws: `Failure` with line and column if one is damaged, or if the file is missing or empty.
  package static func read<Record: JSONLinesRecord>(
    _: Record.Type, from url: URL
  ) throws -> [Record] {
    func told<Result>(_ body: () throws -> Result) throws -> Result {
      do { return try body() } catch let failure as Failure {
        throw failure.remedied(remedy(for: url))
      }
    }
    let data = try told { try readInput(url, most: mostBytes) }
    // How to convert a file is said where that is what is wrong.
    try requireUTF8(data, path: url.path)
    return try told { try records(of: data, path: url.relativePath) }
  }

  /// A file of the course can be brought back, but a learner's work in it is never given up for that.
  private static func remedy(for url: URL) -> Label {
    let (name, folder) = (url.lastPathComponent, url.deletingLastPathComponent())
    guard folder.lastPathComponent == "Data", WorldFiles.names.contains(name) else {
      return "data-file.remedy"
    }
    let isThere = FileManager.default.fileExists(atPath: url.path)
    return Label(
      isThere ? "data-file.mend" : "data-file.checkout",
      [
        "name": name, "root": folder.deletingLastPathComponent().path, "file": url.path,
        "old": spareName(for: url.path),
      ])
  }

  /// The records of a file's content. Lines may end as on any system.
  ///
  /// - Throws: `Failure`.
  package static func records<Record: JSONLinesRecord>(
    of data: Data, path: String
  ) throws -> [Record] {
    let records = try objects(Record.self, of: data, path: path, example: Record.example) {
      line, record in
      guard let flaw = record.flaw else { return }
      throw Failure(flaw.key, flaw.values, at: path, line: line)
    }
    if records.isEmpty { throw Failure("data-file.empty", ["example": Record.example], at: path) }
    return records.map(\.value)
  }

  /// The object of each line, with its line's number; blank lines are skipped.
  ///
  /// - Parameters:
  ///   - example: of a line, for error messages.
  ///   - check: looks at each; what it throws ends the reading.
  /// - Throws: `Failure` with line and column where one is damaged.
  package static func objects<Value: Decodable>(
    _: Value.Type = Value.self, of data: Data, path: String, example: String,
    check: (_ line: Int, Value) throws -> Void = { _, _ in }
  ) throws -> [(line: Int, value: Value)] {
    try requireUTF8(data, path: path)
    let decoder = JSONDecoder()
    var objects: [(line: Int, value: Value)] = []
    for (index, line) in lines(of: data.withoutByteOrderMark).enumerated() {
      if line.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) { continue }
      do {
        objects.append((index + 1, try object(of: line, with: decoder)))
      } catch let mistake as JSONText.Mistake {
        throw failure(mistake, in: line, at: path, line: index + 1, example: example)
      }
      try check(index + 1, objects[objects.count - 1].value)
    }
    return objects
  }

  /// What is wrong with a line, and some of it.
  static func failure(
    _ mistake: JSONText.Mistake, in line: [UInt8], at path: String, line number: Int,
    example: String
  ) -> Failure {
    Failure(
      "data-file.other",
      [
        "column": "\(mistake.column)", "reason": Messages.told(mistake.label),
        "text": excerpt(of: line, around: mistake.column), "example": example,
      ], at: path, line: number)
  }

  /// - Throws: `Failure` with line and column.
  package static func requireUTF8(_ data: Data, path: String) throws {
    guard let mistake = EncodingMistake(in: data) else { return }
    throw Failure("data-file-encoding", mistake.values(path: path), at: path, line: mistake.line)
  }

  /// No JSON has a line break in a value, so that each ends a line.
  private static func lines(of data: Data) -> [[UInt8]] {
    let bytes = [UInt8](data)
    let (lineFeed, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
    var lines: [[UInt8]] = []
    var start = 0
    for index in bytes.indices where bytes[index] == lineFeed || bytes[index] == carriageReturn {
      // Both together are one break.
      let isSecond = bytes[index] == lineFeed && index > 0 && bytes[index - 1] == carriageReturn
      if !isSecond { lines.append(Array(bytes[start..<index])) }
      start = index + 1
    }
    return lines + [Array(bytes[start...])]
  }

  /// - Parameter endsLines: whether the object may be on several lines.
  static func object<Value: Decodable>(
    of line: [UInt8], with decoder: JSONDecoder, endsLines: Bool = false
  ) throws -> Value {
    guard line.count <= mostBytesOfLine else {
      throw JSONText.Mistake(
        Label("json-mistake.long", ["most": "\(mostBytesOfLine)"]), column: 1)
    }
    let json = try JSONText(checking: line, endsLines: endsLines)
    guard sealHolds(json: line) ?? true else {
      throw JSONText.Mistake("json-mistake.checksum", column: 1)
    }
    do {
      return try decoder.decode(Value.self, from: Data(line))
    } catch let error as DecodingError {
      throw json.mistake(of: error)
    }
  }

  /// Some of a line, without what could act on a terminal.
  private static func excerpt(of line: [UInt8], around column: Int) -> String {
    let text = String(decoding: line, as: UTF8.self).unicodeScalars
    let start = max(0, min(column - 40, text.count - 60))
    let part = String(String.UnicodeScalarView(text.dropFirst(start).prefix(60))).printable
    return (start > 0 ? "…" : "") + part + (start + 60 < text.count ? "…" : "")
  }

  /// Writes records to a file: to a temporary name first, so that a crash leaves the old file.
  ///
  /// - Throws: `Failure`.
  package static func write(_ records: [some JSONLinesRecord], to url: URL) throws {
    try writeAtomically(text(records), to: url)
  }

  static func text(_ records: [some JSONLinesRecord]) throws -> String {
    try records.map { try line($0) + "\n" }.joined()
  }

  /// The record as one line, its fields in their order (which `JSONEncoder` would not keep).
  package static func line<Record: JSONLinesRecord>(_ record: Record) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    let fields = try record.fields.compactMap { field -> String? in
      guard let value = field.value else { return nil }
      return "\"\(field.name)\": " + String(decoding: try encoder.encode(value), as: UTF8.self)
    }
    let line = "{" + fields.joined(separator: ", ") + "}"
    return Record.isSealed ? String(decoding: sealed(json: Data(line.utf8)), as: UTF8.self) : line
  }
}

extension Data {
  /// The text without the three bytes that some programs begin a file with.
  var withoutByteOrderMark: Data { starts(with: [0xef, 0xbb, 0xbf]) ? dropFirst(3) : self }
}

extension JSONText {
  /// What a decoder found wrong with a value, or missing.
  fileprivate func mistake(of error: DecodingError) -> Mistake {
    guard case .keyNotFound = error else {
      let path = error.path
      guard let key = path.first?.stringValue, let member = members[key] else {
        return Mistake("json-mistake.kind", column: 1)
      }
      let name = path.count > 1 ? "element" : "value"
      let kind = Messages.text("json-kind.\(member.kind)")
      return Mistake(
        Label("json-mistake.\(name)", ["key": key, "kind": kind]), column: member.column)
    }
    return Mistake(.verbatim(reason(of: error)), column: 1)
  }
}

extension DecodingError {
  fileprivate var path: [any CodingKey] {
    switch self {
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      context.codingPath
    case .keyNotFound(let key, let context): context.codingPath + [key]
    @unknown default: []
    }
  }
}
