/// How often two rankings of the same outputs put the same one of a pair first.
///
/// A pair that either of them ranks equal says nothing and is left out. Pairs of one prompt are not
/// independent, so the interval is clustered by prompt.
package struct PairAgreement: Sendable {
  private var agreements: [Double] = []
  private var prompts: [Int] = []

  package init() {}

  /// - Parameters:
  ///   - rankings: for each prompt the ranks of its outputs, 1 being the best.
  ///   - others: the same outputs, as somebody else ranks them.
  package init(_ rankings: [[Int]], _ others: [[Int]]) {
    add(rankings, others)
  }

  package var pairCount: Int { agreements.count }

  /// The share of pairs that both order alike, 0...1; a coin would reach 0.5.
  package var share: Estimate { .clusteredShare(of: agreements, clusters: prompts) }

  /// How much larger this share is than another on the same prompts, such as of another reward model.
  package func gain(over other: PairAgreement) -> Estimate {
    .clusteredDifference(
      of: agreements, clusters: prompts, minus: other.agreements, clusters: other.prompts)
  }

  /// Adds what was counted on the same prompts by others.
  package mutating func add(_ other: PairAgreement) {
    agreements += other.agreements
    prompts += other.prompts
  }

  /// Adds more rankings of the same prompts, in the same order.
  package mutating func add(_ rankings: [[Int]], _ others: [[Int]]) {
    guard rankings.count == others.count else {
      fatalError("PairAgreement: rankings of \(rankings.count) and \(others.count) prompts")
    }
    for (prompt, (left, right)) in zip(rankings, others).enumerated() {
      guard left.count == right.count else {
        fatalError("PairAgreement: \(left.count) ranks against \(right.count), prompt \(prompt)")
      }
      for first in left.indices {
        for second in left.indices.dropFirst(first + 1)
        where left[first] != left[second] && right[first] != right[second] {
          agreements.append((left[first] < left[second]) == (right[first] < right[second]) ? 1 : 0)
          prompts.append(prompt)
        }
      }
    }
  }
}

/// Scores as ranks: 1 for the highest; equal scores share a rank.
package func ranks(of scores: [Double]) -> [Int] {
  scores.map { score in 1 + scores.count { $0 > score } }
}
