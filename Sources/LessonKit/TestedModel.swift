import Alignment
import Course
import Metrics
import Models
import ToyWorld
import Training

/// What a model is good at: reading web text, and answering.
package struct TestedModel {
  /// Of each validation document.
  package let nats, words: [Double]
  package let perplexity: Estimate
  package let beliefs: [Belief]
  package let answers: [Answer]

  /// How likely it finds the true value, or the rumoured one, of the facts that the web has rumours about and
  /// no training asks for.
  package func belief(_ context: BeliefContext, _ measure: (Belief) -> Double) -> Estimate? {
    let values = beliefs.filter { $0.context == context && $0.isHeldOut }.map(measure)
    return values.isEmpty ? nil : .clusteredShare(of: values, clusters: Array(values.indices))
  }

  /// How many times another model's perplexity this one's is, on the same documents: what makes a
  /// document hard for both cancels out.
  package func perplexityRatio(to other: TestedModel) -> Estimate {
    .ratio(of: zip(nats, other.nats).map { $0 - $1 }, to: words).mapped { exp($0) }
  }
}

extension Course {
  package func tested(_ model: LanguageModel, answers: [Answer]) -> TestedModel {
    let evaluation = evaluationOnWeb(of: model)
    return TestedModel(
      nats: evaluation.sequences.map(\.nats),
      words: data.webValidation.map { Double(wordCount(of: $0)) },
      perplexity: perplexity(evaluation), beliefs: beliefs(of: model), answers: answers)
  }
}
