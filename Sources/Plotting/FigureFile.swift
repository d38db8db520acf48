import Foundation
import Words

// A told figure as JSON, with all its data, so that it can be drawn again in another style.

/// A label is written as its text; one that is read is verbatim.
extension Label: Codable {
  package init(from decoder: any Decoder) throws {
    self = .verbatim(try decoder.singleValueContainer().decode(String.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

extension Figure {
  /// Numbers that JSON has not, as words.
  private static let odd = (infinity: "inf", negative: "-inf", nan: "nan")

  /// The figure, for `init(json:)`.
  package func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: Self.odd.infinity, negativeInfinity: Self.odd.negative, nan: Self.odd.nan)
    return try encoder.encode(self)
  }

  /// - Throws: `DecodingError` for what `json` has not written.
  package init(json: Data) throws {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: Self.odd.infinity, negativeInfinity: Self.odd.negative, nan: Self.odd.nan)
    self = try decoder.decode(Figure.self, from: json)
  }
}
