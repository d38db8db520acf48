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
}

extension JSONLinesRecord {
  package var flaw: Label? { nil }
}

/// Reads and writes files of records, one JSON object a line, UTF-8.
package enum JSONLines {
  /// Reads all records of a file; blank lines are skipped.
  ///
  /// - Throws: `Failure` with the line if one is damaged, or if the file is missing or empty.
  package static func read<Record: JSONLinesRecord>(
    _: Record.Type, from url: URL
  ) throws -> [Record] {
    do {
      return try records(of: readFile(url), path: url.relativePath)
    } catch let failure as Failure {
      // Only files of the course can be brought back; one's own must be mended.
      let name = url.lastPathComponent
      let isOfCourse =
        url.deletingLastPathComponent().lastPathComponent == "Data"
        && WorldFiles.names.contains(name)
      throw failure.remedied(
        isOfCourse ? Label("data-file.checkout", ["name": name]) : "data-file.remedy")
    }
  }

  /// The records of a file's content.
  package static func records<Record: JSONLinesRecord>(
    of data: Data, path: String
  ) throws -> [Record] {
    let data = data.starts(with: [0xef, 0xbb, 0xbf]) ? data.dropFirst(3) : data
    let decoder = JSONDecoder()
    var records: [Record] = []
    let lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      if line.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") }) { continue }
      do {
        records.append(try decoder.decode(Record.self, from: Data(line)))
      } catch {
        let text = String(decoding: line.prefix(60), as: UTF8.self) + (line.count > 60 ? "…" : "")
        throw Failure(
          "data-file.other",
          ["example": Record.example, "text": text, "reason": reason(of: error)], at: path,
          line: index + 1)
      }
      if let flaw = records.last?.flaw {
        throw Failure(flaw.key, flaw.values, at: path, line: index + 1)
      }
    }
    if records.isEmpty { throw Failure("data-file.empty", ["example": Record.example], at: path) }
    return records
  }

  /// Writes records to a file: to a temporary name first, so that a crash leaves the old file.
  ///
  /// - Throws: `Failure`.
  package static func write(_ records: [some JSONLinesRecord], to url: URL) throws {
    try writeAtomically(records.map { try line($0) + "\n" }.joined(), to: url)
  }

  /// The record as one line, its fields in their order (which `JSONEncoder` would not keep).
  package static func line(_ record: some JSONLinesRecord) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    let fields = try record.fields.compactMap { field -> String? in
      guard let value = field.value else { return nil }
      return "\"\(field.name)\": " + String(decoding: try encoder.encode(value), as: UTF8.self)
    }
    return "{" + fields.joined(separator: ", ") + "}"
  }
}
