import Metrics
import Models
import Tensors
import Tokenization
import Training

extension Course {
  /// A sentence to start with: the first fact, and the start of another about the same creature.
  package var openingSentence: String {
    let fact = world.facts[0]
    return "the book says \(fact.sentence) the book says the \(fact.creature)"
  }

  /// Tokens that are left for the model to write after a learner's sentence.
  package static let roomForContinuation = 16

  /// Why a learner's sentence cannot be read, as Markdown; nil if it can.
  package func lengthProblem(of sentence: String) -> String? {
    let count = tokenizer.opening(sentence).count
    let limit = settings.base.contextLength - Course.roomForContinuation
    guard count > limit else { return nil }
    return
      "That is \(count) tokens. The model can read \(limit) and then write some of its own, so "
      + "try a shorter sentence."
  }

  /// Tokens a word on the web.
  package var webTokensPerWord: Estimate {
    .ratio(
      of: data.webValidation.map { Double(tokenizer.document($0).count - 1) },
      to: data.webValidation.map { Double(wordCount(of: $0)) })
  }

  /// Compares backpropagation with central differences, at weights drawn from every parameter.
  ///
  /// - Parameters:
  ///   - step: h, by which each weight is moved to both sides.
  ///   - countPerParameter: how many weights are drawn from each parameter; the same for every step.
  /// - Returns: the comparisons, worst first.
  package func gradientCheck(
    of model: LanguageModel, on example: LabeledSequence, step: Float, countPerParameter: Int = 20
  ) -> [GradientComparison] {
    var random = random("gradient check")
    let places = model.parameters.layout.flatMap { parameter in
      (0..<countPerParameter).map { _ in
        (parameter: parameter, index: random.below(parameter.shape.count))
      }
    }
    // Weights are moved and put back, which a copy keeps from all others.
    let model = model.copy()
    return checkGradient(of: model.parameters, step: step, at: places) { tape in
      let loss = crossEntropy(
        of: model, on: [example][...], count: example.targetCount, tape: tape)
      return loss ?? tape.constant([0])
    }
  }
}
