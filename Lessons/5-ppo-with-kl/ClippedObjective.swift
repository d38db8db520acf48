import LessonKit

/// PPO's loss of one token, and what it makes of the token's log-probability.
package struct ClippedToken: Sendable {
  package let loss: Double
  /// ∂loss / ∂ log π(token): below 0, a step makes the token likelier; at 0, nothing happens.
  package let gradient: Double
}

/// The clipped loss of one token that is now `ratio` times as likely as when it was drawn.
package func clippedToken(ratio: Float, advantage: Float, clipRange: Float) -> ClippedToken {
  var layout = ParameterLayout()
  let parameter = layout.add("log π", Shape(1))
  let parameters = Parameters(layout)
  parameters.fill(parameter, with: Float(log(Double(ratio))))
  let gradients = parameters.copy()
  gradients.fill(parameter, with: 0)
  let tape = Tape(parameters, gradients: gradients)
  return withExtendedLifetime(tape) {
    let result = clippedPolicyLoss(
      logProbabilities: tape.variable(parameter), old: [0], advantages: [advantage],
      clipRange: clipRange, count: 1)
    tape.backward(from: result.loss)
    return ClippedToken(
      loss: Double(result.loss.value.scalar), gradient: Double(gradients[parameter].scalar))
  }
}

/// What the clipped loss makes of a good and of a bad token, at several ratios.
func clipTable(clipRange: Float) -> Table {
  var table = Table(
    "clip",
    columns: [
      .number(.verbatim("ρ")), .number("good-loss"), .number("gradient"), .number("bad-loss"),
      .number("gradient"),
    ])
  let ratios = [1 - 2 * clipRange, 1 - clipRange / 2, 1, 1 + clipRange / 2, 1 + 2 * clipRange]
  for ratio in ratios where ratio > 0 {
    let good = clippedToken(ratio: ratio, advantage: 1, clipRange: clipRange)
    let bad = clippedToken(ratio: ratio, advantage: -1, clipRange: clipRange)
    table.add(
      [Double(ratio), good.loss, good.gradient, bad.loss, bad.gradient]
        .map { $0.formatted(places: 2) })
  }
  return table
}

/// The clip fraction, over all iterations of a training.
func clipFraction(_ metrics: MetricLog) -> Double {
  Spread(of: metrics.series("policy/clipfrac_avg").map(\.value)).mean
}
