import LessonKit

/// Where the gradient of each KL estimate points, as a loss, for one token of a real answer: from tokens that are drawn,
/// beside the two exact gradients over the whole vocabulary.
struct KLGradients: Measured, Codable {
  struct Row: Codable {
    let loss: String
    /// The part of the mean gradient along ∇ KL(π ‖ π_ref), as a multiple of it, for each batch of tokens.
    let forward: [Double]
    /// The same along ∇ KL(π_ref ‖ π).
    let backward: [Double]
  }

  let rows: [Row]
  /// KL(π ‖ π_ref) and KL(π_ref ‖ π) of the token, in nats.
  let kl, reverse: Double
  /// ∇ KL(π_ref ‖ π) along ∇ KL(π ‖ π_ref), and the other way round: what one of them gives where the other is wanted.
  let backwardAlongForward, forwardAlongBackward: Double

  private static func name(_ loss: String) -> String {
    loss == KLLoss.weightedK3.rawValue ? "weighted_k3" : loss
  }

  var results: Results {
    Results(
      rows.map {
        [
          "kl_gradient/\(KLGradients.name($0.loss))/forward": Estimate.mean(of: $0.forward),
          "kl_gradient/\(KLGradients.name($0.loss))/backward": Estimate.mean(of: $0.backward),
        ]
      }) + [
        "kl_gradient/kl": kl, "kl_gradient/reverse": reverse,
        "kl_gradient/cross": backwardAlongForward, "kl_gradient/cross_back": forwardAlongBackward,
      ]
  }

  var table: Table {
    var table = Table(
      "gradients",
      columns: ["loss", .number("along-forward"), .number("along-backward")],
      rows: rows.map {
        [Label($0.loss), Estimate.mean(of: $0.forward), Estimate.mean(of: $0.backward)]
      })
    table.add(
      Label("exact-forward"), "1", forwardAlongBackward.formatted(places: 2))
    table.add(
      Label("exact-backward"), backwardAlongForward.formatted(places: 2), "1")
    return table
  }
}

extension Course {
  /// - Parameters:
  ///   - answers: of the policy; the token is the one where it has gone farthest from the reference.
  ///   - draws: tokens in each batch.
  func klGradients(
    of policy: LanguageModel, from reference: LanguageModel, on answers: [Answer], batches: Int,
    draws: Int
  ) -> KLGradients {
    let weights = [policy, reference].map(\.parameters.fingerprint)
    return remembered(
      "kl-gradients", weights + [answers.fingerprint, "\(batches)", "\(draws)"]
    ) {
      let (p, q) = farthest(policy, reference, answers)
      var random = random("kl gradients")
      let (forward, backward) = (klGradient(p, from: q), reverseKLGradient(p, from: q))
      func along(_ gradient: [Double], _ direction: [Double]) -> Double {
        let product = zip(gradient, direction).reduce(0) { $0 + $1.0 * $1.1 }
        return product / direction.reduce(0) { $0 + $1 * $1 }
      }
      var counts: [[Double]] = []
      for _ in 0..<batches {
        var drawn = [Double](repeating: 0, count: p.count)
        for _ in 0..<draws { drawn[random.index(weightedBy: p)] += 1 / Double(draws) }
        counts.append(drawn)
      }
      let rows = KLLoss.allCases.map { loss in
        let gradients = counts.map { sampledGradient(of: loss, p, q, shares: $0) }
        return KLGradients.Row(
          loss: loss.rawValue, forward: gradients.map { along($0, forward) },
          backward: gradients.map { along($0, backward) })
      }
      let (single, other) = (p.map(Float.init), q.map(Float.init))
      return KLGradients(
        rows: rows, kl: klDivergence(single, other), reverse: klDivergence(other, single),
        backwardAlongForward: along(backward, forward),
        forwardAlongBackward: along(forward, backward))
    }
  }

  /// The distributions of policy and reference where they differ most, neither without a token.
  private func farthest(
    _ policy: LanguageModel, _ reference: LanguageModel, _ answers: [Answer]
  ) -> (p: [Double], q: [Double]) {
    let responses = answers.map(\.tokens)
    let prompts = answers.map { tokenizer.prompt($0.prompt.text) }
    return withTape(policy.parameters) { policyTape in
      withTape(reference.parameters) { referenceTape in
        let p = policy.logProbabilities(of: responses, after: prompts, on: policyTape).distributions
        let q = reference.logProbabilities(of: responses, after: prompts, on: referenceTape)
          .distributions
        let rows = 0..<responses.reduce(0) { $0 + $1.count }
        let row = rows.max {
          klDivergence(p.values(row: $0), q.values(row: $0))
            < klDivergence(p.values(row: $1), q.values(row: $1))
        }
        func distribution(_ tensor: Tensor) -> [Double] {
          let values = tensor.values(row: row ?? 0).map { max(Double($0), 1e-12) }
          return values.map { $0 / values.reduce(0, +) }
        }
        return (distribution(p), distribution(q))
      }
    }
  }

  /// The gradient by the logits of the policy that the tape gives for tokens that were drawn.
  ///
  /// - Parameter shares: of each token among those drawn.
  private func sampledGradient(
    of loss: KLLoss, _ p: [Double], _ q: [Double], shares: [Double]
  ) -> [Double] {
    let tokens = shares.indices.filter { shares[$0] > 0 }
    var layout = ParameterLayout()
    let logits = layout.add("logits", Shape(1, p.count))
    let parameters = Parameters(layout)
    parameters.set(logits, to: p.map { Float(log($0)) })
    let gradients = parameters.copy()
    gradients.fill(logits, with: 0)
    let tape = Tape(parameters, gradients: gradients)
    return withExtendedLifetime(tape) {
      let rows = tape.variable(logits).rows(at: [Int32](repeating: 0, count: tokens.count))
      let logs = rows.consumeForLogProbabilities(of: tokens.map(Int32.init)).tokens
      let value = loss(
        logs, drawn: tokens.map { Float(log(p[$0])) }, reference: tokens.map { Float(log(q[$0])) },
        weights: tokens.map { Float(shares[$0]) })
      tape.backward(from: value)
      return gradients.values.map(Double.init)
    }
  }
}
