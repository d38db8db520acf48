import Foundation

extension Double {
  /// The number with a fixed count of decimal places, with a point whatever the locale.
  package func formatted(places: Int) -> String {
    guard isFinite else { return "\(self)" }
    return String(format: "%.\(places)f", locale: Locale(identifier: "en_US_POSIX"), self)
  }
}

/// Lets settings of several types be encoded as one list.
struct AnyEncodable: Encodable {
  private let value: any Encodable

  init(_ value: any Encodable) { self.value = value }

  func encode(to encoder: Encoder) throws { try value.encode(to: encoder) }
}
