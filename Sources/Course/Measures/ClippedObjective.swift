import Alignment
import Foundation
import Tensors

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
