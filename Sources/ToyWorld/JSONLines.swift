import Foundation

/// A record that stands on a line of its own in a `.jsonl` file.
package protocol JSONLinesRecord: Codable, Sendable {
  /// An example of the line, for error messages.
  static var example: String { get }
  /// The fields in the order in which they are written; nil values are left out.
  var fields: [(name: String, value: (any Encodable)?)] { get }
  /// What is wrong with a record that could be decoded, or nil.
  var flaw: String? { get }
}

extension JSONLinesRecord {
  package var flaw: String? { nil }
}

/// Reads and writes files of records, one JSON object a line, UTF-8.
package enum JSONLines {
  /// Reads all records of a file; blank lines are skipped.
  ///
  /// - Throws: `DataFileError` with the line if one is damaged, or if the file is missing or empty.
  package static func read<Record: JSONLinesRecord>(
    _: Record.Type, from url: URL
  ) throws(DataFileError) -> [Record] {
    var data: Data
    do { data = try Data(contentsOf: url) } catch {
      throw .unreadable(url, "cannot be read: \(DataFileError.reason(of: error))")
    }
    if data.starts(with: [0xef, 0xbb, 0xbf]) { data = data.dropFirst(3) }
    let decoder = JSONDecoder()
    var records: [Record] = []
    let lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      if line.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") }) { continue }
      do {
        records.append(try decoder.decode(Record.self, from: Data(line)))
      } catch {
        throw .unreadable(
          url, line: index + 1,
          "expected \(Record.example), found \(excerpt(of: line))\(detail(of: error))")
      }
      if let flaw = records.last?.flaw { throw .unreadable(url, line: index + 1, flaw) }
    }
    if records.isEmpty {
      throw .unreadable(url, "is empty; expected lines such as \(Record.example)")
    }
    return records
  }

  /// Writes records to a file: to a temporary name first, so that a crash leaves the old file.
  package static func write<Record: JSONLinesRecord>(
    _ records: [Record], to url: URL
  ) throws(DataFileError) {
    do {
      let lines = try records.map { try line($0) + "\n" }
      try Data(lines.joined().utf8).write(to: url, options: .atomic)
    } catch {
      throw .unwritable(url, error)
    }
  }

  /// The record as one line, its fields in their order (which `JSONEncoder` would not keep).
  private static func line(_ record: some JSONLinesRecord) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    let fields = try record.fields.compactMap { field -> String? in
      guard let value = field.value else { return nil }
      return "\"\(field.name)\": " + String(decoding: try encoder.encode(value), as: UTF8.self)
    }
    return "{" + fields.joined(separator: ", ") + "}"
  }

  private static func excerpt(of line: Data) -> String {
    let text = String(decoding: line.prefix(60), as: UTF8.self)
    return line.count > 60 ? text + "…" : text
  }

  private static func detail(of error: any Error) -> String {
    switch error as? DecodingError {
    case .keyNotFound(let key, _): " (no field \"\(key.stringValue)\")"
    case .typeMismatch(_, let context) where !context.codingPath.isEmpty,
      .valueNotFound(_, let context) where !context.codingPath.isEmpty,
      .dataCorrupted(let context) where !context.codingPath.isEmpty:
      " (the value of \"\(context.codingPath[0].stringValue)\" is of another kind)"
    default: " (not a JSON object)"
    }
  }
}
