import LessonKit

/// Where the first number of a token's embedding stands among all weights.
func firstWeight(of token: Int32, in model: LanguageModel) -> Int {
  model.transformer.tokenEmbedding.offset + Int(token) * model.configuration.width
}

/// The loss below, at and above a weight.
struct Nudge: Measured {
  /// By which the weight is moved to both sides.
  let h: Float
  let losses: [Double]

  var results: Results {
    ["sentence/loss": losses[1], "slope": (losses[2] - losses[0]) / Double(2 * h)]
  }

  var table: Table {
    Table(
      "nudge", columns: ["weight", .number("loss")],
      rows: zip(["w − \(h)", "w", "w + \(h)"], losses).map { [$0, $1.formatted(places: 6)] })
  }
}

extension Course {
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

/// For some matrices up to the end of the first block, the steepest of the weights that were drawn.
func gradientTable(_ comparisons: [GradientComparison]) -> Table {
  var table = Table(
    "gradient",
    columns: ["weight", .number("backpropagation"), .number("difference"), .number("error")])
  for name in ["token_embedding", "position_embedding", "qkv", "attention.output", "mlp.input"] {
    let steepest = comparisons.filter { $0.parameter.contains("\(name).weight") }
      .max { abs($0.analytic) < abs($1.analytic) }
    guard let steepest else { continue }
    // `blocks.0.mlp.input.weight` → `0.mlp.input`
    let short = steepest.parameter.replacing("blocks.", with: "").replacing(".weight", with: "")
    let numbers = [steepest.analytic, steepest.numeric, steepest.relativeError]
    table.add(["\(short)[\(steepest.index)]"] + numbers.map { $0.formatted(places: 5) })
  }
  return table
}

/// The largest relative error at each h, from the largest h to the smallest.
struct Precision: Measured {
  var errors: [(h: Double, error: Double)] = []

  var results: Results {
    let best = errors.min { $0.error < $1.error }
    return [
      "gradient_check/best_h": best?.h, "gradient_check/best_error": best?.error,
      "gradient_check/error_large_h": errors.first?.error,
      "gradient_check/error_small_h": errors.last?.error,
    ]
  }

  var table: Table {
    Table(
      "precision", columns: [.number("h"), .number("error")],
      rows: errors.map { [$0.h.formatted(places: 5), $0.error.formatted(places: 5)] })
  }
}
