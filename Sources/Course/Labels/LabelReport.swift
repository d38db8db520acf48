import Metrics
import ToyWorld

/// What a person's labels say about the person.
package struct LabelReport {
  /// Sets that were ranked, each counted once, and second looks.
  package let sets, repeats: Int
  /// How often a second look orders a pair as the first one did.
  package let again: PairAgreement
  /// How often the output that was shown first was put first; ties share it.
  package let firstShown: Estimate
  /// The same by chance: one in as many as were shown.
  package let chance: Double
  /// How often a pair is ordered as the simulated labelers, and the gold rubric, order it.
  package let labelers, gold: PairAgreement

  package init(_ records: [LabelRecord], _ course: Course) {
    let ranked = records.filter { $0.ranks != nil }
    let first = ranked.filter { !$0.isRepeat }
    let second = ranked.filter(\.isRepeat)
    (sets, repeats) = (first.count, second.count)
    let pairs = second.compactMap { again in
      first.first { $0.set == again.set && $0.labeler == again.labeler }.flatMap { once in
        once.ranks.flatMap { one in again.ranks.map { (one, $0) } }
      }
    }
    again = PairAgreement(pairs.map(\.0), pairs.map(\.1))
    firstShown = .clusteredShare(of: ranked.map(\.firstShownWins), clusters: ranked.map(\.set))
    chance =
      ranked.reduce(0) { $0 + 1 / Double($1.completions.count) } / Double(max(1, ranked.count))
    let sets = course.sets(from: first.compactMap(\.ranking))
    var labelers = PairAgreement()
    for (number, labeler) in course.fairPanel.labelers.enumerated() {
      labelers.add(
        sets.map(\.ranks),
        course.look(at: sets, by: labeler, look: "beside labels, \(number)"))
    }
    self.labelers = labelers
    gold = PairAgreement(sets.map(\.ranks), sets.map(\.goldRanks))
  }
}

extension LabelRecord {
  /// 1 if the output that was shown first is the best, its part of it if several are, else 0.
  var firstShownWins: Double {
    guard let ranks, let first = shown.first, let best = ranks.min(), ranks[first] == best else {
      return 0
    }
    return 1 / Double(ranks.count { $0 == best })
  }
}
