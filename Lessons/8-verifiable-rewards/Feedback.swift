import LessonKit

/// How often judges put the same one of two answers first as the rubric, on rankings that none has learned from.
struct Feedback: Measured {
  struct Judge {
    /// In results, such as `critic`.
    let name: String
    /// What people have done for it: one ranked answer, or one answer marked by every principle, is a minute.
    let minutes: Double
    let agreement: PairAgreement
  }

  let judges: [Judge]

  subscript(name: String) -> Judge? { judges.first { $0.name == name } }

  var results: Results {
    var results = Results()
    for judge in judges {
      results["feedback/\(judge.name)"] = judge.agreement.share
      results["feedback/\(judge.name)/minutes"] = Estimate(judge.minutes)
    }
    if let critic = self["critic"] {
      for other in judges where other.name != "critic" {
        results["feedback/critic_minus_\(other.name)"] = critic.agreement.gain(
          over: other.agreement)
      }
    }
    if let critic = self["critic"], let judge = self["judge"], critic.minutes > 0 {
      results["feedback/judge_times"] = Estimate(judge.minutes / critic.minutes)
    }
    return results
  }

  var table: Table {
    Table(
      "feedback", columns: ["who", .number("minutes"), .number("agreement")],
      rows: judges.map {
        [
          Label($0.name),
          $0.minutes > 0 ? $0.minutes.grouped(places: 0) : "–",
          $0.agreement.share,
        ]
      })
  }
}

extension Course {
  func feedback(
    _ critic: Critic, marks count: Int, weak: ScalarModel, weakPrompts: Int
  ) throws -> Feedback {
    let sets = try heldOutRankings()
    let gold = sets.map(\.goldRanks)
    func agreement(_ scores: [[Double]]) -> PairAgreement {
      PairAgreement(gold, scores.map(ranks(of:)))
    }
    // As in lesson 5: each output that was ranked is a minute.
    func minutes(prompts count: Int) throws -> Double {
      let outputs = try outputs(
        of: supervisedFineTuned(), prompts: count, split: .train,
        settings: settings.rewardModel.ranking)
      return Double(outputs.product.reduce(0) { $0 + $1.completions.count })
    }
    let answers = sets.flatMap { set in
      set.completions.map { completion in
        examiner.judged(tokenizer.completion(completion), hasEnded: true, to: set.prompt)
      }
    }
    var scores = critic.scores(of: answers, in: self)[...]
    let marked = sets.map { set in
      defer { scores = scores.dropFirst(set.completions.count) }
      return Array(scores.prefix(set.completions.count))
    }
    let judge = try rewardModel().product
    return Feedback(judges: [
      Feedback.Judge(
        name: "labeler", minutes: 0, agreement: PairAgreement(gold, sets.map(\.ranks))),
      Feedback.Judge(
        name: "judge", minutes: try minutes(prompts: settings.rewardModel.ranking.rankedPrompts),
        agreement: agreement(self.scores(of: sets, by: judge))),
      Feedback.Judge(
        name: "weak", minutes: try minutes(prompts: weakPrompts),
        agreement: agreement(self.scores(of: sets, by: weak))),
      Feedback.Judge(name: "critic", minutes: Double(count), agreement: agreement(marked)),
    ])
  }

  /// What a critic says of some answers, principle by principle.
  func verdicts(of critic: Critic, on answers: [Answer]) -> Table {
    let marks = Principle.allCases.map { critic.marks($0, of: answers, in: self) }
    let scores = critic.scores(of: answers, in: self)
    return Table(
      "verdicts",
      columns: ["answer"] + Principle.allCases.map { .number(.verbatim($0.question)) }
        + [.number("score"), .number("gold")],
      rows: answers.indices.map { place in
        ["\(answers[place].prompt.text) → \(answers[place].text)"]
          + marks.map { $0[place].formatted(places: 2) }
          + [scores[place].formatted(places: 2), answers[place].gold.formatted(places: 2)]
      })
  }
}
