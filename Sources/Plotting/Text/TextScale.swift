import Foundation
import Words

/// An axis of a text plot: what it spans, and its few tic marks.
struct TextScale {
  let low: Double
  let high: Double
  let isLogarithmic: Bool

  /// - Parameters:
  ///   - values: what is drawn; those that are not finite, or have no place on a logarithmic axis, do not count.
  ///   - margin: the share of the span that is left free at both ends.
  init(_ axis: Axis, showing values: [Double], margin: Double = 0) {
    isLogarithmic = axis.isLogarithmic
    let forward = axis.isLogarithmic ? { log10($0) } : { (value: Double) in value }
    let places = values.filter { $0.isFinite && (!axis.isLogarithmic || $0 > 0) }.map(forward)
    var (least, most) = (places.min() ?? 0, places.max() ?? 1)
    if least == most { (least, most) = (least - 0.5, most + 0.5) }
    let room = margin * (most - least)
    // A log axis cannot begin at a range's 0.
    let start = axis.range.map { forward($0.lowerBound) }
    low = start.flatMap { $0.isFinite ? $0 : nil } ?? (least - room)
    high = axis.range.map { forward($0.upperBound) } ?? (most + room)
  }

  /// Where a value lies: 0 at the low end, 1 at the high one; nil off the axis.
  func share(_ value: Double) -> Double? {
    let place = isLogarithmic ? log10(value) : value
    guard place.isFinite, high > low else { return nil }
    let share = (place - low) / (high - low)
    return -0.001...1.001 ~= share ? min(max(share, 0), 1) : nil
  }

  /// Three to five round values and how they are written.
  var ticks: [(value: Double, text: String)] {
    guard high > low else { return [] }
    let values = isLogarithmic ? logarithmicTicks : nil
    return values.map { $0.map { ($0, Self.short($0)) } } ?? linearTicks
  }

  private var linearTicks: [(value: Double, text: String)] {
    // On a short log axis the values are evenly spaced, their places are not.
    let (first, last) = isLogarithmic ? (pow(10, low), pow(10, high)) : (low, high)
    let power = log10(last - first).rounded(.down)
    for exponent in stride(from: power, through: power - 2, by: -1) {
      for (mantissa, decimals) in [(5.0, 0.0), (2.5, 1), (2, 0), (1, 0)] {
        let step = mantissa * pow(10, exponent)
        let (start, end) = ((first / step - 1e-9).rounded(.up), (last / step + 1e-9).rounded(.down))
        guard end - start >= 2, (end - start).isFinite else { continue }
        let places = Int(bounded: max(0, decimals - exponent))
        return stride(from: start, through: end, by: 1).map {
          ($0 * step, ($0 * step).formatted(places: places))
        }
      }
    }
    return []
  }

  /// Powers of ten, with values between them where there are few; nil where none of these suit.
  private var logarithmicTicks: [Double]? {
    for mantissas in [[1.0], [1, 3], [1, 2, 5], [1, 1.5, 2, 3, 4, 5, 7]] {
      let powers = Int(bounded: low.rounded(.down))...Int(bounded: high.rounded(.up))
      let values = powers.flatMap { power in mantissas.map { $0 * pow(10, Double(power)) } }
        .filter { (low - 1e-9)...(high + 1e-9) ~= log10($0) }
      guard values.count >= 3 else { continue }
      let step = (values.count + 4) / 5
      return stride(from: 0, to: values.count, by: step).map { values[$0] }
    }
    return nil
  }

  private static func short(_ value: Double) -> String {
    String(format: "%g", value == 0 ? 0 : value).replacing("-", with: "−")
  }
}
