import LessonKit

/// What the learner ranked at the keyboard; nothing where nobody did.
struct HandRankings: Measured {
  var sets: [RankedOutputs] = []
  /// The learner's ranks of each set, 1 being the best.
  var ranks: [[Int]] = []
  /// The first set once more, shown in another order.
  var secondLook: [Int]?

  var results: Results {
    ["learner/sets": sets.count, "learner/repeats": secondLook != nil]
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
  for kind in [PromptKind.fact, .unknown, .premise, .tell] {
    let set = firstSet(in: sets, about: kind).first(4)
    guard let places = try notebook.rank(prompt: set.prompt.text, outputs: set.completions) else {
      // A set that is skipped is one less. Without a learner, one set shows what would be asked.
      if notebook.isInteractive { continue } else { return own }
    }
    let ranks = places.map { $0 + 1 }
    own.sets.append(set)
    own.ranks.append(ranks)
    try keep(
      RankingRecord(
        prompt: set.prompt.text, completions: set.completions, ranks: ranks, labeler: "learner"))
  }
  guard let first = own.sets.first else { return own }
  let order = [2, 0, 3, 1].filter(first.completions.indices.contains)
  let again = first.inOrder(order)
  if let places = try notebook.rank(prompt: again.prompt.text, outputs: again.completions) {
    own.secondLook = places
    for (old, place) in zip(order, places) { own.secondLook?[old] = place + 1 }
  }
  return own
}

/// How often two looks at a pair of outputs put the same one first.
struct Agreement: Measured {
  /// One labeler and another, over all pairs of labelers.
  let labelers: PairAgreement
  /// A labeler who sees the set a second time.
  let again: PairAgreement
  /// A labeler and the gold rubric.
  let gold: PairAgreement
  /// The learner at a second look, and the learner and each labeler, as far as the learner ranked.
  let ownAgain: Estimate?
  let own: [Estimate]

  init(_ course: Course, on sets: [RankedOutputs], gold: PairAgreement, own: HandRankings) {
    func looks(at sets: [RankedOutputs], _ name: (Int) -> String) -> [[[Int]]] {
      course.fairPanel.labelers.enumerated().map {
        course.look(at: sets, by: $1, look: name($0))
      }
    }
    let first = looks(at: sets) { "labeler \($0)" }
    let second = looks(at: sets) { "labeler \($0), again" }
    var (labelers, again) = (PairAgreement(), PairAgreement())
    for one in first.indices {
      again.add(first[one], second[one])
      for other in first.indices.dropFirst(one + 1) { labelers.add(first[one], first[other]) }
    }
    (self.labelers, self.again, self.gold) = (labelers, again, gold)
    // Four sets are too few clusters for an interval.
    ownAgain = own.secondLook.map { PairAgreement([own.ranks[0]], [$0]).share.withoutInterval }
    let beside = own.sets.isEmpty ? [] : looks(at: own.sets) { "beside the learner, \($0)" }
    self.own = beside.map { PairAgreement(own.ranks, $0).share.withoutInterval }
  }

  var results: Results {
    var results: Results = [
      "labeler_agreement": labelers.share, "labeler_consistency": again.share,
      "gain/consistency_vs_agreement": again.gain(over: labelers),
      "learner/self_consistency": ownAgain,
    ]
    for (index, share) in own.enumerated() { results["learner/agreement/\(index + 1)"] = share }
    return results
  }

  var table: Table {
    var table = Table("agreement", columns: ["who", .number("alike"), .number("pairs")])
    func add(_ who: Label, _ share: Estimate) { table.add(who, share, share.n) }
    if let ownAgain { add("learner-again", ownAgain) }
    for (index, share) in own.enumerated() {
      add(Label("learner-and-labeler", ["number": "\(index + 1)"]), share)
    }
    add("labeler-again", again.share)
    add("labelers", labelers.share)
    add("labeler-and-gold", gold.share)
    return table
  }
}
