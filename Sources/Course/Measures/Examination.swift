import Alignment
import Metrics
import Models
import ToyWorld

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
    var random = random("examination")
    return examiner.answers(
      of: model, to: world.examination(split, perKind: answersPerKind), temperature: temperature,
      workers: workers, using: &random)
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
