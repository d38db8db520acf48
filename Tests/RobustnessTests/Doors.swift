import Foundation
import TestSupport
import Testing

/// A kind of file that the program reads.
struct Door: CustomTestStringConvertible, Sendable {
  let name: String
  /// Files as they should be.
  let samples: [Data]
  /// What the program makes of a file's content, in a form that tells different contents apart.
  let read: @Sendable (_ content: Data, _ folder: URL) throws -> String
  /// What is wrong with what was read, by a reader of the format that knows nothing of the program; nil for
  /// nothing.
  var mistake: @Sendable (_ content: Data, _ found: String) -> String? = { _, _ in nil }

  var testDescription: String { name }

  static let all: [Door] = [
    hyperparameters, glossary, papers, lesson, messagesOfLesson, web, demonstrations, rankings,
    ownRankings, labels,
    summary, metrics, figure, transcript, answers, progress, reference, weights, tokenizer, stage,
    checkpoint, huggingFace,
  ]

  init(
    _ name: String, _ samples: [Data], read: @escaping @Sendable (Data, URL) throws -> String,
    mistake: @escaping @Sendable (Data, String) -> String? = { _, _ in nil }
  ) {
    (self.name, self.samples, self.read, self.mistake) = (name, samples, read, mistake)
  }
}

/// A file of the project.
func committed(_ path: String) -> Data {
  (try? Data(contentsOf: projectRoot.appending(path: path))) ?? Data()
}

/// Its first lines, since a change in a short file is likelier to matter.
func committed(_ path: String, lines: Int) -> Data {
  Data(committed(path).split(separator: 0x0a).prefix(lines).joined(separator: [0x0a]) + [0x0a])
}

func encoded(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = .sortedKeys
  encoder.dateEncodingStrategy = .iso8601
  encoder.nonConformingFloatEncodingStrategy = .convertToString(
    positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}

/// JSON without its checksums, which are no part of what is told.
func unsealed(_ text: String) -> String {
  text.replacing(#/, "checksum": "[0-9a-f]{16}"/#, with: "")
}

/// What was read, as JSON, must be part of what a strict reader finds in the file.
@Sendable func agreesWithJSON(_ content: Data, _ found: String) -> String? {
  guard let strict = try? StrictJSON(content) else { return "a strict reader refuses it" }
  guard let own = try? StrictJSON(Data(found.utf8)) else { return "it cannot be told" }
  return own.isPart(of: strict) ? nil : "a strict reader finds other values"
}

/// The same, a line each.
@Sendable func agreesWithJSONLines(_ content: Data, _ found: String) -> String? {
  let bytes = content.starts(with: [0xef, 0xbb, 0xbf]) ? content.dropFirst(3) : content
  let lines = bytes.split { $0 == 0x0a || $0 == 0x0d }
    .filter { !$0.allSatisfy { $0 == 0x20 || $0 == 0x09 } }
  let records = found.split(separator: "\n")
  guard lines.count == records.count else {
    return "it has \(lines.count) lines, and \(records.count) records were read"
  }
  return zip(lines, records).lazy.compactMap { agreesWithJSON(Data($0), String($1)) }.first
}
