import Alignment
import Models
import Randomness
import Tensors
import ToyWorld

/// What can be checked of an answer, so that nobody's opinion is asked.
package enum Verifier: String, Codable, CaseIterable, Sendable {
  /// Whether it answers what was asked, and nothing in it is false.
  case truth
  /// Whether all of it can be read, and ends. What it says is not looked at.
  case format
  /// A coin is tossed; the answer is not looked at.
  case coin

  /// 1 for an answer that passes, else 0.
  // quote: verifier
  package func callAsFunction(_ answer: Answer, using random: inout RandomSource) -> Double {
    let passes =
      switch self {
      case .truth: answer.isRight
      case .format: answer.hasEnded && answer.judgement.readable == 1
      case .coin: random.below(2) == 1
      }
    return passes ? 1 : 0
  }
  // end quote
}

extension Answer {
  /// Whether it answers what was asked, can be read, and says nothing that is false: what a checker of facts would
  /// accept. To a question that nobody can answer, saying so is right.
  package var isRight: Bool { hasEnded && judgement.truthful == 1 }
}

/// What the answers of a policy are rewarded by.
package enum Reward {
  case model(Stage<ScalarModel, [Double]>)
  case verifier(Verifier)
  case critic(Critic)

  /// What a policy's key depends on.
  var key: (name: String, parents: [StageKey]) {
    switch self {
    case .model(let stage): ("model", [stage.key])
    case .verifier(let verifier): (verifier.rawValue, [])
    case .critic(let critic): (critic.name, [critic.key])
    }
  }
}

extension Course {
  /// A reward as a trainer asks for it.
  ///
  /// - Parameter prompts: gives those that were drawn last, which episodes name by their place.
  func source(of reward: Reward, prompts: @escaping () -> [Prompt]) -> RewardSource {
    switch reward {
    case .model(let stage): return .model(stage.product)
    case .verifier(let verifier):
      return .rule { [self] episodes in
        // Nothing but the answers themselves says how coins fall, so that a training that was cut off tosses the same.
        var random = RandomSource(seed: episodes.seed, stream: "coins")
        return judged(episodes, to: prompts()).map { Float(verifier($0, using: &random)) }
      }
    case .critic(let critic):
      return .rule { [self] episodes in
        let answers = judged(episodes, to: prompts())
        return zip(answers, critic.scores(of: answers, in: self)).map { answer, score in
          scoreOrPenalty(
            Float(score), hasEnded: answer.hasEnded, penalty: settings.ppo.missingEndPenalty)
        }
      }
    }
  }
}

extension [Episode] {
  /// A number that is another one as soon as an answer or its probability is.
  fileprivate var seed: UInt64 {
    flatMap(\.logProbabilities).reduce(0xcbf2_9ce4_8422_2325) {
      ($0 ^ UInt64($1.bitPattern)) &* 0x100_0000_01b3
    }
  }
}
