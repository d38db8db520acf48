import Randomness
import Tensors
import Words

/// A transformer that says how likely each next token is.
package final class LanguageModel: Sendable, CustomStringConvertible {
  package let transformer: Transformer
  package let parameters: Parameters

  /// A new model with random weights.
  package init(_ configuration: TransformerConfiguration, using random: inout RandomSource) {
    var layout = ParameterLayout()
    transformer = Transformer(&layout, configuration)
    parameters = Parameters(layout, using: &random)
  }

  /// A model with weights from elsewhere.
  ///
  /// - Parameter numbers: those of each parameter, in its shape. No room is taken before all are there.
  package init(
    _ configuration: TransformerConfiguration, numbers: (Parameter) throws -> [Float]
  ) rethrows {
    var layout = ParameterLayout()
    let transformer = Transformer(&layout, configuration)
    let all = try layout.parameters.map(numbers)
    let parameters = Parameters(layout)
    for (parameter, values) in zip(layout.parameters, all) { parameters.set(parameter, to: values) }
    (self.transformer, self.parameters) = (transformer, parameters)
  }

  private init(transformer: Transformer, parameters: Parameters) {
    self.transformer = transformer
    self.parameters = parameters
  }

  package var configuration: TransformerConfiguration { transformer.configuration }

  /// The logits of the token that comes next at each row of `rows`, or at every row:
  /// `[rows, vocabulary]`. `Transformer` says what the arguments mean.
  package func callAsFunction(
    _ batch: TokenBatch, rows: Integers? = nil, temperature: Float = 1,
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
    "\(transformer)\n\(parameters.told)"
  }
}

extension Parameters {
  /// `117,504 parameters`
  var told: String {
    Messages.text("model.parameters", ["count": Double(count).grouped(places: 0)])
  }
}
