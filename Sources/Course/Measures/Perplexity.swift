import Foundation
import Metrics
import Models
import Training

extension Course {
  /// The validation documents, in tokens.
  package var validation: [LabeledSequence] {
    data.webValidation.map { .nextToken(tokenizer.document($0)) }
  }

  /// exp(nats a word) on validation text: comparable between tokenizers and with the choice perplexity
  /// of the generator.
  package func perplexity(of model: LanguageModel) -> Estimate {
    let evaluation = model.evaluate(on: validation, workers: workers)
    return perplexity(evaluation)
  }

  package func perplexity(_ evaluation: LanguageModelEvaluation) -> Estimate {
    let words = data.webValidation.map { Double(wordCount(of: $0)) }
    let nats = evaluation.sequences.map(\.nats)
    let rate = nats.reduce(0, +) / words.reduce(0, +)
    // The ratio of two sums over documents: its error is that of the residuals (Cochran 1977, 6.3).
    let residuals = zip(nats, words).map { $0 - rate * $1 }
    let spread = Estimate.mean(of: residuals)
    let meanWords = words.reduce(0, +) / Double(words.count)
    guard let low = spread.low, let high = spread.high else { return Estimate(exp(rate)) }
    return Estimate(
      value: exp(rate), low: exp(rate + (low - spread.value) / meanWords),
      high: exp(rate + (high - spread.value) / meanWords), n: words.count)
  }
}
