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
    return sealed(json: try encoder.encode(self))
  }

  /// - Throws: `Failure` or `DecodingError` for what `json` has not written.
  package init(json: Data) throws {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: Self.odd.infinity, negativeInfinity: Self.odd.negative, nan: Self.odd.nan)
    self = try decoder.decodeStrictly(Figure.self, from: json)
    guard isSound else {
      throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "no figure"))
    }
  }
}

// What a file says may be anything: the rest of the code relies on this.

extension Figure {
  private static let mostPanels = 12

  fileprivate var isSound: Bool {
    name.wholeMatch(of: /[A-Za-z0-9_][-A-Za-z0-9_.]*/) != nil
      && (1...Figure.mostPanels).contains(panels.count) && panels.allSatisfy(\.isSound)
  }
}

extension Panel {
  fileprivate var isSound: Bool {
    switch content {
    case .series(let series): series.allSatisfy(\.isSound)
    case .bars(let categories, let series):
      series.allSatisfy { $0.isSound && $0.isBars && $0.points.count == categories.count }
    case .heatMap(let map): map.isSound
    }
  }
}

extension Series {
  private static let mostHues = 64

  fileprivate var isSound: Bool {
    if case .histogram(let width) = marks, !(width > 0 && width.isFinite) { return false }
    return hue.map { (0..<Series.mostHues).contains($0) } ?? true
  }
}

extension HeatMap {
  fileprivate var isSound: Bool {
    let isFramedInside =
      framed.map { rows.indices.contains($0.row) && columns.indices.contains($0.column) } ?? true
    return values.count == rows.count && values.allSatisfy { $0.count == columns.count }
      && isFramedInside
  }
}
