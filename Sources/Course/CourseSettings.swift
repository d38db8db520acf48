import Alignment
import Hyperparameters
import Models
import ToyWorld
import Training
import Words

/// The hyperparameters that stages need. Each stage's stand in the file of the lesson that teaches it,
/// under the names of these properties; so an edit in lesson 3 reaches lesson 5. Encoding them is for the
/// keys of stages alone.
package struct CourseSettings: Codable, Equatable, Sendable {
  /// Of weights and sampling.
  package var seed: UInt64
  package var world: WorldSettings
  /// What people want: the weights of the gold rubric, which the labelers are told, too.
  package var rubric: Guideline
  package var examination: ExaminationSettings
  package var base: BaseSettings
  package var sft: FineTuningSettings
  package var rewardModel: RewardModelSettings
  package var ppo: PPOOptions
  package var dpo: DirectPreferenceOptions
  package var groups: GroupSettings
  package var selection: SelectionSettings
  package var verifiable: VerifiableSettings
  package var student: StudentSettings
  package var labels: LabelSettings
  package var models: ModelPaths
  /// What numbers may be, by their keys, so that no error proposes what is not allowed.
  package private(set) var ranges: [String: ClosedRange<Double>] = [:]

  private enum CodingKeys: CodingKey {
    case seed, world, rubric, examination, base, sft, rewardModel, ppo, dpo, groups, selection
    case verifiable, student, labels, models
  }

  /// - Throws: `UsageError` for a value that is missing, not allowed, or contradicts another.
  package init(_ hyperparameters: Hyperparameters) throws {
    self = try hyperparameters.decode()
    ranges = hyperparameters.ranges
    guard rubric.total > 0 else { throw UsageError("rubric-weights") }
    try requireSharedWidth(base.size.width, key: "base.width")
    let (fewest, most) = (rewardModel.ranking.minimumOutputs, rewardModel.ranking.maximumOutputs)
    guard fewest <= most else {
      throw UsageError("outputs-per-prompt", ["fewest": "\(fewest)", "most": "\(most)"])
    }
    try requireSharedWidth(
      student.width, key: "student.width", by: student.heads, headsKey: "student.heads")
    try requireMinibatches(of: ppo.batchSize, key: "ppo.batchSize")
  }

  /// Attention heads share the width of a model, so it must be a multiple of them.
  ///
  /// - Throws: `UsageError` with the next smaller width that is, or the next larger one.
  ///
  /// - Parameter heads: nil for the base model's.
  package func requireSharedWidth(
    _ width: Int, key: String, by heads: Int? = nil, headsKey: String = "base.heads"
  ) throws {
    let heads = heads ?? base.size.heads
    guard width % heads != 0 else { return }
    let smaller = width / heads * heads
    let isAllowed = ranges[key]?.contains(Double(smaller)) ?? (smaller > 0)
    let nearest = isAllowed ? smaller : smaller + heads
    throw UsageError(
      "heads",
      [
        "key": key, "width": "\(width)", "heads": "\(heads)", "owner": headsKey,
        "nearest": "\(nearest)",
      ])
  }

  /// Methods without a value model need a whole group in an iteration, and each minibatch an answer of whole groups.
  ///
  /// - Throws: `UsageError`.
  package func requireGroups(of batchSize: Int, key: String) throws {
    guard batchSize >= groups.size else {
      throw UsageError(
        "group-size", ["key": key, "count": "\(batchSize)", "size": "\(groups.size)"])
    }
    let answers = batchSize / groups.size * groups.size
    guard ppo.minibatches > answers else { return }
    throw UsageError(
      "minibatches-groups",
      [
        "minibatches": "\(ppo.minibatches)", "key": key, "count": "\(batchSize)",
        "answers": "\(answers)", "size": "\(groups.size)",
      ])
  }

  /// Each minibatch of PPO must get an episode.
  ///
  /// - Throws: `UsageError`.
  package func requireMinibatches(of batchSize: Int, key: String) throws {
    guard ppo.minibatches > batchSize else { return }
    throw UsageError(
      "minibatches",
      ["minibatches": "\(ppo.minibatches)", "key": key, "episodes": "\(batchSize)"])
  }
}

/// How many answers methods without a value model hold against each other: the keys `groups.*`. All else is PPO's.
package struct GroupSettings: Codable, Equatable, Sendable {
  /// G: answers to each prompt.
  package var size: Int
}

/// How much is asked of each model to find out how good it is: the keys `examination.*`.
package struct ExaminationSettings: Codable, Equatable, Sendable {
  /// Answers to held-out prompts of each kind.
  package var answersPerKind: Int
  /// Held-out prompts whose outputs are ranked, to hold reward models and people against each other.
  package var rankedPrompts: Int
}

/// How the base model is built and pretrained: the keys `base.*`.
package struct BaseSettings: Codable, Equatable, Sendable {
  package var size: ModelSize
  package var training: LanguageModelTrainingOptions

  package init(from decoder: any Decoder) throws {
    size = try ModelSize(from: decoder)
    training = try LanguageModelTrainingOptions(from: decoder)
  }

  package struct ModelSize: Codable, Equatable, Sendable {
    package var vocabularySize: Int
    package var width: Int
    package var layers: Int
    package var heads: Int
    package var contextLength: Int

    /// - Parameter vocabularySize: the tokenizer may have found fewer tokens than it was allowed.
    package func configuration(vocabularySize: Int) -> TransformerConfiguration {
      TransformerConfiguration(
        vocabularySize: vocabularySize, width: width, layers: layers, heads: heads,
        contextLength: contextLength)
    }
  }
}

/// How the base model is taught by demonstrations: the keys `sft.*`.
package struct FineTuningSettings: Codable, Equatable, Sendable {
  package var data: Demonstrations
  package var training: LanguageModelTrainingOptions
  /// Whether writers of demonstrations agree with prejudiced questions about the hill folk. No key: only
  /// lesson 6 asks for such writers.
  package var isPrejudiced = false
  /// Whether the model is looked at after each epoch, which takes time. No key: lessons want it where they show
  /// the course of the training.
  package var isWatched = true

  package init(from decoder: any Decoder) throws {
    data = try Demonstrations(from: decoder)
    training = try LanguageModelTrainingOptions(from: decoder)
  }

  package var flaws: DemonstrationFlaws {
    DemonstrationFlaws(
      noisyShare: data.noisyShare, prejudiced: isPrejudiced, hastyShare: data.hastyShare)
  }

  package struct Demonstrations: Codable, Equatable, Sendable {
    package var demonstrations: Int
    /// Share of the demonstrations that is replaced by what the web would have answered.
    package var noisyShare: Double
    /// Share of hasty writers.
    package var hastyShare: Double
    /// Share of the prompts whose kinds are as often as among those of users.
    package var usersShare: Double
  }
}

/// How outputs are sampled and ranked, and a reward model is trained on the rankings: the keys
/// `rewardModel.*`.
package struct RewardModelSettings: Codable, Equatable, Sendable {
  package var ranking: Ranking
  package var training: RewardModelTrainingOptions

  package init(from decoder: any Decoder) throws {
    ranking = try Ranking(from: decoder)
    training = try RewardModelTrainingOptions(from: decoder)
  }

  package struct Ranking: Codable, Equatable, Sendable {
    package var rankedPrompts: Int
    package var minimumOutputs: Int
    package var maximumOutputs: Int
    package var labelers: Int
    package var labelerNoise: Double
    package var includesLearner: Bool
  }
}
