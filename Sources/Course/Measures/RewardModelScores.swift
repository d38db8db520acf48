import Alignment
import Metrics
import Models

extension Course {
  /// A reward model's scores of answers.
  package func scores(of answers: [Answer], by model: ScalarModel) -> [Double] {
    remembered("scores", [model.parameters.fingerprint, answers.fingerprint]) {
      model.scores(
        answers.map { tokenizer.prompt($0.prompt.text) + $0.tokens }, workers: workers
      ).map(Double.init)
    }
  }

  /// A reward model's scores of texts as answers to prompts; of one that is too long to be read, of as much of
  /// it as can be.
  package func scores(
    of texts: [(prompt: String, answer: String)], by model: ScalarModel
  ) -> [Double] {
    model.scores(texts.map { sequence($0.prompt, $0.answer) }, workers: workers).map(Double.init)
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
