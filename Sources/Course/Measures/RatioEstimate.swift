import Metrics
import Training

extension Estimate {
  /// A ratio of two sums over documents, such as nats a token: Σ y / Σ x.
  ///
  /// Its error is that of the residuals y − ratio · x (Cochran 1977, "Sampling techniques", section
  /// 6.3), so that tokens of one document are not taken for independent ones.
  package static func ratio(of numerators: [Double], to denominators: [Double]) -> Estimate {
    guard numerators.count == denominators.count else {
      fatalError("Estimate.ratio: \(numerators.count) and \(denominators.count) values")
    }
    let sum = denominators.reduce(0, +)
    guard sum > 0 else { return Estimate(value: .nan, low: nil, high: nil, n: 0) }
    let ratio = numerators.reduce(0, +) / sum
    let residuals = zip(numerators, denominators).map { $0 - ratio * $1 }
    let spread = Estimate.mean(of: residuals)
    guard let high = spread.high else {
      return Estimate(value: ratio, low: nil, high: nil, n: residuals.count)
    }
    let margin = (high - spread.value) / (sum / Double(residuals.count))
    return Estimate(value: ratio, low: ratio - margin, high: ratio + margin, n: residuals.count)
  }
}

extension LanguageModelEvaluation {
  /// The cross-entropy in nats a token, with an interval over documents.
  package var lossEstimate: Estimate {
    .ratio(of: sequences.map(\.nats), to: sequences.map { Double($0.count) })
  }
}

extension Course {
  /// How many times the perplexity of an ideal model a model's perplexity is.
  package func perplexityOverFloor(_ evaluation: LanguageModelEvaluation) -> Estimate {
    let perplexity = perplexity(evaluation)
    let floor = data.choicePerplexity
    return Estimate(
      value: perplexity.value / floor, low: perplexity.low.map { $0 / floor },
      high: perplexity.high.map { $0 / floor }, n: perplexity.n)
  }
}
