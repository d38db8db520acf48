import Foundation

extension JSONDecoder.DateDecodingStrategy {
  /// `2026-11-26T09:10:00Z`, as `.iso8601` encodes it. Foundation's own strategy also takes hours beyond 24, and
  /// what stands behind the date.
  package static var wholeSeconds: JSONDecoder.DateDecodingStrategy {
    .custom { decoder in
      let text = try String(from: decoder)
      guard let date = try? Date(text, strategy: .iso8601), date.formatted(.iso8601) == text else {
        throw DecodingError.dataCorrupted(
          .init(codingPath: decoder.codingPath, debugDescription: "no date"))
      }
      return date
    }
  }
}
