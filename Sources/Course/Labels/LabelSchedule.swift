import Randomness

/// Which set comes next, and in which order its outputs are shown. It follows from what was done before, so
/// one can stop anywhere and go on.
package struct LabelSchedule {
  package enum Step: Equatable {
    /// The next set of the sequence that this person hasn't seen.
    case new
    /// A set that was ranked before, without a word about it.
    case again(LabelRecord)
  }

  private let seed: UInt64
  private let name: String
  /// One set of so many is an earlier one.
  private let interval = 5

  /// - Parameters:
  ///   - seed: of the sequence of sets.
  ///   - name: whose labels these are: people see the same sets in orders of their own.
  package init(seed: UInt64, name: String) { (self.seed, self.name) = (seed, name) }

  package func next(after records: [LabelRecord]) -> Step {
    let (block, place) = records.count.quotientAndRemainder(dividingBy: interval)
    var random = RandomSource(seed: seed, stream: "labels of \(name), repeat \(block)")
    // At first there's nothing to repeat.
    let chosen = block == 0 ? interval - 1 : random.below(interval)
    let repeated = Set(records.filter(\.isRepeat).map(\.set))
    // The last two are remembered.
    let candidates = records.dropLast(2).filter {
      !$0.isRepeat && $0.ranks != nil && !repeated.contains($0.set)
    }
    guard place == chosen, !candidates.isEmpty else { return .new }
    return .again(random.element(of: candidates))
  }

  /// The order on the screen, another than at the first look.
  package func order(
    of count: Int, after records: [LabelRecord], unlike first: [Int]? = nil
  ) -> [Int] {
    var random = RandomSource(seed: seed, stream: "labels of \(name), order \(records.count)")
    var order = random.shuffled(Array(0..<count))
    while order == first, count > 1 { order = random.shuffled(order) }
    return order
  }
}
