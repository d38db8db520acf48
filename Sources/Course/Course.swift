import Alignment
import Foundation
import Models
import Randomness
import Tensors
import Tokenization
import ToyWorld
import Words

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
  package let runner: StageRunner
  /// In place of the base model; see `ModelPaths`.
  let baseOfOthers: LanguageModel?
  /// Of every document and of every prompt, in tokens.
  let documentLengths, promptLengths: [Int]
  /// What people have ranked themselves, if it is to count; see `use`.
  package internal(set) var labels: Labels?

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
  /// - Throws: `Failure` for a data file that is missing or damaged; `UsageError` where the texts are
  ///   longer than the model can read.
  package init(
    _ settings: CourseSettings, dataFolder: URL, cache: StageCache?, usesRecords: Bool = true,
    observer: any StageObserver = SilentObserver(), threads: Int = Workers.processors
  ) throws {
    let imported = try settings.models.readBase()
    let settings = settings.resized(to: imported?.model)
    baseOfOthers = imported?.model
    self.settings = settings
    workers = Workers(threads: threads)
    data = try CourseData(
      settings.world, folder: dataFolder, vocabularySize: settings.base.size.vocabularySize,
      tokenizer: imported?.tokenizer)
    examiner = Examiner(
      tokenizer: data.tokenizer, rubric: Rubric(data.world, weights: settings.rubric))
    runner = StageRunner(cache: cache, usesRecords: usesRecords, observer: observer)
    try data.requireDemonstrations(settings.sft)
    (documentLengths, promptLengths) = (data.documentLengths, data.promptLengths)
    try requireRoom()
  }

  /// All that is known before a model is trained must fit into what it can read at once. What is not known,
  /// because a model writes it or it is drawn by lot, is cut or left out where it is read.
  private func requireRoom() throws {
    let longest = (promptLengths.max() ?? 0) + data.longestAnswer
    try requireRoom(for: documentLengths + [longest], else: "context-length")
    let demonstrations = data.demonstrations(settings.sft).map { tokenizer.labeled($0).ids.count }
    try requireRoom(for: demonstrations, else: "long-demonstration")
  }

  /// A text must fit into what the model can read at once.
  ///
  /// - Parameters:
  ///   - lengths: in tokens, with the prompt.
  ///   - error: tells of `{tokens}`, the longest, of the `{room}`, and what is `{needed}`.
  /// - Throws: `UsageError`.
  func requireRoom(for lengths: [Int], else error: String) throws {
    let (size, longest) = (settings.base.size, lengths.max() ?? 0)
    guard longest > size.contextLength else { return }
    let (needed, allowed) = ((longest + 15) / 16 * 16, settings.ranges["base.contextLength"])
    let mayBeSet = allowed?.contains(Double(needed)) ?? true
    throw UsageError(
      error,
      [
        "tokens": "\(longest)", "room": "\(size.contextLength)",
        "vocabulary": "\(size.vocabularySize)", "needed": "\(needed)",
        "most": allowed.map { "\(Int($0.upperBound))" } ?? "",
      ], remedy: mayBeSet ? "remedy" : "beyond")
  }

  /// A prompt with an answer, as a reward model reads it. A text that a model wrote may have more tokens when it
  /// is read again; its end is cut off where there is no room for it.
  package func sequence(_ prompt: String, _ answer: String) -> [Int32] {
    let whole = tokenizer.prompt(prompt) + tokenizer.completion(answer)
    let room = settings.base.size.contextLength
    guard whole.count > room else { return whole }
    return whole.prefix(room - 1) + [tokenizer.endOfText]
  }

  package var world: World { data.world }
  package var tokenizer: Tokenizer { data.tokenizer }

  /// Random numbers for one purpose, the same in every run with this seed.
  package func random(_ purpose: String) -> RandomSource {
    RandomSource(seed: settings.seed, stream: purpose)
  }
}
