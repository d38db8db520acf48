import Models

/// What gives an answer its score.
package enum RewardSource {
  /// What people prefer, as far as a reward model knows.
  case model(ScalarModel)
  /// What can be checked, such as whether an answer is true: the score of each episode. It has to say what an answer
  /// without an end is worth, too.
  case rule(([Episode]) -> [Float])

  var model: ScalarModel? {
    if case .model(let model) = self { model } else { nil }
  }
}
