import Alignment
import Foundation
import Metrics
import Models
import Randomness
import Tensors
import Tokenization
import ToyWorld
import Training

/// The course's models, each trained when a lesson first asks for it, or taken from an earlier run.
///
///     base → supervised → rankings → reward model → PPO
///
/// Each stage stands in a file of its own in Stages/.
package final class Course {
  package let settings: CourseSettings
  package let workers: Workers
  package let data: CourseData
  package let examiner: Examiner
  let runner: StageRunner

  /// - Parameters:
  ///   - dataFolder: Data/ of the project.
  ///   - cache: where trained stages are kept; nil keeps nothing.
  ///   - usesRecords: whether stages of earlier runs count; `--fresh` says no.
  ///   - observer: is told how the stages are getting on.
  /// - Throws: `DataFileError` for a data file that is missing or damaged.
  package init(
    _ settings: CourseSettings, dataFolder: URL, cache: StageCache?, usesRecords: Bool = true,
    observer: any StageObserver = SilentObserver(), threads: Int = Workers.processors
  ) throws {
    self.settings = settings
    workers = Workers(threads: threads)
    data = try CourseData(
      settings.world, folder: dataFolder, vocabularySize: settings.base.vocabularySize)
    examiner = Examiner(
      tokenizer: data.tokenizer, world: data.world,
      maximumNewTokens: settings.ppo.maximumNewTokens)
    runner = StageRunner(cache: cache, usesRecords: usesRecords, observer: observer)
  }

  package var world: World { data.world }
  package var tokenizer: Tokenizer { data.tokenizer }

  /// Random numbers for one purpose, the same in every run with this seed.
  package func random(_ purpose: String) -> RandomSource {
    RandomSource(seed: settings.seed, stream: purpose)
  }

  // MARK: Measuring

  /// How many answers a kind of prompt gets in an examination.
  package var answersPerKind: Int { settings.isQuick ? 4 : 48 }

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

  /// The validation documents, in tokens.
  package var validation: [LabeledSequence] {
    data.webValidation.map { .nextToken(tokenizer.document($0)) }
  }

  /// exp(nats a word) on validation text: comparable between tokenizers and with the choice perplexity
  /// of the generator.
  package func perplexity(of model: LanguageModel) -> Estimate {
    let evaluation = model.evaluate(on: validation, workers: workers)
    return perplexity(evaluation)
  }

  package func perplexity(_ evaluation: LanguageModelEvaluation) -> Estimate {
    let words = data.webValidation.map { Double(wordCount(of: $0)) }
    let nats = evaluation.sequences.map(\.nats)
    let rate = nats.reduce(0, +) / words.reduce(0, +)
    // The ratio of two sums over documents: its error is that of the residuals (Cochran 1977, 6.3).
    let residuals = zip(nats, words).map { $0 - rate * $1 }
    let spread = Estimate.mean(of: residuals)
    let meanWords = words.reduce(0, +) / Double(words.count)
    guard let low = spread.low, let high = spread.high else { return Estimate(exp(rate)) }
    return Estimate(
      value: exp(rate), low: exp(rate + (low - spread.value) / meanWords),
      high: exp(rate + (high - spread.value) / meanWords), n: words.count)
  }
}

extension Collection where Element == Answer {
  /// The mean of a measure over answers, with an interval that knows that answers to one prompt belong
  /// together. It speaks of this training only, not of others with other seeds.
  package func mean(_ measure: (Answer) -> Double) -> Estimate {
    .clusteredMean(of: map(measure), clusters: map(\.cluster))
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
    .clusteredMean(of: wins(of: self, against: others), clusters: map(\.cluster))
  }

  /// The mean gain in gold over another model's answers to the same prompts.
  package func gain(over others: [Answer]) -> Estimate {
    .clusteredMean(of: zip(self, others).map { $0.gold - $1.gold }, clusters: map(\.cluster))
  }
}
