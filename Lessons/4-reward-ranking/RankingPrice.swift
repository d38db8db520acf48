import LessonKit

/// What rankings cost and how much they can tell, at a minute for each output that is read and placed.
package struct RankingPrice: Measured {
  /// K of each ranking.
  private let counts: [Int]

  package init(of counts: [Int]) { self.counts = counts }

  package var minutes: Int { counts.reduce(0, +) }
  /// Σ (K choose 2).
  package var pairs: Int { counts.reduce(0) { $0 + $1 * ($1 - 1) / 2 } }
  /// Σ log₂ K!: an order of K outputs is one of K!, so it tells no more, however many pairs it has.
  package var bits: Double { counts.reduce(0) { $0 + lgamma(Double($1) + 1) / log(2) } }

  package var results: Results {
    [
      "rankings/labeler_minutes": minutes, "rankings/pairs": pairs,
      "rankings/pairs_per_minute": Double(pairs) / Double(minutes), "rankings/bits": bits,
      "rankings/bits_per_minute": bits / Double(minutes),
      "rankings/demonstrations": (Double(minutes) / minutesPerDemonstration).rounded(),
    ]
  }

  /// One ranking of 2, 4 and 9 outputs, then all of them.
  var table: Table {
    var table = Table(
      "price",
      columns: ["ranking"] + ["minutes", "pairs", "bits", "bits-per-minute"].map { .number($0) })
    func add(_ name: Label, _ price: RankingPrice) {
      let rate = price.bits / Double(price.minutes)
      table.add(
        name, price.minutes, price.pairs, Estimate(price.bits).formattedValue,
        rate.formatted(places: 2))
    }
    for count in [2, 4, 9] { add(.count("one-ranking", count), RankingPrice(of: [count])) }
    add("all-rankings", self)
    return table
  }
}
