import Foundation

extension BinaryFloatingPoint {
  /// The number with a fixed count of decimal places: a point whatever the locale, a true minus sign, and
  /// none before a zero.
  package func formatted(places: Int) -> String {
    let number = Double(self)
    guard number.isFinite else { return "\(number)" }
    let text = String(format: "%.\(places)f", abs(number))
    let isZero = text.allSatisfy { $0 == "0" || $0 == "." }
    return (number < 0 && !isZero ? "−" : "") + text
  }

  /// The same with commas between thousands: `117,504`.
  package func grouped(places: Int) -> String {
    var text = formatted(places: places)
    let (first, end) = (text.hasPrefix("−") ? 1 : 0, text.prefix { $0 != "." }.count)
    for place in stride(from: end - 3, to: first, by: -3) {
      text.insert(",", at: text.index(text.startIndex, offsetBy: place))
    }
    return text
  }
}

extension Int {
  /// The whole part of a number, whatever a file or a training has made of it: 0 for what is no number, and at
  /// most 10¹⁵ to either side.
  package init(bounded number: Double) {
    self = number.isNaN ? 0 : Int(Swift.min(Swift.max(number, -1e15), 1e15))
  }
}

extension Double {
  /// As short as it can be written: `0`, `0.1`, `6.4`.
  package var plain: String {
    self == rounded() && abs(self) < 1e15 ? "\(Int(self))" : "\(self)"
  }
}
