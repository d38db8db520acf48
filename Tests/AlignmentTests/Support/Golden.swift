import Alignment
import TestSupport

/// goldens.json; `make_goldens.py` says what each field means.
struct Golden: Decodable {
  struct Episode: Decodable {
    let discount, lambda: Float
    let rewards, values: [Float]
    let advantages, returns: [Double]
  }

  struct Divergence: Decodable {
    let p, q: [Float]
    let kl: Double
  }

  struct Preference: Decodable {
    let logs, reference: [Float]
    let ranks: [[Int]]
    let beta: Float
    let dpo, ipo: Double
    let dpoGradient, ipoGradient: [Double]

    enum CodingKeys: String, CodingKey {
      case logs, reference, ranks, beta, dpo, ipo
      case dpoGradient = "dpo_gradient"
      case ipoGradient = "ipo_gradient"
    }
  }

  struct Group: Decodable {
    let rewards: [Float]
    let rloo, grpo, unbiased: [Double]
  }

  struct GroupLoss: Decodable {
    let method: GroupMethod
    let lengths: [Int]
    let logs, old, reference, advantages: [Float]
    let clip, beta: Float
    let most: Int
    let loss: Double
    let gradient: [Double]
  }

  struct Distillation: Decodable {
    let lengths: [Int]
    let logs, old, teacher: [Float]
    let clip: Float
    let loss: Double
    let gradient: [Double]
  }

  let episodes: [Episode]
  let divergences: [Divergence]
  let preferences: [Preference]
  let groups: [Group]
  let groupLosses: [GroupLoss]
  let distillations: [Distillation]

  enum CodingKeys: String, CodingKey {
    case episodes, divergences, preferences, groups, distillations
    case groupLosses = "group_losses"
  }

  static func read() throws -> Golden { try readGoldens() }
}
