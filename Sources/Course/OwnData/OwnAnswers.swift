import Alignment
import Foundation
import Metrics
import Models
import Randomness
import Tensors
import Words

/// What a model answered to a prompt of the learner's own.
package struct OwnAnswer: Codable, Sendable {
  package let prompt: OwnPrompt
  /// The prompt's place among those that were asked: answers to one prompt are not independent.
  package let cluster: Int
  package let text: String
  /// With the end marker where the model wrote it.
  package let tokens: [Int32]
  package let hasEnded: Bool
}

extension OwnCourse {
  /// One answer to each prompt.
  package func answers(
    of model: LanguageModel, to prompts: [OwnPrompt], using random: inout RandomSource
  ) -> [OwnAnswer] {
    var clusters: [String: Int] = [:]
    let completions = model.sample(
      prompts.map(\.ids),
      options: SamplingOptions(maximumNewTokens: answerTokens, endOfText: tokenizer.endOfText),
      workers: course.workers, using: &random)
    return zip(prompts, completions).map { prompt, completion in
      let cluster = clusters[prompt.text] ?? clusters.count
      clusters[prompt.text] = cluster
      return OwnAnswer(
        prompt: prompt, cluster: cluster, text: tokenizer.text(completion.tokens),
        tokens: completion.tokens, hasEnded: completion.hasEnded)
    }
  }

  /// A model's answers to held-out prompts, with the same random numbers for every model. Few prompts are asked
  /// several times.
  package func examine(_ model: LanguageModel) -> [OwnAnswer] {
    let some = prompts.heldOut.spread(200)
    let rounds = (100 + some.count - 1) / max(1, some.count)
    let asked = some.flatMap { Array(repeating: $0, count: max(1, rounds)) }
    let settings =
      [model.parameters.fingerprint, "\(answerTokens)"] + asked.map { "\($0.text)\n\($0.ids)" }
    return course.remembered("own-answers", settings) {
      var random = course.random("own examination")
      return answers(of: model, to: asked, using: &random)
    }
  }

  /// A reward model's scores of answers.
  package func scores(of answers: [OwnAnswer], by model: ScalarModel) -> [Double] {
    model.scores(answers.map { $0.prompt.ids + $0.tokens }, workers: course.workers)
      .map(Double.init)
  }

  /// The scores that PPO would see: a penalty stands for an answer that never ends.
  package func proxyScores(of answers: [OwnAnswer], by model: ScalarModel) -> [Double] {
    let penalty = Float(course.settings.ppo.missingEndPenalty)
    return zip(answers, scores(of: answers, by: model)).map { answer, score in
      Double(scoreOrPenalty(Float(score), hasEnded: answer.hasEnded, penalty: penalty))
    }
  }

  /// A reward model's scores of all answers of each ranking.
  package func scores(of rankings: [OwnSample], by model: ScalarModel) -> [[Double]] {
    var all = model.scores(rankings.flatMap(\.ranking.sequences), workers: course.workers)[...]
    return rankings.map { ranking in
      defer { all = all.dropFirst(ranking.answers.count) }
      return all.prefix(ranking.answers.count).map(Double.init)
    }
  }

  /// A reward model's score of a text as an answer; nil where it is too long to be read.
  package func score(of answer: String, to prompt: OwnPrompt, by model: ScalarModel) -> Double? {
    let ids = prompt.ids + tokenizer.completion(answer)
    guard ids.count <= configuration.contextLength else { return nil }
    return model.scores([ids], workers: course.workers).first.map(Double.init)
  }

  /// A prompt that the learner types.
  package func prompt(_ text: String) -> OwnPrompt { encoder.prompt(text.tidyEnds).prompt }

  /// KL(policy ‖ reference) of whole answers of the policy, in nats: the sum over an answer's tokens of the exact
  /// divergence, averaged over answers.
  package func divergence(
    of policy: LanguageModel, from reference: LanguageModel, on answers: [OwnAnswer]
  ) -> Estimate {
    let weights = [policy, reference].map(\.parameters.fingerprint)
    let settings = weights + answers.map { "\($0.tokens)" }
    let sums = course.remembered("own-kl", settings) {
      stride(from: 0, to: answers.count, by: 32).flatMap { start in
        divergences(policy, reference, answers[start..<min(start + 32, answers.count)])
      }
    }
    return .clusteredMean(of: sums, clusters: answers.map(\.cluster))
  }

  private func divergences(
    _ policy: LanguageModel, _ reference: LanguageModel, _ answers: ArraySlice<OwnAnswer>
  ) -> [Double] {
    let (responses, prompts) = (answers.map(\.tokens), answers.map(\.prompt.ids))
    return withTape(policy.parameters) { tape in
      withTape(reference.parameters) { referenceTape in
        let (_, p) = policy.logProbabilities(of: responses, after: prompts, on: tape)
        let (_, q) = reference.logProbabilities(of: responses, after: prompts, on: referenceTape)
        var row = 0
        return responses.map { response in
          response.reduce(0) { sum, _ in
            defer { row += 1 }
            return sum + klDivergence(p.values(row: row), q.values(row: row))
          }
        }
      }
    }
  }
}

extension [OwnAnswer] {
  /// The share of answers that the model ended itself.
  package var endedShare: Estimate {
    .clusteredShare(of: map { $0.hasEnded ? 1 : 0 }, clusters: map(\.cluster))
  }

  /// Tokens of an answer.
  package var meanLength: Estimate {
    .clusteredMean(of: map { Double($0.tokens.count) }, clusters: map(\.cluster))
  }

  /// The share of answers that another prompt got, too: all, where a policy says the same whatever it is asked.
  package var repeatedShare: Estimate {
    let prompts = reduce(into: [String: Set<Int>]()) { $0[$1.text, default: []].insert($1.cluster) }
    return .clusteredShare(
      of: map { prompts[$0.text]?.count ?? 0 > 1 ? 1 : 0 }, clusters: map(\.cluster))
  }
}

/// How often a judge puts the better answer of a held-out pair first; equal scores count half. Pairs of one prompt are
/// not independent.
package struct OwnAgreement: Sendable {
  private var right: [Double] = []
  private var clusters: [Int] = []

  /// - Parameter scores: of the answers of each ranking, by the judge.
  package init(with rankings: [OwnSample], scores: [[Double]]) {
    var numbers: [String: Int] = [:]
    for (ranking, scores) in zip(rankings, scores) {
      let cluster = numbers[ranking.prompt.text] ?? numbers.count
      numbers[ranking.prompt.text] = cluster
      for pair in orderedPairs(ranking.ranks) {
        let (better, worse) = (scores[pair.winner], scores[pair.loser])
        right.append(better > worse ? 1 : better < worse ? 0 : 0.5)
        clusters.append(cluster)
      }
    }
  }

  package var pairCount: Int { right.count }
  package var share: Estimate { .clusteredShare(of: right, clusters: clusters) }

  /// How much larger this share is than another judge's on the same pairs.
  package func gain(over other: OwnAgreement) -> Estimate {
    .clusteredDifference(
      of: right, clusters: clusters, minus: other.right, clusters: other.clusters)
  }
}
