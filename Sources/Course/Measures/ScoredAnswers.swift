import Alignment
import Metrics
import Models
import ToyWorld

/// Answers with a reward model's scores of them, as PPO would see these.
package struct ScoredAnswers {
  package let answers: [Answer]
  package let scores: [Double]

  package init(answers: [Answer], scores: [Double]) {
    (self.answers, self.scores) = (answers, scores)
  }

  package var gold: Estimate { answers.gold }
  package var proxy: Estimate { .clusteredMean(of: scores, clusters: answers.map(\.cluster)) }

  package func gain(over others: ScoredAnswers) -> Estimate { answers.gain(over: others.answers) }

  package func proxyGain(over others: ScoredAnswers) -> Estimate {
    .pairedDifference(of: scores, minus: others.scores, clusters: answers.map(\.cluster))
  }
}

extension Course {
  package func scored(_ answers: [Answer], by model: ScalarModel) -> ScoredAnswers {
    ScoredAnswers(answers: answers, scores: proxyScores(of: answers, by: model))
  }

  /// For each count the answers, to every prompt of the examination, that a reward model scores highest
  /// among so many.
  package func bestAnswers(
    of model: LanguageModel, by rewardModel: ScalarModel, counts: [Int]
  ) -> [(count: Int, answers: [Answer])] {
    let prompts = world.examination(.heldOut, perKind: answersPerKind)
    let most = counts.max() ?? 1
    let answers = answers(
      of: model, to: prompts.flatMap { Array(repeating: $0, count: most) }, for: "best of several")
    let scores = proxyScores(of: answers, by: rewardModel)
    return counts.map { count in
      let chosen = prompts.indices.map { prompt in
        let places = (prompt * most)..<(prompt * most + count)
        return answers[places.max { scores[$0] < scores[$1] } ?? prompt * most]
      }
      return (count, chosen)
    }
  }
}
