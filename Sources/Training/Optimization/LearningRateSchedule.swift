import Foundation

/// How the learning rate changes over training.
package enum LearningRateSchedule: Equatable, Sendable {
  /// Rises in a straight line over `warmup` of the steps, then falls along half a cosine to `floor` of
  /// the peak (Loshchilov and Hutter 2017).
  case cosine(warmup: Double, floor: Double)
  /// Falls in a straight line from the peak to `floor` of it.
  case linear(floor: Double)

  /// The share of the steps over which it rises.
  package var warmup: Double {
    switch self {
    case .cosine(let warmup, _): warmup
    case .linear: 0
    }
  }

  /// What it falls to, as a share of the peak.
  package var floor: Double {
    switch self {
    case .cosine(_, let floor), .linear(let floor): floor
    }
  }

  /// The factor of the peak learning rate at a step of `total`, the first being 0.
  package func factor(step: Int, of total: Int) -> Double {
    switch self {
    case .cosine(let warmup, let floor):
      let rising = max(1, (warmup * Double(total)).rounded())
      if Double(step) < rising { return Double(step + 1) / rising }
      let progress = (Double(step) - rising) / max(1, Double(total) - rising)
      return floor + (1 - floor) * 0.5 * (1 + cos(.pi * progress))
    case .linear(let floor):
      return 1 - (1 - floor) * Double(step) / Double(max(1, total - 1))
    }
  }
}
