import Models
import Tensors

/// What GPT-2's parameters are called in Hugging Face's transformers. The course's transformer is GPT-2's, number for
/// number; even its linear layers are laid out `[in, out]`, as `Conv1D` has them. So an export renames, and no more.
enum GPT2Names {
  private static let words = [
    "token_embedding": "wte", "position_embedding": "wpe", "blocks": "h", "attention_norm": "ln_1",
    "attention": "attn", "qkv": "c_attn", "mlp_norm": "ln_2", "input": "c_fc", "output": "c_proj",
    "final_norm": "ln_f",
  ]

  /// `blocks.0.attention.qkv.weight` → `transformer.h.0.attn.c_attn.weight`.
  static func name(of parameter: String) -> String {
    let parts = parameter.split(separator: ".").map { words[String($0)] ?? String($0) }
    return "transformer." + parts.joined(separator: ".")
  }

  /// The names and shapes of all parameters of a transformer, in the order in which it has them.
  static func layout(of transformer: Transformer, _ parameters: Parameters) -> ParameterLayout {
    var layout = ParameterLayout()
    for parameter in parameters.layout where !parameter.name.hasPrefix("head.") {
      _ = layout.add(name(of: parameter.name), parameter.shape)
    }
    return layout
  }
}

extension LanguageModel {
  /// Its numbers under GPT-2's names. The token embedding also reads the result out, so there is no `lm_head`.
  var gpt2Parameters: Parameters {
    let renamed = Parameters(GPT2Names.layout(of: transformer, parameters))
    for (new, old) in zip(renamed.layout, parameters.layout) {
      renamed.set(new, to: parameters[old].values)
    }
    return renamed
  }
}

extension ScalarModel {
  /// Its numbers under the names of `GPT2ForSequenceClassification`, whose `score` has no bias. What reads the last
  /// layer norm's output h gives w·h + b; the same comes of w·(h + b w / ‖w‖²), so the bias is moved into that norm's.
  var gpt2Parameters: Parameters {
    var layout = GPT2Names.layout(of: transformer, parameters)
    let width = transformer.configuration.width
    let score = layout.add("score.weight", Shape(1, width))
    let renamed = Parameters(layout)
    for old in parameters.layout {
      guard let new = renamed.layout.first(where: { $0.name == GPT2Names.name(of: old.name) })
      else { continue }
      renamed.set(new, to: parameters[old].values)
    }
    let weights = parameters[head.weight].values
    renamed.set(score, to: weights)
    let squares = weights.reduce(0) { $0 + $1 * $1 }
    let name = GPT2Names.name(of: transformer.finalNorm.bias.name)
    if squares > 0, let bias = renamed.layout.first(where: { $0.name == name }) {
      let share = parameters[head.bias].values[0] / squares
      renamed.set(bias, to: zip(renamed[bias].values, weights).map { $0 + share * $1 })
    }
    return renamed
  }
}
