import Foundation
import ToyWorld
import Words

/// A file of examples that the learner has brought, in any of the formats of `OwnFormat`: JSON lines, or one list
/// of JSON.
package struct OwnFile: Sendable {
  package let key: OwnKey
  package let path: String
  package let format: OwnFormat
  package let examples: [OwnExample]

  /// More takes a lesson of minutes too long to read.
  package static let mostBytes = 100_000_000

  /// - Throws: `UsageError` for a file that cannot be used as a whole; `Failure` with the line for a row that
  ///   cannot be.
  package init(readingFrom path: String, for key: OwnKey) throws {
    let data = try OwnFile.data(path, for: key)
    try self.init(data, path: path, for: key)
  }

  /// The bytes of a file that is no larger than what can be used, and no archive or table.
  static func data(_ path: String, for key: OwnKey) throws -> Data {
    let file = URL(filePath: path)
    func refuse(
      _ reason: String, _ values: [String: String] = [:], remedy: String = "remedy"
    ) -> UsageError {
      let all = [
        "key": key.rawValue, "path": path, "file": file.path, "example": key.example,
        "most": "\(mostBytes / 1_000_000)", "lines": newName(beside: file),
      ]
      return UsageError("own-file.\(reason)", all.merging(values) { $1 }, remedy: remedy)
    }
    // The file that a link leads to; a device would never end.
    let target = file.resolvingSymlinksInPath().path
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: target) else {
      throw refuse("missing")
    }
    let type = attributes[.type] as? FileAttributeType
    guard type != .typeDirectory else { throw refuse("folder") }
    guard type == .typeRegular else { throw refuse("no-file") }
    let size = attributes[.size] as? Int ?? 0
    guard size > 0 else { throw refuse("empty") }
    // What is packed or no text can be told by its first bytes, however large it is.
    guard let handle = try? FileHandle(forReadingFrom: file) else { throw refuse("unreadable") }
    defer { try? handle.close() }
    switch kind(of: file, from: handle) {
    case .gzip: throw refuse("gzip", remedy: "unpack")
    case .parquet: throw refuse("parquet", remedy: "convert-parquet")
    case .table: throw refuse("table", remedy: "convert-table")
    case .other: break
    }
    guard size <= mostBytes else {
      throw refuse("large", ["megabytes": "\(size / 1_000_000)"], remedy: "take-part")
    }
    return try readInput(file, most: mostBytes)
  }

  /// A name for lines of JSON that nothing has yet, such as `own.jsonl` beside `own.jsonl.gz`.
  private static func newName(beside file: URL) -> String {
    var stem = file
    while ["gz", "csv", "tsv", "parquet", "json", "jsonl"].contains(stem.pathExtension) {
      stem = stem.deletingPathExtension()
    }
    let names = ["\(stem.path).jsonl"] + (2...1000).map { "\(stem.path)-\($0).jsonl" }
    return names.first { !FileManager.default.fileExists(atPath: $0) } ?? names[0]
  }

  private enum Kind {
    case gzip, parquet, table, other
  }

  private static func kind(of file: URL, from handle: FileHandle) -> Kind {
    let start = (try? handle.read(upToCount: 4)) ?? Data()
    if start.starts(with: [0x1f, 0x8b]) { return .gzip }
    if start.starts(with: Data("PAR1".utf8)) { return .parquet }
    return ["csv", "tsv"].contains(file.pathExtension.lowercased()) ? .table : .other
  }

  /// - Throws: as the other.
  init(_ data: Data, path: String, for key: OwnKey) throws {
    (self.key, self.path) = (key, path)
    let rows = try OwnFile.rows(data, path: path, example: key.example)
    guard let first = rows.first else {
      throw Failure("own-rows.none", ["example": key.example], at: path)
    }
    let format = try OwnFile.format(of: first, path: path, for: key)
    self.format = format
    examples = try rows.map { line, row in
      func flawed(_ name: String, _ values: [String: String]) -> Failure {
        Failure("own-rows.\(name)", values, at: path, line: line)
      }
      guard OwnFormat(columns: row.keys, for: key) == format else {
        throw flawed(
          "mixed",
          [
            "found": OwnFile.told(row.keys), "first": "\(first.line)",
            "needed": format.told,
          ])
      }
      do {
        let example = try OwnExample(row, format, isAsked: key == .prompts)
        guard key != .demonstrations || example.best != nil else {
          throw RowFlaw("no-answer", ["column": format.columns[0]])
        }
        return example
      } catch let flaw as RowFlaw {
        throw flawed(flaw.name, flaw.values)
      }
    }
  }

  private typealias Row = (line: Int, value: [String: JSONValue])

  private static func rows(_ data: Data, path: String, example: String) throws -> [Row] {
    let start = data.starts(with: [0xef, 0xbb, 0xbf]) ? data.dropFirst(3) : data
    let first = start.first { !" \t\r\n".utf8.contains($0) }
    guard first == UInt8(ascii: "[") else {
      return try JSONLines.objects(of: data, path: path, example: example)
    }
    return try JSONLines.list(of: data, path: path, example: example)
  }

  /// Names of columns, in words.
  private static func told(_ columns: some Sequence<String>) -> String {
    let names = columns.sorted().joined(separator: ", ")
    return names.isEmpty ? Messages.text("own-rows.no-columns") : names
  }

  private static func format(of row: Row, path: String, for key: OwnKey) throws -> OwnFormat {
    if let format = OwnFormat(columns: row.value.keys, for: key) { return format }
    throw Failure(
      "own-rows.columns",
      [
        "key": key.rawValue, "found": told(row.value.keys),
        "needed": key.formats.map(\.told).joined(separator: "; "),
      ], at: path, line: row.line)
  }
}
