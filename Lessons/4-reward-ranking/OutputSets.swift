import LessonKit

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

  /// How many different gold scores there are: where all are equal, moods alone decide the order.
  var qualityCount: Int { Set(judgements.map(\.gold)).count }

  /// The outputs with their letters.
  var table: Table {
    Table(
      columns: [.data(""), .data(prompt.text)],
      rows: completions.enumerated().map { [Question.letter($0), $1] })
  }

  /// The outputs with the highest score first, beside what the rubric and the labeler say.
  func table(by scores: [Double]) -> Table {
    Table(
      "sorted", columns: [.number("reward"), .number("gold"), .number("rank"), .data(prompt.text)],
      rows: scores.indices.sorted { scores[$0] > scores[$1] }.map { index in
        [
          scores[index].formatted(places: 2), judgements[index].gold.formatted(places: 2),
          ranks[index], completions[index],
        ]
      })
  }
}

/// The pair on which the reward model is most sure and the gold rubric says the opposite.
func worstMistake(_ sets: [RankedOutputs], _ rewards: [[Double]]) -> Table {
  let pairs = zip(sets, rewards).flatMap { set, rewards in
    orderedPairs(set.goldRanks).map { pair in
      (set, rewards, pair, margin: rewards[pair.loser] - rewards[pair.winner])
    }
  }
  guard let (set, rewards, pair, margin) = pairs.max(by: { $0.margin < $1.margin }), margin > 0
  else { return Table("mistake", columns: ["none"]) }
  return Table(
    "mistake", columns: [.number("reward"), .number("gold"), .data(set.prompt.text)],
    rows: [pair.loser, pair.winner].map { index in
      [
        rewards[index].formatted(places: 2), set.judgements[index].gold.formatted(places: 2),
        set.completions[index],
      ]
    })
}
