import Foundation
import Models
import Training

extension Course {
  /// How likely a model finds that a text goes on in each of several ways.
  ///
  ///     p(continuation | context) = Π p(token | all before it)
  ///
  /// - Parameters:
  ///   - continuations: each begins with the space or line break that parts it from the context.
  ///   - context: the text of a document from its start.
  /// - Returns: one probability, 0...1, for each continuation.
  package func probabilities(
    of continuations: [String], after context: String, by model: LanguageModel
  ) -> [Double] {
    let read = tokenizer.opening(context)
    let sequences = continuations.map { continuation in
      LabeledSequence.completion(prompt: read, completion: tokenizer.encode(continuation))
    }
    return model.evaluate(on: sequences, workers: workers).sequences.map { exp(-$0.nats) }
  }

  /// The likeliest next tokens after a text, with their probabilities, the likeliest first.
  package func likeliestTokens(
    after context: String, by model: LanguageModel, count: Int
  ) -> [(token: String, probability: Double)] {
    model.likeliestNextTokens(after: tokenizer.opening(context), count: count)
      .map { (tokenizer.token($0.token), $0.probability) }
  }
}
