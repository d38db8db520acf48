/// The size of a transformer.
package struct TransformerConfiguration: Sendable, Equatable, Codable {
  /// How many different tokens there are.
  package var vocabularySize: Int
  /// Numbers a token in the residual stream.
  package var width: Int
  package var layers: Int
  package var heads: Int
  /// The longest sequence, in tokens.
  package var contextLength: Int
  /// Initial weights are drawn from N(0, this²).
  package var initialDeviation: Double
  /// The same for what writes to the residual stream: smaller the more layers add to it (Radford et al.
  /// 2019, GPT-2).
  var residualDeviation: Double { initialDeviation / (2 * Double(layers)).squareRoot() }

  package init(
    vocabularySize: Int, width: Int = 64, layers: Int = 2, heads: Int = 4, contextLength: Int = 64,
    initialDeviation: Double = 0.02
  ) {
    self.vocabularySize = vocabularySize
    self.width = width
    self.layers = layers
    self.heads = heads
    self.contextLength = contextLength
    self.initialDeviation = initialDeviation
  }
}
