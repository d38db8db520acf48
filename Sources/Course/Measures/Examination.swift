import Alignment
import Foundation
import Metrics
import Models
import Tensors
import ToyWorld
import Training
import Words

extension Course {
  /// How many answers a kind of prompt gets in an examination.
  package var answersPerKind: Int { settings.examination.answersPerKind }

  /// A model's answers to prompts of every kind, judged by the gold rubric.
  ///
  /// Every model is asked the same prompts, with the same random numbers, so that answers can be compared
  /// one by one.
  package func examine(
    _ model: LanguageModel, on split: Split = .heldOut, temperature: Float = 1
  ) -> [Answer] {
    answers(
      of: model, to: world.examination(split, perKind: answersPerKind), temperature: temperature,
      for: "examination")
  }

  /// The same in the middle of a training, where the model is not kept, and neither are its answers.
  func examineNow(_ model: LanguageModel) -> [Answer] {
    var random = random("examination")
    return examiner.answers(
      of: model, to: world.examination(.heldOut, perKind: answersPerKind), workers: workers,
      using: &random)
  }

  /// A model's answers to prompts, with the random numbers of a purpose. They are kept beside the trained
  /// stages: drawing thousands takes longer than reading a page.
  package func answers(
    of model: LanguageModel, to prompts: [Prompt], temperature: Float = 1, for purpose: String
  ) -> [Answer] {
    struct Settings: Encodable {
      var weights: String
      var prompts: [String]
      var temperature: Float
      var maximumNewTokens: Int
      var purpose: String
    }
    struct Drawn: Codable {
      var tokens: [Int32]
      var hasEnded: Bool
    }
    func draw() -> [Answer] {
      var random = random(purpose)
      return examiner.answers(
        of: model, to: prompts, temperature: temperature, workers: workers, using: &random)
    }
    let settings = Settings(
      weights: model.parameters.fingerprint, prompts: prompts.map(\.text),
      temperature: temperature, maximumNewTokens: examiner.maximumNewTokens, purpose: purpose)
    let drawn = remembered("answers", settings) {
      draw().map { Drawn(tokens: $0.tokens, hasEnded: $0.hasEnded) }
    }
    var clusters: [Prompt: Int] = [:]
    return zip(prompts, drawn).map { prompt, drawn in
      let cluster = clusters[prompt] ?? clusters.count
      clusters[prompt] = cluster
      return examiner.judged(
        drawn.tokens, hasEnded: drawn.hasEnded, to: prompt, cluster: cluster)
    }
  }
}

extension Course {
  /// What is computed from models in a moment, by everything that it depends on beside seed and tokenizer.
  package func remembered<Value: Codable>(
    _ name: String, _ settings: some Encodable, _ compute: () -> Value
  ) -> Value {
    let key = try? StageKey(
      name, recipe: 1, settings: settings, seed: self.settings.seed,
      data: [data.tokenizerFingerprint])
    return key.map { runner.remembered($0, compute) } ?? compute()
  }
}

extension Course {
  /// How well a model predicts the held-out web text.
  package func evaluationOnWeb(of model: LanguageModel) -> LanguageModelEvaluation {
    let text = digest(of: data.webValidation.joined(separator: "\n"))
    return remembered("web-evaluation", [model.parameters.fingerprint, text]) {
      model.evaluate(on: validation, workers: workers)
    }
  }
}

/// Sixteen digits that stand for a text.
func digest(of text: String) -> String { fingerprint(of: Data(text.utf8)) }

extension [Answer] {
  /// Stands for the prompts and the answers' tokens.
  package var fingerprint: String {
    let texts = map { "\($0.prompt.text)\n\($0.tokens)" }.joined(separator: "\n")
    return digest(of: texts)
  }
}

extension Parameters {
  /// Stands for all the weights (FNV-1a, of four bytes at a time).
  package var fingerprint: String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for value in values { hash = (hash ^ UInt64(value.bitPattern)) &* 0x100_0000_01b3 }
    return "\(count)-\(String(hash, radix: 16))"
  }
}

extension Course {
  /// A number for each prompt's topic: prompts that differ only in their wording share it.
  package func topics(of prompts: [Prompt]) -> [Int] {
    var numbers: [Topic: Int] = [:]
    return prompts.map { prompt in
      let number = numbers[prompt.topic] ?? numbers.count
      numbers[prompt.topic] = number
      return number
    }
  }
}

extension Collection where Element == Answer {
  /// The mean of a measure from 0 to 1 over answers, with an interval that knows that answers to one prompt
  /// belong together. It speaks of this training only, not of others with other seeds.
  package func mean(_ measure: (Answer) -> Double) -> Estimate {
    .clusteredShare(of: map(measure), clusters: map(\.cluster))
  }

  /// How much larger the mean of such a measure is than that of others' answers to the same prompts.
  package func gain(
    in measure: (Answer) -> Double, over others: some Collection<Answer>, confidence: Double = 0.95
  ) -> Estimate {
    .clusteredDifference(
      of: map(measure), clusters: map(\.cluster), minus: others.map(measure),
      clusters: others.map(\.cluster), confidence: confidence)
  }

  /// The share of answers for which something holds.
  package func share(_ holds: (Answer) -> Bool) -> Estimate {
    mean { holds($0) ? 1 : 0 }
  }

  package var gold: Estimate { mean(\.gold) }

  /// The answers to prompts of one kind.
  package func of(_ kind: PromptKind) -> [Answer] { filter { $0.prompt.kind == kind } }
}

extension [Answer] {
  /// How often these answers are better than others' to the same prompts; a tie counts half.
  package func winRate(against others: [Answer]) -> Estimate {
    .clusteredShare(of: wins(of: self, against: others), clusters: map(\.cluster))
  }

  /// The mean gain in gold over another model's answers to the same prompts.
  package func gain(over others: [Answer], confidence: Double = 0.95) -> Estimate {
    gain(in: \.gold, over: others, confidence: confidence)
  }
}
