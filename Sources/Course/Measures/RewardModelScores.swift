import Alignment
import Metrics
import Models
import Randomness
import ToyWorld
import Training

extension Course {
  /// A reward model's scores of texts as answers to prompts.
  package func scores(
    of texts: [(prompt: String, answer: String)], by model: ScalarModel
  ) -> [Double] {
    model.scores(
      texts.map { tokenizer.prompt($0.prompt) + tokenizer.completion($0.answer) },
      workers: workers
    ).map(Double.init)
  }

  /// A reward model's scores of all outputs of each set.
  package func scores(of sets: [RankedOutputs], by model: ScalarModel) -> [[Double]] {
    var all = scores(
      of: sets.flatMap { set in set.completions.map { (set.prompt.text, $0) } }, by: model)[...]
    return sets.map { set in
      defer { all = all.dropFirst(set.completions.count) }
      return Array(all.prefix(set.completions.count))
    }
  }

  /// The scores that PPO would see: a penalty stands for an answer that never ends.
  package func proxyScores(of answers: [Answer], by model: ScalarModel) -> [Double] {
    let penalty = Float(settings.ppo.missingEndPenalty)
    return zip(answers, scores(of: answers, by: model)).map { answer, score in
      Double(scoreOrPenalty(Float(score), hasEnded: answer.hasEnded, penalty: penalty))
    }
  }

  /// The mean of the scores that PPO would see.
  package func proxy(of answers: [Answer], by model: ScalarModel) -> Estimate {
    .clusteredMean(
      of: proxyScores(of: answers, by: model), clusters: answers.map(\.cluster))
  }

  /// How much more a reward model gives to answers than to others to the same prompts.
  package func proxyGain(
    of answers: [Answer], over others: [Answer], by model: ScalarModel
  ) -> Estimate {
    .pairedDifference(
      of: proxyScores(of: answers, by: model), minus: proxyScores(of: others, by: model),
      clusters: answers.map(\.cluster))
  }
}

/// Pairs of outputs, scored: what a reward model says of each pair that a labeler has ordered.
package struct ScoredPairs: Sendable {
  /// r_w − r_l: the score of the output that was ranked higher minus that of the other.
  package var margins: [Double] = []
  /// Scores of the outputs that were ranked higher.
  package var better: [Double] = []
  package var worse: [Double] = []
  /// The prompt of each pair, counted from 0: pairs of one prompt are not independent.
  package var prompts: [Int] = []

  /// - Parameters:
  ///   - ranks: of each prompt's outputs, 1 being the best.
  ///   - scores: of the same outputs.
  package init(ranks: [[Int]], scores: [[Double]]) {
    for (prompt, (ranks, scores)) in zip(ranks, scores).enumerated() {
      for pair in orderedPairs(ranks) {
        better.append(scores[pair.winner])
        worse.append(scores[pair.loser])
        margins.append(scores[pair.winner] - scores[pair.loser])
        prompts.append(prompt)
      }
    }
  }

  /// What the reward model predicts, and what happened: each pair is looked at from one side only,
  /// every other one from the loser's, so that there are both outcomes to predict.
  package var predictions: (probabilities: [Double], outcomes: [Bool]) {
    let outcomes = margins.indices.map { $0.isMultiple(of: 2) }
    let probabilities = zip(margins, outcomes).map { sigmoid($1 ? $0 : -$0) }
    return (probabilities, outcomes)
  }
}
