import Alignment
import Foundation
import Metrics
import Models
import Tensors

/// How far a policy is from its reference at one token of an answer that the policy wrote.
package struct TokenKL: Codable, Sendable {
  /// The prompt's cluster, for intervals.
  package let cluster: Int
  /// Σ over the whole vocabulary, in nats.
  package let exact: Double
  /// Of the policy's own distribution, in nats.
  package let entropy: Double
  /// From the one token that was drawn.
  package let estimates: KLEstimates
}

extension Course {
  /// Reads answers of a policy with the policy and with its reference: for each answer, the
  /// divergence at each of its tokens.
  ///
  /// - Parameter temperature: at which the policy answered; the exact divergence is that of its sharpened
  ///   distributions from the reference's own.
  package func tokenKL(
    of policy: LanguageModel, at temperature: Double = 1, from reference: LanguageModel,
    on answers: [Answer]
  ) -> [[TokenKL]] {
    let weights = [policy, reference].map(\.parameters.fingerprint)
    return remembered("token-kl", weights + ["\(temperature)", answers.fingerprint]) {
      readTokenKL(of: policy, at: temperature, from: reference, on: answers)
    }
  }

  private func readTokenKL(
    of policy: LanguageModel, at temperature: Double, from reference: LanguageModel,
    on answers: [Answer]
  ) -> [[TokenKL]] {
    let chunk = 64
    let parts = workers.map((answers.count + chunk - 1) / chunk) { [tokenizer] part in
      let answers = Array(answers[part * chunk..<min((part + 1) * chunk, answers.count)])
      let responses = answers.map(\.tokens)
      let prompts = answers.map { tokenizer.prompt($0.prompt.text) }
      return withTape(policy.parameters) { policyTape in
        withTape(reference.parameters) { referenceTape in
          let (logP, p) = policy.logProbabilities(of: responses, after: prompts, on: policyTape)
          let (logQ, q) = reference.logProbabilities(
            of: responses, after: prompts, on: referenceTape)
          var row = -1
          return answers.map { answer in
            answer.tokens.map { _ in
              row += 1
              let own = sharpened(p.values(row: row), temperature: temperature)
              return TokenKL(
                cluster: answer.cluster, exact: klDivergence(own, q.values(row: row)),
                entropy: entropy(own),
                estimates: KLEstimates(
                  logProbability: Double(logP.value[row]),
                  referenceLogProbability: Double(logQ.value[row])))
            }
          }
        }
      }
    }
    return parts.flatMap { $0 }
  }
}

extension [[TokenKL]] {
  /// KL(π ‖ π_ref) of whole answers, in nats: the sum over an answer's tokens of the exact divergence,
  /// averaged over answers. It has the mean of the sampled sum, and varies less.
  package var perAnswer: Estimate {
    let answers = filter { !$0.isEmpty }
    return .clusteredMean(
      of: answers.map { $0.reduce(0) { $0 + $1.exact } }, clusters: answers.map { $0[0].cluster })
  }

  /// The mean of one of the numbers over all tokens.
  package func perToken(_ number: (TokenKL) -> Double) -> Estimate {
    let tokens = flatMap { $0 }
    return .clusteredMean(of: tokens.map(number), clusters: tokens.map(\.cluster))
  }
}

/// What a temperature makes of probabilities: p^(1/T), scaled to the sum 1; at 0, all on the likeliest.
package func sharpened(_ p: [Float], temperature: Double) -> [Float] {
  guard temperature != 1 else { return p }
  let largest = p.max() ?? 1
  let powers = p.map { value in
    temperature > 0 ? pow(Double(value / largest), 1 / temperature) : value == largest ? 1 : 0
  }
  let sum = powers.reduce(0, +)
  return powers.map { Float($0 / sum) }
}

/// −Σ p log p, in nats.
package func entropy(_ p: [Float]) -> Double {
  -p.reduce(0) { $1 > 0 ? $0 + Double($1) * log(Double($1)) : $0 }
}
