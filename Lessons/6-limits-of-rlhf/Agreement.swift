import LessonKit

/// Who agrees with whom: the share of pairs that two labelers order alike, for all of them.
package struct AgreementMatrix: Measured {
  /// `1`, `2`, …, `gold`, and `you` where the learner has ranked.
  package private(set) var names: [String]
  /// In the order of the names. On the diagonal, a labeler looks at the sets a second time.
  package private(set) var agreements: [[PairAgreement]]

  /// The agreement of a panel's labelers with themselves, each other and the gold rubric.
  package init(of panel: ToyWorld.Panel, on sets: [RankedOutputs], _ course: Course) {
    let gold = [sets.map(\.goldRanks)]
    let first = course.looks(at: sets, by: panel.labelers) + gold
    let second = course.looks(at: sets, by: panel.labelers, again: true) + gold
    names = panel.labelers.indices.map { "\($0 + 1)" } + ["gold"]
    agreements = first.indices.map { row in
      first.indices.map { column in
        PairAgreement(first[row], row == column ? second[column] : first[column])
      }
    }
  }

  /// Adds the learner, who ranked other sets; how the panel would have ranked those is looked up.
  package mutating func addLearner(
    _ own: [RankedOutputs], besides panel: ToyWorld.Panel, _ course: Course
  ) {
    let others = (course.looks(at: own, by: panel.labelers) + [own.map(\.goldRanks)]).map {
      PairAgreement(own.map(\.ranks), $0)
    }
    for (index, agreement) in others.enumerated() { agreements[index].append(agreement) }
    agreements.append(others + [PairAgreement()])
    names.append("you")
  }

  /// The agreement of all pairs of people for which something holds; (1, 1) is the first one twice.
  package func pooled(where holds: (_ first: Int, _ second: Int) -> Bool) -> PairAgreement {
    var pool = PairAgreement()
    for first in names.indices {
      for second in first..<names.count where holds(first, second) {
        pool.add(agreements[first][second])
      }
    }
    return pool
  }

  /// The place of the gold rubric, which comes after all labelers.
  private var gold: Int { names.firstIndex(of: "gold") ?? 0 }

  package var results: Results {
    let (same, two) = (pooled { $0 == $1 && $0 < gold }, pooled { $0 != $1 && $1 < gold })
    var results: Results = [
      "agreement/same_labeler": same.share, "agreement/two_labelers": two.share,
      "agreement/same_minus_two": same.gain(over: two),
    ]
    for (row, first) in names.enumerated() {
      for (column, second) in names.enumerated().dropFirst(row) where (row, column) != (gold, gold)
      {
        let agreement = agreements[row][column]
        guard agreement.pairCount > 0 else { continue }
        results["labeler_agreement/\(first)/\(second)"] =
          second == "you" ? agreement.share.withoutInterval : agreement.share
      }
    }
    let withGold = pooled { $0 < gold && $1 == gold }
    return results + [
      "agreement/gold_pairs": withGold.pairCount,
      "agreement/with_gold": withGold.pairCount > 0 ? withGold.share : nil,
    ]
  }

  /// How often people of each sort order a pair alike.
  var table: Table {
    var table = Table("agreement", columns: ["who", .number("alike")])
    table.add(Label("same"), pooled { $0 == $1 && $0 < gold }.share)
    table.add(Label("two"), pooled { $0 != $1 && $1 < gold }.share)
    table.add(Label("gold"), pooled { $0 < gold && $1 == gold }.share)
    if names.contains("you") { table.add(Label("you"), pooled { $0 < gold && $1 > gold }.share) }
    return table
  }
}

/// How well one reward model can serve a panel of two opinions.
struct Division: Measured {
  /// Pairs that two labelers order alike who are of one opinion, or of different ones.
  private let within, between: PairAgreement
  /// Pairs that the reward model orders as the labelers do.
  private let all, bold, cautious: PairAgreement

  init(
    _ panel: DividedPanel, servedBy model: ScalarModel, on sets: [RankedOutputs], _ course: Course
  ) {
    let matrix = AgreementMatrix(of: panel.panel, on: sets, course)
    let (boldCount, count) = (panel.bold.count, panel.panel.labelers.count)
    within = matrix.pooled { $0 != $1 && $1 < count && ($0 < boldCount) == ($1 < boldCount) }
    between = matrix.pooled { $0 < boldCount && $1 >= boldCount && $1 < count }
    let ranks = course.ranking(of: sets, by: model)
    all = course.agreement(of: ranks, with: panel.panel.labelers, on: sets)
    bold = course.agreement(of: ranks, with: panel.bold, on: sets)
    cautious = course.agreement(of: ranks, with: panel.cautious, on: sets)
  }

  var results: Results {
    [
      "divided/agreement/within": within.pairCount > 0 ? within.share : nil,
      "divided/agreement/between": between.share, "divided/accuracy/all": all.share,
      "divided/accuracy/bold": bold.share, "divided/accuracy/cautious": cautious.share,
      "divided/bold_minus_cautious": bold.gain(over: cautious),
    ]
  }

  var table: Table {
    Table(
      "divided", columns: ["who", .number("alike")],
      rows: [
        [Label("within"), within.pairCount > 0 ? within.share : nil],
        [Label("between"), between.share],
        [Label("all"), all.share], [Label("bold"), bold.share],
        [Label("cautious"), cautious.share],
      ])
  }
}

extension Course {
  /// How each of some labelers ranks every set.
  fileprivate func looks(
    at sets: [RankedOutputs], by labelers: some Collection<Labeler>, again: Bool = false
  ) -> [[[Int]]] {
    labelers.enumerated().map { index, labeler in
      look(at: sets, by: labeler, look: "labeler \(index)\(again ? ", again" : "")")
    }
  }

  /// How often each of some labelers orders a pair as somebody else, such as a reward model, did; their
  /// answers are pooled.
  func agreement(
    of ranks: [[Int]], with labelers: some Collection<Labeler>, on sets: [RankedOutputs]
  ) -> PairAgreement {
    var agreement = PairAgreement()
    for look in looks(at: sets, by: labelers) { agreement.add(look, ranks) }
    return agreement
  }

  /// How a reward model ranks every set.
  func ranking(of sets: [RankedOutputs], by model: ScalarModel) -> [[Int]] {
    scores(of: sets, by: model).map(ranks(of:))
  }
}
