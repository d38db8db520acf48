import Foundation
import Words

extension Int {
  /// A number of bytes with its unit: `812 B`, `3.4 MB`, `120 GB`.
  var formattedBytes: String {
    var (value, units) = (Double(self), ["B", "kB", "MB", "GB", "TB"][...])
    while value >= 999.5, units.count > 1 {
      value /= 1000
      units.removeFirst()
    }
    let places = units.startIndex == 0 || value >= 9.95 ? 0 : 1
    return "\(value.formatted(places: places)) \(units.first ?? "")"
  }
}

extension Date {
  /// How long ago this was: `5 minutes`, `3 hours`, `12 days`.
  func age(at now: Date = Date()) -> Label {
    let minutes = max(0, Int(bounded: now.timeIntervalSince(self) / 60))
    let (count, unit) =
      switch minutes {
      case ..<60: (minutes, "minute")
      case ..<2880: (minutes / 60, "hour")
      default: (minutes / 1440, "day")
      }
    return Label("age.\(unit)\(count == 1 ? "" : "s")", ["count": "\(count)"])
  }
}
