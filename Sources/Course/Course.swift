import Alignment
import Foundation
import Notebook
import Randomness
import Tensors
import Tokenization
import ToyWorld

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
  /// The text that the learner has brought, if any.
  package let ownText: OwnText?
  let runner: StageRunner

  /// Who is told how the stages are getting on.
  package var observer: any StageObserver {
    get { runner.observer }
    set { runner.observer = newValue }
  }

  /// - Parameters:
  ///   - dataFolder: Data/ of the project.
  ///   - cache: where trained stages are kept; nil keeps nothing.
  ///   - usesRecords: whether stages of earlier runs count; `--fresh` says no.
  ///   - observer: is told how the stages are getting on.
  /// - Throws: `DataFileError` for a data file that is missing or damaged; `UsageError` where the texts
  ///   are longer than the model can read, or the learner's own cannot be used.
  package init(
    _ settings: CourseSettings, dataFolder: URL, cache: StageCache?, usesRecords: Bool = true,
    observer: any StageObserver = SilentObserver(), threads: Int = Workers.processors
  ) throws {
    self.settings = settings
    workers = Workers(threads: threads)
    data = try CourseData(
      settings.world, folder: dataFolder, vocabularySize: settings.base.vocabularySize)
    try data.check(settings.base)
    ownText =
      try settings.ownText.corpus.isEmpty ? nil : OwnText(readingFrom: settings.ownText.corpus)
    examiner = Examiner(tokenizer: data.tokenizer, world: data.world)
    runner = StageRunner(cache: cache, usesRecords: usesRecords, observer: observer)
  }

  /// What a learner may edit must fit, with its prompt, into what the model can read at once.
  ///
  /// - Parameters:
  ///   - lengths: in tokens.
  ///   - kind: of text, such as "demonstration".
  /// - Throws: `UsageError`.
  func requireRoom(for lengths: [Int], of kind: String) throws {
    let longest = lengths.max() ?? 0
    guard longest > settings.base.contextLength else { return }
    throw UsageError(
      "A prompt with its \(kind) takes \(longest) tokens, but the model can read"
        + " base.contextLength=\(settings.base.contextLength).",
      remedy: "Shorten the \(kind), or add --set base.contextLength=\((longest + 15) / 16 * 16)")
  }

  package var world: World { data.world }
  package var tokenizer: Tokenizer { data.tokenizer }

  /// Random numbers for one purpose, the same in every run with this seed.
  package func random(_ purpose: String) -> RandomSource {
    RandomSource(seed: settings.seed, stream: purpose)
  }
}
