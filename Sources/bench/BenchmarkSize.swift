import ArgumentParser
import Models
import Randomness
import Training

/// The sizes of Benchmarks/peer_torch.py.
struct BenchmarkSize {
  enum Name: String, CaseIterable, ExpressibleByArgument {
    case xs, s, m, l
  }

  let name: String
  var model: TransformerConfiguration
  var batchSize: Int
  /// Steps a measurement.
  var defaultSteps: Int

  init(_ name: Name) {
    self.name = name.rawValue
    switch name {
    case .xs:
      (batchSize, defaultSteps) = (16, 200)
      model = TransformerConfiguration(
        vocabularySize: 256, width: 64, layers: 2, heads: 4, contextLength: 32)
    case .s:
      (batchSize, defaultSteps) = (32, 40)
      model = TransformerConfiguration(
        vocabularySize: 512, width: 128, layers: 4, heads: 4, contextLength: 64)
    case .m:
      (batchSize, defaultSteps) = (16, 6)
      model = TransformerConfiguration(
        vocabularySize: 2048, width: 256, layers: 6, heads: 8, contextLength: 128)
    case .l:
      (batchSize, defaultSteps) = (8, 3)
      model = TransformerConfiguration(
        vocabularySize: 4096, width: 384, layers: 6, heads: 6, contextLength: 256)
    }
  }

  var tokensPerStep: Int { batchSize * model.contextLength }

  /// Floating-point operations of one training step: 2 for each multiply-add, 3 passes (forward, and
  /// backward for inputs and for weights), all of the T × T attention, though a causal model skips
  /// half of it.
  var trainingOperations: Double {
    Double(tokensPerStep) * 3 * (linearOperations + attentionOperations(model.contextLength))
  }

  /// Of the linear layers and the language-model head, a token.
  var linearOperations: Double {
    let (layers, width) = (Double(model.layers), Double(model.width))
    return 2 * (12 * layers * width * width + Double(model.vocabularySize) * width)
  }

  /// Of attention over some tokens, a token.
  func attentionOperations(_ tokens: Int) -> Double {
    4 * Double(model.layers) * Double(tokens) * Double(model.width)
  }

  /// Batches of random tokens: what the tokens are makes no difference to the work.
  ///
  /// - Parameter isCausal: if not, 15 % of the tokens are masked and have to be restored.
  func sequences(batches: Int, isCausal: Bool, using random: inout RandomSource)
    -> [LabeledSequence]
  {
    (0..<batches * batchSize).map { _ in
      let tokens = (0...model.contextLength).map { _ in
        Int32(random.below(model.vocabularySize))
      }
      guard !isCausal else { return .nextToken(tokens) }
      var sequence = LabeledSequence(
        ids: Array(tokens.dropLast()),
        targets: Array(repeating: LabeledSequence.ignored, count: model.contextLength))
      for place in sequence.ids.indices where random.chance(0.15) {
        sequence.targets[place] = sequence.ids[place]
        sequence.ids[place] = Int32(model.vocabularySize - 1)
      }
      return sequence
    }
  }
}
