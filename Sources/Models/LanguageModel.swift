import Randomness
import Tensors

/// A transformer that says how likely each next token is.
package final class LanguageModel: CustomStringConvertible {
  package let transformer: Transformer
  package let parameters: Parameters

  /// A new model with random weights.
  package init(_ configuration: TransformerConfiguration, using random: inout RandomSource) {
    var layout = ParameterLayout()
    transformer = Transformer(&layout, configuration)
    parameters = Parameters(layout, using: &random)
  }

  private init(transformer: Transformer, parameters: Parameters) {
    self.transformer = transformer
    self.parameters = parameters
  }

  package var configuration: TransformerConfiguration { transformer.configuration }

  /// The logits of the token that comes next at each row of `rows`, or at every row:
  /// `[rows, vocabulary]`. `Transformer` says what the arguments mean.
  package func callAsFunction(
    _ batch: TokenBatch, rows: UnsafeBufferPointer<Int32>? = nil, temperature: Float = 1,
    isCausal: Bool = true, cache: KeyValueCache? = nil
  ) -> Variable {
    let x = transformer(batch, rows: rows, isCausal: isCausal, cache: cache)  // [rows, width]
    return transformer.logits(x, temperature: temperature)
  }

  /// A second model with the same weights, which no longer follows this one: the reference of PPO.
  package func copy() -> LanguageModel {
    LanguageModel(transformer: transformer, parameters: parameters.copy())
  }

  package var description: String {
    "\(transformer)\n  \(parameters.count.formattedWithSeparators) parameters"
  }
}

extension Int {
  /// `117504` → `117,504`.
  var formattedWithSeparators: String {
    var digits = String(magnitude)
    var groups: [Substring] = []
    while digits.count > 3 {
      groups.insert(digits.suffix(3), at: 0)
      digits = String(digits.dropLast(3))
    }
    return (self < 0 ? "-" : "") + ([Substring(digits)] + groups).joined(separator: ",")
  }
}
