import LessonKit

/// Groups of SFT's answers, as the methods without a value model would see them first.
package struct GroupLab: Measured {
  struct Group {
    let answers: [Answer]
    let scores: [Float]

    var deviation: Double {
      Spread(of: scores.map(Double.init)).sampleVariance.squareRoot()
    }

    /// Σ |A|: how hard the group pulls.
    func weight(_ method: GroupMethod) -> Double {
      method.advantages(of: scores).reduce(0) { $0 + Double(abs($1)) }
    }
  }

  /// Those with the most equal scores first.
  let groups: [Group]

  package init(of answers: ScoredAnswers, size: Int) {
    // A group is of one prompt; what is left over of its answers is in none.
    let prompts = Dictionary(grouping: answers.answers.indices) { answers.answers[$0].cluster }
    groups = prompts.sorted { $0.key < $1.key }.flatMap { _, places in
      stride(from: 0, to: places.count - size + 1, by: size).map { first in
        let chosen = places[first..<first + size]
        return Group(
          answers: chosen.map { answers.answers[$0] },
          scores: chosen.map { Float(answers.scores[$0]) })
      }
    }.sorted { $0.deviation < $1.deviation }
  }

  /// Groups by how much their scores differ: the third with the most equal ones, the middle one, and the last.
  private var thirds: [ArraySlice<Group>] {
    (0..<3).map { groups[$0 * groups.count / 3..<($0 + 1) * groups.count / 3] }
  }

  private func share(_ number: (Group) -> Double) -> [Double] {
    let total = groups.reduce(0) { $0 + number($1) }
    return thirds.map { $0.reduce(0) { $0 + number($1) } / total }
  }

  package var results: Results {
    let (unbiased, grpo) = (share { $0.weight(.unbiased) }, share { $0.weight(.grpo) })
    return [
      "groups/count": groups.count,
      "groups/equal": Double(groups.count { $0.deviation < 1e-6 }) / Double(groups.count),
      "groups/first_third/unbiased": unbiased[0], "groups/first_third/grpo": grpo[0],
      "groups/last_third/unbiased": unbiased[2], "groups/last_third/grpo": grpo[2],
    ]
  }

  /// What is predicted: a group pulls as hard as its deviation is large, or all alike.
  var table: Table {
    let (unbiased, grpo) = (share { $0.weight(.unbiased) }, share { $0.weight(.grpo) })
    let predicted = share(\.deviation)
    func percent(_ share: Double) -> String { (100 * share).formatted(places: 0) }
    return Table(
      "weights",
      columns: [
        "groups", .number("deviation"), .number("unbiased-predicted"), .number("unbiased"),
        .number("grpo-predicted"), .number("grpo"),
      ],
      rows: thirds.enumerated().map { place, third in
        [
          Label(["alike", "middle", "different"][place]),
          (third.reduce(0) { $0 + $1.deviation } / Double(max(1, third.count)))
            .formatted(places: 2),
          percent(predicted[place]), percent(unbiased[place]), percent(1.0 / 3),
          percent(grpo[place]),
        ]
      })
  }

  /// The group whose scores differ about as much as in half of the groups.
  var example: Table {
    let group = groups[groups.count / 2]
    let advantages = GroupMethod.allCases.map { $0.advantages(of: group.scores) }
    return Table(
      "group",
      columns: [.data(group.answers[0].prompt.text), .number("score")]
        + GroupMethod.allCases.map { .number(Label($0.rawValue)) } + [.number("length")],
      rows: group.answers.indices.map { place in
        [group.answers[place].text, group.scores[place].formatted(places: 2)]
          + advantages.map { $0[place].formatted(places: 2) }
          + ["\(group.answers[place].tokens.count)"]
      })
  }
}
