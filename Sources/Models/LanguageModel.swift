import Randomness
import Tensors

/// A transformer that says how likely each next token is.
package final class LanguageModel: Sendable, CustomStringConvertible {
  package let transformer: Transformer
  package let parameters: Parameters

  /// A new model with random weights.
  package init(_ configuration: TransformerConfiguration, using random: inout RandomSource) {
    var layout = ParameterLayout()
    transformer = Transformer(&layout, configuration)
    parameters = Parameters(layout)
    transformer.initialize(parameters, using: &random)
  }

  private init(transformer: Transformer, parameters: Parameters) {
    self.transformer = transformer
    self.parameters = parameters
  }

  package var configuration: TransformerConfiguration { transformer.configuration }

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
