import Foundation
import Words

/// A measured number, with its 95 % confidence interval if it has one.
package struct Estimate: Equatable, Sendable {
  package let value: Double
  /// The lower end of the interval; nil if there is none.
  package let low: Double?
  /// The upper end of the interval; nil if there is none.
  package let high: Double?
  /// How many measurements the value summarises; nil for a plain number, such as a count of
  /// parameters.
  package let n: Int?
  /// Whether there was anything to measure; the mean of nothing is no number, but no mistake either.
  package var isMeasured: Bool { n != 0 || !value.isNaN }

  /// A plain number, without an interval.
  package init(_ value: Double) {
    self.init(value: value, low: nil, high: nil, n: nil)
  }

  package init(value: Double, low: Double?, high: Double?, n: Int?) {
    self.value = value
    self.low = low
    self.high = high
    self.n = n
  }
}

// MARK: - JSON

/// In JSON an estimate is `{"value": …, "low": …, "high": …, "n": …}`, always with all four keys.
///
/// JSON has no infinity and no NaN. Such a number is written as null, and a value that is null is
/// read as NaN.
extension Estimate: Codable {
  private enum CodingKeys: CodingKey {
    case value, low, high, n
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(nilUnlessFinite(value), forKey: .value)
    try container.encode(nilUnlessFinite(low), forKey: .low)
    try container.encode(nilUnlessFinite(high), forKey: .high)
    try container.encode(n, forKey: .n)
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      value: try container.decodeIfPresent(Double.self, forKey: .value) ?? .nan,
      low: try container.decodeIfPresent(Double.self, forKey: .low),
      high: try container.decodeIfPresent(Double.self, forKey: .high),
      n: try container.decodeIfPresent(Int.self, forKey: .n))
  }
}

private func nilUnlessFinite(_ number: Double?) -> Double? {
  number.flatMap { $0.isFinite ? $0 : nil }
}

// MARK: - Text

/// An estimate reads "0.81 [0.78, 0.84]"; a plain number "117,504", "1.23" or "3.2e-06".
extension Estimate: CustomStringConvertible {
  package var description: String {
    [formattedValue, formattedInterval].compactMap { $0 }.joined(separator: " ")
  }

  /// The value alone, with as many digits as its interval allows.
  package var formattedValue: String {
    guard isMeasured else { return Messages.text("estimate.not-measured") }
    return formatted?.value ?? plain(value)
  }

  /// The interval alone: "[0.78, 0.84]"; nil if there is none.
  package var formattedInterval: String? { formatted?.interval }

  /// Value and interval with the same number of decimals; nil without an interval.
  private var formatted: (value: String, interval: String)? {
    guard isMeasured, let low, let high, low.isFinite, high.isFinite, value.isFinite else {
      return nil
    }
    let decimals = decimals(of: value, halfWidth: (high - low) / 2)
    let numbers = [value, low, high].map { $0.grouped(places: decimals) }
    return (numbers[0], "[\(numbers[1]), \(numbers[2])]")
  }
}

/// One digit of the interval's half-width is shown, and at least three digits of a small value.
private func decimals(of value: Double, halfWidth: Double) -> Int {
  let fromValue = abs(value) < 10 ? 2 : abs(value) < 100 ? 1 : 0
  guard halfWidth > 0 else { return fromValue }
  return max(fromValue, min(-Int(bounded: log10(halfWidth).rounded(.down)), 6))
}

private func plain(_ value: Double) -> String {
  if value.isNaN { return Messages.text("estimate.not-a-number") }
  if value.isInfinite { return value > 0 ? "∞" : "−∞" }
  if value == value.rounded(), abs(value) < 1e15 { return value.grouped(places: 0) }
  if abs(value) >= 1e15 || abs(value) < 0.001 {
    return (value < 0 ? "−" : "") + String(format: "%.1e", abs(value))
  }
  // Three digits that count: 0.00123, 0.123, 1.23, 12.3, 1,234.
  return value.grouped(places: max(0, 2 - Int(bounded: log10(abs(value)).rounded(.down))))
}
