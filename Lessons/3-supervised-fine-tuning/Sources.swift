import LessonKit

/// One model learned from prompts as labelers ask, one from as many as users ask. Each is asked in both ways.
package struct Sources: Measured {
  private let labelers, users: [Answer]
  private let world: World

  /// - Parameters: each model's answers to the same prompts.
  package init(labelers: [Answer], users: [Answer], world: World) {
    (self.labelers, self.users, self.world) = (labelers, users, world)
  }

  /// Answers weighted so that the kinds count as often as a source asks them, and the mean stays what it is.
  private func weighted(_ answers: [Answer], as source: PromptSource) -> [Double] {
    let mix = world.mix(of: source)
    let total = answers.reduce(0) { $0 + mix.weight(of: $1.prompt.kind) }
    return answers.map {
      $0.gold * mix.weight(of: $0.prompt.kind) * Double(answers.count) / total
    }
  }

  private func gold(_ answers: [Answer], as source: PromptSource) -> Estimate {
    .clusteredMean(of: weighted(answers, as: source), clusters: answers.map(\.cluster))
  }

  package var results: Results {
    var results = Results()
    for source in PromptSource.allCases {
      results["labelers_prompts/gold_asked_by_\(source)"] = gold(labelers, as: source)
      results["users_prompts/gold_asked_by_\(source)"] = gold(users, as: source)
      results["gain/users_prompts_asked_by_\(source)"] = .pairedDifference(
        of: weighted(users, as: source), minus: weighted(labelers, as: source),
        clusters: users.map(\.cluster))
    }
    return results
  }

  var table: Table {
    Table(
      "sources",
      columns: ["learned-from"] + PromptSource.allCases.map { .number(Label("asked-by-\($0)")) },
      rows: [("labelers", labelers), ("users", users)].map { name, answers in
        [Label(name)] + PromptSource.allCases.map { gold(answers, as: $0) }
      })
  }
}
