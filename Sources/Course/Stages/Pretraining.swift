import Models
import ToyWorld
import Training
import Words

/// What the base model could do, and how it behaved, at one moment of its training.
package struct PretrainingPoint: Codable, Sendable {
  package var step: Int
  /// Passes over the web text.
  package var epoch: Double
  /// Per word, on validation text.
  package var perplexity: Double
  package var helpful: Double
  package var truthful: Double
  package var harmless: Double
}

extension Course {
  /// The base model: trained to predict the next token of web text, and nothing else.
  package func base() throws -> Stage<LanguageModel, [PretrainingPoint]> {
    try importedBase() ?? pretrain(settings.base, name: "base", title: "base")
  }

  /// The base model as it is before its training.
  package func untrained(like model: LanguageModel) -> LanguageModel {
    var random = random("base")
    return LanguageModel(model.configuration, using: &random)
  }

  /// A base model of other settings than the course's, on the same text.
  ///
  /// - Parameter name: of the stage, and of its random numbers.
  package func pretrain(
    _ settings: BaseSettings, name: String, title: Label
  ) throws -> Stage<LanguageModel, [PretrainingPoint]> {
    struct Settings: Encodable {
      var base: BaseSettings
      var world: WorldSettings
      var rubric: Guideline
      var answersPerKind: Int
    }
    let key = try StageKey(
      name, recipe: 4,
      // How answers are examined is part of the snapshot, here and in all stages that build on this.
      settings: Settings(
        base: settings, world: self.settings.world, rubric: self.settings.rubric,
        answersPerKind: answersPerKind),
      seed: self.settings.seed, data: data.webFingerprints + [data.tokenizerFingerprint])
    let plan = LanguageModelPlan(
      name: name, title: title,
      configuration: settings.size.configuration(vocabularySize: tokenizer.vocabularySize),
      options: settings.training, tokenizer: tokenizer, masking: nil, count: data.web.count,
      texts: { self.data.web.map(self.tokenizer.document) }, validation: { self.validation })
    return try languageModel(plan, key: key, snapshot: []) { look, points in
      points.append(point(of: look.model, look.evaluation, step: look.step, epoch: look.epoch))
    } note: { look in
      let perplexity = perplexity(look.evaluation).value
      return Label("perplexity", ["perplexity": perplexity.formatted(places: 2)])
    }
  }

  /// What a base model can do at one moment.
  func point(
    of model: LanguageModel, _ evaluation: LanguageModelEvaluation, step: Int, epoch: Double
  ) -> PretrainingPoint {
    let answers = examineNow(model)
    return PretrainingPoint(
      step: step, epoch: epoch, perplexity: perplexity(evaluation).value,
      helpful: answers.mean(\.judgement.helpful).value,
      truthful: answers.mean(\.judgement.truthful).value,
      harmless: answers.mean(\.judgement.harmless).value)
  }
}
