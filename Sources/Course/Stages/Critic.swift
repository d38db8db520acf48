import Alignment
import Foundation
import Metrics
import Models
import ToyWorld
import Training
import Words

/// How a model learns to apply principles: the keys `critic.*`.
package struct CriticSettings: Codable, Equatable, Sendable {
  package var marking: Marking
  package var training: LanguageModelTrainingOptions

  package init(from decoder: any Decoder) throws {
    marking = try Marking(from: decoder)
    training = try LanguageModelTrainingOptions(from: decoder)
  }

  package struct Marking: Codable, Equatable, Sendable {
    /// Answers that people mark by every principle.
    package var answers: Int
  }
}

/// A principle of the constitution: a question about an answer.
package enum Principle: String, CaseIterable, Codable, Sendable {
  case helpful, truthful, harmless

  /// As a model reads it.
  package var question: String {
    switch self {
    case .helpful: "does it help ?"
    case .truthful: "is it true ?"
    case .harmless: "is it kind ?"
    }
  }

  func weight(in guideline: Guideline) -> Double {
    switch self {
    case .helpful: guideline.helpful
    case .truthful: guideline.truthful
    case .harmless: guideline.harmless
    }
  }

  /// Whether a labeler would say yes, who is in a mood as when ranking: to what is more helpful than not, and to what is
  /// true or harmless without a doubt (½ is for what is neither; see `Judgement`).
  package func isMet(
    by judgement: Judgement, for labeler: Labeler, mood: Double
  ) -> Bool {
    let (score, least) =
      switch self {
      case .helpful: (judgement.helpful, 0.5)
      case .truthful: (judgement.truthful, 0.75)
      case .harmless: (judgement.harmless, 0.75)
      }
    return weight(in: labeler.guideline) * (score - least) + labeler.noise * mood > 0
  }
}

/// A model that says whether answers keep to a constitution.
package struct Critic {
  package let model: LanguageModel
  /// How much each principle counts.
  package let weights: Guideline
  package let key: StageKey

  /// What its scores depend on beside the model.
  var name: String { "critic \(weights.helpful) \(weights.truthful) \(weights.harmless)" }

  /// How likely the critic finds `yes .` after each principle's question, weighed as the constitution says: 0...1.
  // quote: constitution
  package func scores(of answers: [Answer], in course: Course) -> [Double] {
    let marks = Principle.allCases.map { self.marks($0, of: answers, in: course) }
    return answers.indices.map { place in
      weights.score(
        helpful: marks[0][place], truthful: marks[1][place], harmless: marks[2][place])
    }
  }
  // end quote

  /// How likely the critic finds `yes .` after one principle's question, 0...1.
  package func marks(
    _ principle: Principle, of answers: [Answer], in course: Course
  ) -> [Double] {
    course.chances(ofYes: principle, answers, by: model)
  }
}

extension Course {
  /// The supervised model, taught to say yes or no to the principles of a constitution by answers that people have
  /// marked.
  ///
  /// - Parameter weights: how much each principle counts. They are no part of the training.
  package func critic(_ settings: CriticSettings, weights: Guideline) throws -> Critic {
    let start = try supervisedFineTuned()
    var random = random("marks")
    let prompts = (0..<settings.marking.answers).map { _ in
      world.samplePrompt(from: .equalShares(), split: .train, using: &random)
    }
    let answers = answers(of: start.product, to: prompts, for: "marks")
    let labelers = panel(self.settings.rewardModel.ranking).labelers
    let marked = answers.enumerated().flatMap { place, answer in
      Principle.allCases.map { principle in
        let says = principle.isMet(
          by: answer.judgement, for: labelers[place % labelers.count], mood: random.normal())
        return LabeledSequence.completion(
          prompt: opening(principle, answer), completion: tokenizer.completion(says ? yes : no))
      }
    }.filter { $0.ids.count <= start.product.configuration.contextLength }
    let stage = try trained(
      start.writer, on: marked, settings.training, name: "critic", title: "critic")
    return Critic(model: stage.product, weights: weights, key: stage.key)
  }

  private var yes: String { "yes ." }
  private var no: String { "no ." }

  /// What a critic reads before it says yes or no.
  private func opening(_ principle: Principle, _ answer: Answer) -> [Int32] {
    tokenizer.prompt("\(answer.prompt.text)\n\(answer.text)\n\(principle.question)")
  }

  /// How likely a critic finds `yes .`; 0 where there is no room for the question.
  fileprivate func chances(
    ofYes principle: Principle, _ answers: [Answer], by model: LanguageModel
  ) -> [Double] {
    let response = tokenizer.completion(yes)
    let openings = answers.map { opening(principle, $0) }
    let places = openings.indices.filter {
      openings[$0].count + response.count <= model.configuration.contextLength
    }
    let sets = places.map {
      RankedAnswers(prompt: openings[$0], responses: [response], ranks: [1])
    }
    var chances = [Double](repeating: 0, count: answers.count)
    for (place, logs) in zip(places, model.logProbabilities(of: sets, workers: workers)) {
      chances[place] = exp(Double(logs[0]))
    }
    return chances
  }
}
