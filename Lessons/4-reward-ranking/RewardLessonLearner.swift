import Course
import Metrics
import Notebook
import ToyWorld

/// What the learner ranked at the keyboard; nothing where nobody did.
struct HandRankings {
  var sets: [RankedOutputs] = []
  /// The learner's ranks of each set, 1 being the best.
  var ranks: [[Int]] = []
  /// The first set once more, shown in another order.
  var secondLook: [Int]?

  /// How often the learner agrees with the learner, and with each labeler.
  func agreement(with panel: [Labeler], _ course: Course) -> [(name: String, share: Estimate)] {
    guard !sets.isEmpty else { return [] }
    // Four sets are too few clusters for an interval.
    func share(_ agreement: PairAgreement) -> Estimate {
      Estimate(value: agreement.share.value, low: nil, high: nil, n: agreement.pairCount)
    }
    var results: [(name: String, share: Estimate)] = []
    if let secondLook {
      results.append(
        ("learner/self_consistency", share(PairAgreement([ranks[0]], [secondLook]))))
    }
    for (index, labeler) in panel.enumerated() {
      let theirs = course.look(at: sets, by: labeler, look: "beside the learner, \(index)")
      results.append(("learner/agreement/\(index + 1)", share(PairAgreement(ranks, theirs))))
    }
    return results
  }
}

/// Has the learner rank four sets of four outputs, and the first of them again in another order,
/// without a word about it.
///
/// - Parameter keep: is given each ranking as soon as it is made, so that leaving loses none.
func rankByHand(
  _ sets: [RankedOutputs], _ notebook: Notebook, keep: (RankingRecord) throws -> Void
) throws -> HandRankings {
  var own = HandRankings()
  let kinds: [PromptKind] = [.fact, .unknown, .premise, .tell]
  for kind in kinds {
    let set = firstSet(in: sets, about: kind).first(4)
    let ranks = try notebook.rank(prompt: set.prompt.text, outputs: set.completions)
    guard let ranks else {
      // A set that is skipped is one less. Without a learner, one set shows what would be asked.
      if notebook.isInteractive { continue } else { return own }
    }
    own.sets.append(set)
    own.ranks.append(ranks.map { $0 + 1 })
    try keep(
      RankingRecord(
        prompt: set.prompt.text, completions: set.completions, ranks: ranks.map { $0 + 1 },
        labeler: "learner"))
  }
  guard !own.sets.isEmpty else { return own }
  let order = [2, 0, 3, 1].filter { own.sets[0].completions.indices.contains($0) }
  let again = own.sets[0].inOrder(order)
  if let ranks = try notebook.rank(prompt: again.prompt.text, outputs: again.completions) {
    var inOldOrder = ranks
    for (place, old) in order.enumerated() { inOldOrder[old] = ranks[place] + 1 }
    own.secondLook = inOldOrder
  }
  return own
}

/// The first set for a prompt of this kind with four outputs or more; without one, the first set.
func firstSet(in sets: [RankedOutputs], about kind: PromptKind) -> RankedOutputs {
  let large = sets.filter { $0.completions.count >= 4 }
  guard let set = large.first(where: { $0.prompt.kind == kind }) ?? large.first ?? sets.first else {
    fatalError("firstSet: no set was given")
  }
  return set
}

extension RankedOutputs {
  /// The same set with its outputs in another order, or some of them only. Ranks count from 1 again.
  func inOrder(_ order: [Int]) -> RankedOutputs {
    var copy = self
    copy.completions = order.map { completions[$0] }
    copy.judgements = order.map { judgements[$0] }
    let kept = order.map { ranks[$0] }
    copy.ranks = kept.map { rank in 1 + kept.count { $0 < rank } }
    return copy
  }

  func first(_ count: Int) -> RankedOutputs { inOrder(Array(completions.indices.prefix(count))) }
}
