import Foundation
import Metrics
import Models
import ToyWorld
import Training

extension LanguageModelEvaluation {
  /// The cross-entropy in nats per token, with an interval over documents.
  package var lossEstimate: Estimate {
    .ratio(of: sequences.map(\.nats), to: sequences.map { Double($0.count) })
  }
}

extension Course {
  /// The validation documents, in tokens.
  package var validation: [LabeledSequence] {
    data.webValidation.map { .nextToken(tokenizer.document($0)) }
  }

  /// exp(nats per word) on validation text: comparable between tokenizers and with the choice perplexity
  /// of the generator.
  package func perplexity(of model: LanguageModel) -> Estimate {
    let evaluation = model.evaluate(on: validation, workers: workers)
    return perplexity(evaluation)
  }

  package func perplexity(_ evaluation: LanguageModelEvaluation) -> Estimate {
    let nats = Estimate.ratio(
      of: evaluation.sequences.map(\.nats),
      to: data.webValidation.map { Double(wordCount(of: $0)) })
    return Estimate(
      value: exp(nats.value), low: nats.low.map(exp), high: nats.high.map(exp), n: nats.n)
  }
}
