import Alignment
import Metrics
import Models
import Tensors
import Training

/// How far a policy is from its reference at one token of an answer that the policy wrote.
package struct TokenKL: Sendable {
  /// The prompt's cluster, for intervals.
  package let cluster: Int
  /// Σ over the whole vocabulary, in nats.
  package let exact: Double
  /// From the one token that was drawn.
  package let estimates: KLEstimates
}

extension Course {
  /// Reads answers of a policy with the policy and with its reference: for each answer, the
  /// divergence at each of its tokens.
  package func tokenKL(
    of policy: LanguageModel, from reference: LanguageModel, on answers: [Answer]
  ) -> [[TokenKL]] {
    let chunk = 64
    return stride(from: 0, to: answers.count, by: chunk).flatMap { start in
      let answers = Array(answers[start..<min(start + chunk, answers.count)])
      return withTape(policy.parameters) { policyTape in
        withTape(reference.parameters) { referenceTape in
          let (p, logP) = read(answers, with: policy, on: policyTape)
          let (q, logQ) = read(answers, with: reference, on: referenceTape)
          var row = -1
          return answers.map { answer in
            answer.tokens.map { _ in
              row += 1
              return TokenKL(
                cluster: answer.cluster,
                exact: klDivergence(p.values(row: row), q.values(row: row)),
                estimates: KLEstimates(
                  logProbability: Double(logP[row]), referenceLogProbability: Double(logQ[row])))
            }
          }
        }
      }
    }
  }

  /// The distribution before each token of each answer, `[tokens, vocabulary]`, and the log-probability
  /// of each token.
  private func read(
    _ answers: [Answer], with model: LanguageModel, on tape: Tape
  ) -> (distributions: Tensor, logs: [Float]) {
    let prompts = answers.map { tokenizer.prompt($0.prompt.text) }
    let inputs = zip(prompts, answers).map { $0 + $1.tokens.dropLast() }
    var rows: [Int32] = []
    var start = 0
    for (prompt, answer) in zip(prompts, answers) {
      rows += answer.tokens.indices.map { Int32(start + prompt.count - 1 + $0) }
      start += prompt.count + answer.tokens.count - 1
    }
    let batch = TokenBatch(inputs, on: tape)
    let hidden = model.transformer(batch, rows: tape.copy(rows), on: tape)
    let logits = model.transformer.logits(hidden, on: tape)
    let (logs, distributions) = tape.logProbabilities(of: answers.flatMap(\.tokens), in: logits)
    return (distributions, logs.value.values)
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

/// The standard deviation of a sample; NaN below two values.
package func standardDeviation(_ values: [Double]) -> Double {
  guard values.count > 1 else { return .nan }
  let mean = values.reduce(0, +) / Double(values.count)
  let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  return (squares / Double(values.count - 1)).squareRoot()
}
