import Alignment
import Metrics
import Models
import ToyWorld

/// Who agrees with whom: the share of pairs that two labelers order alike, for all of them.
package struct AgreementMatrix: Sendable {
  /// `1`, `2`, …, `gold`, and `you` where the learner has ranked.
  package private(set) var names: [String]
  /// In the order of the names. On the diagonal, a labeler looks at the sets a second time.
  package private(set) var agreements: [[PairAgreement]]

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

  /// Adds somebody who ranked other sets, whom the others have ranked, too.
  ///
  /// - Parameter others: how often each of the others agrees with the new one.
  package mutating func add(_ name: String, _ others: [PairAgreement]) {
    guard others.count == names.count else {
      fatalError("AgreementMatrix.add: \(others.count) agreements with \(names.count) people")
    }
    for (index, agreement) in others.enumerated() { agreements[index].append(agreement) }
    agreements.append(others + [PairAgreement()])
    names.append(name)
  }
}

extension Course {
  /// The agreement of a panel's labelers with themselves, each other and the gold rubric.
  package func agreementMatrix(of panel: Panel, on sets: [RankedOutputs]) -> AgreementMatrix {
    let gold = [sets.map(\.goldRanks)]
    let first = looks(at: sets, by: panel.labelers) + gold
    let second = looks(at: sets, by: panel.labelers, again: true) + gold
    return AgreementMatrix(
      names: panel.labelers.indices.map { "\($0 + 1)" } + ["gold"],
      agreements: first.indices.map { row in
        first.indices.map { column in
          PairAgreement(first[row], row == column ? second[column] : first[column])
        }
      })
  }

  /// How often each labeler of a panel, and the gold rubric, orders a pair as the learner did.
  package func agreements(of panel: Panel, withLearner own: [RankedOutputs]) -> [PairAgreement] {
    (looks(at: own, by: panel.labelers) + [own.map(\.goldRanks)]).map {
      PairAgreement(own.map(\.ranks), $0)
    }
  }

  /// How each of some labelers ranks every set.
  private func looks(
    at sets: [RankedOutputs], by labelers: some Collection<Labeler>, again: Bool = false
  ) -> [[[Int]]] {
    labelers.enumerated().map { index, labeler in
      look(at: sets, by: labeler, look: "labeler \(index)\(again ? ", again" : "")")
    }
  }

  /// How often each of some labelers orders a pair as somebody else, such as a reward model, did; their
  /// answers are pooled.
  package func agreement(
    of ranks: [[Int]], with labelers: some Collection<Labeler>, on sets: [RankedOutputs]
  ) -> PairAgreement {
    var agreement = PairAgreement()
    for look in looks(at: sets, by: labelers) { agreement.add(look, ranks) }
    return agreement
  }

  /// Rankings that were kept, as sets that others can rank, too. Those of prompts that this world does
  /// not have are left out.
  package func sets(from records: [RankingRecord]) -> [RankedOutputs] {
    records.compactMap { record in
      guard let prompt = world.prompt(withText: record.prompt) else { return nil }
      return RankedOutputs(
        prompt: prompt, completions: record.completions,
        judgements: record.completions.map { examiner.rubric.judge($0, ended: true, to: prompt) },
        ranks: record.ranks, labeler: 0)
    }
  }
}
