import LessonKit

/// The best of n of SFT's answers, by a judge: nothing is trained, and each answer costs n.
package struct BestOfN: Measured {
  package struct Point {
    package let count: Int
    package let score, gold: Estimate
    /// log n − (n − 1) / n, in nats: the most that the choice can move the distribution (Hilton 2023; Beirami et al.
    /// 2024 show that it is a bound).
    package let bound: Double
  }

  package let points: [Point]

  /// What the text tells of it before anything is drawn.
  static let bounds: Results = ["best/bound/4": bound(4), "best/bound/16": bound(16)]

  private static func bound(_ count: Int) -> Double {
    log(Double(count)) - Double(count - 1) / Double(count)
  }

  /// - Parameters:
  ///   - answers: several of SFT to each prompt, scored. The best of n of them is drawn again and again in thought: of N
  ///     that are sorted by score, the i-th is the best of n drawn with a chance of (i/N)ⁿ − ((i−1)/N)ⁿ.
  ///   - counts: n.
  package init(of answers: ScoredAnswers, counts: [Int]) {
    let clusters = answers.answers.map(\.cluster)
    let groups = Dictionary(grouping: answers.answers.indices) { clusters[$0] }
      .sorted { $0.key < $1.key }
      .map { $0.value.sorted { answers.scores[$0] < answers.scores[$1] } }
    points = counts.map { count in
      func mean(_ number: (Int) -> Double) -> Estimate {
        .clusteredMean(
          of: groups.map { places in
            let total = Double(places.count)
            return places.enumerated().reduce(0) { sum, each in
              let (below, upTo) = (Double(each.offset) / total, Double(each.offset + 1) / total)
              let chance = pow(upTo, Double(count)) - pow(below, Double(count))
              return sum + chance * number(each.element)
            }
          }, clusters: Array(groups.indices))
      }
      return Point(
        count: count, score: mean { answers.scores[$0] }, gold: mean { answers.answers[$0].gold },
        bound: BestOfN.bound(count))
    }
  }

  package var results: Results {
    var results = Results(
      points.map {
        ["best/score/\($0.count)": $0.score, "best/gold/\($0.count)": $0.gold]
      })
    if points.count > 2 {
      let rises = zip(points, points.dropFirst()).map { $1.score.value - $0.score.value }
      results["best/second_over_first"] = Estimate(rises[1] / rises[0])
    }
    return results
  }

  var table: Table {
    Table(
      "best", columns: ["n", .number("score"), .number("gold"), .number("bound")],
      rows: points.map {
        [
          "\($0.count)", $0.score, $0.gold, $0.bound.formatted(places: 2),
        ] as [any TableCell]
      })
  }
}
