import LessonKit

/// The hyperparameters of lesson 2, in either form.
package struct LanguageModelsSettings: LessonSettings {
  /// The path of a text file; empty for the toy world.
  package var corpus: String
  package var masked: MaskedSettings
  package var bias: BiasSettings
  package var ownText: OwnTextSettings

  package var batches: Course.OwnBatches {
    Course.OwnBatches(documents: ["masked.batchSize": masked.training.batchSize])
  }

  package func check(with course: CourseSettings) throws {
    try course.requireSharedWidth(bias.width, key: "bias.width")
    guard Set(bias.shares).count == bias.shares.count else {
      throw UsageError("bias-shares")
    }
  }
}

/// The same, with the learner's text, which is read before anything is written or trained.
struct OwnTextLessonSettings: LessonSettings {
  let text: OwnText
  let masked: MaskedSettings
  let ownText: OwnTextSettings

  var batches: Course.OwnBatches {
    Course.OwnBatches(documents: ["ownText.batchSize": ownText.batchSize])
  }

  /// - Throws: `UsageError` for a text that cannot be used.
  init(from decoder: any Decoder) throws {
    let settings = try LanguageModelsSettings(from: decoder)
    (masked, ownText) = (settings.masked, settings.ownText)
    text = try OwnText(readingFrom: settings.corpus)
  }
}

/// How the masked language model is trained: the keys `masked.*`. Its size is that of the base model.
package struct MaskedSettings: Decodable, Sendable {
  /// Share of the tokens that are chosen, to be hidden and guessed.
  package var share: Double
  package var initialDeviation: Double
  package var training: LanguageModelTrainingOptions

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    share = try values.decode(Double.self, forKey: .share)
    initialDeviation = try values.decode(Double.self, forKey: .initialDeviation)
    training = try LanguageModelTrainingOptions(from: decoder)
    training.isCausal = false
  }

  private enum CodingKeys: CodingKey { case share, initialDeviation }
}

/// How the small models are trained that show where a prejudice comes from: the keys `bias.*`.
package struct BiasSettings: Codable, Sendable {
  /// Shares of biased text.
  package var shares: [Double]
  /// Models for each share.
  package var models: Int
  /// Documents for each model that mention people.
  package var documents: Int
  package var epochs: Int
  package var width: Int
}

/// How models are trained on a learner's own text: the keys `ownText.*`.
package struct OwnTextSettings: Decodable, Sendable {
  package var vocabularySize: Int
  /// Tokens that a model reads at once.
  package var windowLength: Int
  package var steps: Int
  /// At most, of the next-token model.
  package var epochs: Int
  /// At most, of the masked model.
  package var maskedEpochs: Int
  package var batchSize: Int
}
