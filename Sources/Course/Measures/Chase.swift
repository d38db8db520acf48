import Alignment
import Foundation
import Metrics
import Models
import ToyWorld

/// A policy that chased a weak reward model, and where it got.
package struct Chase: Sendable {
  /// β.
  package let klCoefficient: Double
  /// Round by round.
  package let points: [PolicyPoint]
  /// To train prompts: the weak reward model was trained on outputs for these.
  package let answers: [Answer]
  /// Mean score of the weak reward model.
  package let proxy: Estimate
  /// Nats an answer.
  package let kl: Estimate
  /// The mean gain in gold over the supervised model.
  package let gain: Estimate

  /// - Parameter before: the supervised model's answers to the same prompts.
  package init(
    _ policy: Stage<LanguageModel, [PolicyPoint]>, klCoefficient: Double, weak: ScalarModel,
    before: [Answer], _ course: Course
  ) throws {
    self.klCoefficient = klCoefficient
    points = policy.snapshot
    answers = course.examine(policy.product, on: .train)
    proxy = course.proxy(of: answers, by: weak)
    kl =
      course.tokenKL(
        of: policy.product, from: try course.supervisedFineTuned().product, on: answers
      ).perAnswer
    gain = answers.gain(over: before)
  }

  /// The policy's answer to the first prompt of a kind.
  package func answer(to kind: PromptKind) -> Answer? {
    answers.first { $0.prompt.kind == kind }
  }
}

extension Course {
  /// How many times another model's perplexity a model's perplexity is, on the same documents: what
  /// makes a document hard for both cancels out.
  package func perplexityRatio(of model: LanguageModel, to other: LanguageModel) -> Estimate {
    let nats = [model, other].map {
      $0.evaluate(on: validation, workers: workers).sequences.map(\.nats)
    }
    let words = data.webValidation.map { Double(wordCount(of: $0)) }
    return .ratio(of: zip(nats[0], nats[1]).map { $0 - $1 }, to: words).exponential
  }
}

extension Estimate {
  /// e to the power of the value and of the interval's ends.
  var exponential: Estimate {
    Estimate(value: exp(value), low: low.map { exp($0) }, high: high.map { exp($0) }, n: n)
  }
}
