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
  /// How often each model's outputs were put before another's; a tie counts half. Empty where one model wrote all.
  package let wins: [(model: CourseModel, share: Estimate)]

  /// - Parameter header: of the labels, says whose outputs were ranked.
  package init(_ records: [LabelRecord], _ course: Course, header: LabelHeader) throws {
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
    let models = header.models ?? []
    let written =
      models.count < 2
      ? []
      : try first.compactMap { record in
        try course.labelSet(record.set, seed: header.setSeed, models: models).map { (record, $0) }
      }
    wins =
      models.count < 2
      ? []
      : models.map { model in
        let duels = written.flatMap { record, set in record.duels(of: model, in: set) }
        return (model, .clusteredShare(of: duels.map(\.won), clusters: duels.map(\.set)))
      }
  }
}

extension LabelRecord {
  /// Each pair of a model's output and one of another model: 1 where the model's is ranked higher, ½ for a tie.
  fileprivate func duels(of model: CourseModel, in written: LabelSet) -> [(won: Double, set: Int)] {
    // What is shown is a set's beginning.
    guard let ranks, written.completions.starts(with: completions) else { return [] }
    let places = completions.indices
    return places.filter { written.writers[$0] == model }.flatMap { own in
      places.filter { written.writers[$0] != nil && written.writers[$0] != model }.map { other in
        (ranks[own] < ranks[other] ? 1 : ranks[own] == ranks[other] ? 0.5 : 0, self.set)
      }
    }
  }

  /// 1 if the output that was shown first is the best, its part of it if several are, else 0.
  var firstShownWins: Double {
    guard let ranks, let first = shown.first, let best = ranks.min(), ranks[first] == best else {
      return 0
    }
    return 1 / Double(ranks.count { $0 == best })
  }
}
