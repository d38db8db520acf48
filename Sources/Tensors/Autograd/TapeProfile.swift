import Glibc

/// Where a tape's time goes, by operation.
///
/// The tape tells when it records an operation and when one has run backwards; the time since the last
/// such moment is the operation's.
package final class TapeProfile {
  package private(set) var forward: [String: Double] = [:]
  package private(set) var backward: [String: Double] = [:]
  private var mark = 0.0

  package init() {}

  /// Starts the clock; what was done before counts for no operation.
  package func start() { mark = TapeProfile.now }

  func didCompute(_ operation: Operation) { forward[operation.name, default: 0] += elapsed() }

  func didPullBack(_ operation: Operation) { backward[operation.name, default: 0] += elapsed() }

  private func elapsed() -> Double {
    let previous = mark
    mark = TapeProfile.now
    return mark - previous
  }

  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }
}

extension Operation {
  /// For example `attention`.
  fileprivate var name: String { Mirror(reflecting: self).children.first?.label ?? "\(self)" }
}
