import Randomness
import Tensors
import Words

/// A transformer with one number as its result: a reward model reads it at the last token, a value
/// model at every token.
package final class ScalarModel: Sendable, CustomStringConvertible {
  package let transformer: Transformer
  package let head: Linear  // [width, 1]
  package let parameters: Parameters

  /// Starts from a language model's transformer, with a new head drawn from N(0, 1 / (width + 1))
  /// (Ziegler et al. 2019).
  package init(from model: LanguageModel, using random: inout RandomSource) {
    var layout = ParameterLayout()
    transformer = Transformer(&layout, model.configuration)
    let width = model.configuration.width
    let deviation = 1 / Double(width + 1).squareRoot()
    head = Linear(&layout, "head", inputs: width, outputs: 1, deviation: deviation)
    parameters = Parameters(layout)
    parameters.copyShared(from: model.parameters)
    parameters.fill(head.weight, deviation: deviation, using: &random)
  }

  private init(transformer: Transformer, head: Linear, parameters: Parameters) {
    self.transformer = transformer
    self.head = head
    self.parameters = parameters
  }

  package func copy() -> ScalarModel {
    ScalarModel(transformer: transformer, head: head, parameters: parameters.copy())
  }

  /// The number at each row of `rows`, or at every row: `[rows]`.
  package func callAsFunction(_ batch: TokenBatch, rows: Integers? = nil) -> Variable {
    head(transformer(batch, rows: rows))  // [rows, 1]
  }

  /// Replaces the result r by gain · r + shift, by changing the head.
  package func rescale(gain: Float, shift: Float) {
    parameters.set(head.weight, to: parameters[head.weight].values.map { gain * $0 })
    parameters.set(head.bias, to: parameters[head.bias].values.map { gain * $0 + shift })
  }

  package var description: String {
    let head = Messages.text("model.head", ["width": "\(transformer.configuration.width)"])
    return "\(transformer)\n\(head)\n\(parameters.told)"
  }
}
