import Foundation
import Models
import Randomness
import Tokenization
import Training
import Words

/// The steps of the course on a learner's own data: a tokenizer and a base model of the learner's texts, then
/// demonstrations, rankings and PPO. Its stages stand in `Stages/OwnModels.swift`.
///
/// There is no rubric for what people ask elsewhere, so that nothing here knows what is true or harmless.
package final class OwnCourse {
  package let course: Course
  package let data: OwnData
  package let configuration: TransformerConfiguration
  package let demonstrations: OwnParts<OwnSample>
  package let rankings: OwnParts<OwnSample>
  /// What a policy practises on, and what models are examined with; each prompt once.
  package let prompts: OwnParts<OwnPrompt>
  /// What became of the rows of each file that was given.
  package let tallies: [(key: OwnKey, tally: OwnTally)]
  /// The context in which nine of ten rows have room, as far as that can be set.
  package let neededContext: Int
  /// Texts that the base model learns from, in tokens, and held-out ones.
  let windows: OwnParts<[Int32]>
  let encoder: OwnEncoder

  package var tokenizer: Tokenizer { encoder.tokenizer }
  /// Tokens after which an answer is cut off.
  package var answerTokens: Int { encoder.answerTokens }

  /// - Parameter needed: the files that the lesson is about.
  /// - Throws: `UsageError` where too few rows of a file can be used.
  package init(_ course: Course, _ data: OwnData, needed: [OwnKey]) throws {
    (self.course, self.data) = (course, data)
    let size = course.settings.base.size
    var tallies: [OwnKey: OwnTally] = [:]
    func usable(_ file: OwnFile?) -> [OwnExample] {
      guard let file else { return [] }
      var tally = OwnTally()
      let examples = file.drawn(data.limits.rows, seed: course.settings.seed, &tally)
      tallies[file.key] = tally
      return examples
    }
    let (shown, ranked) = (usable(data.demonstrations), usable(data.rankings))
    let asked = usable(data.prompts)
    let split = OwnSplit(seed: course.settings.seed, files: [shown, ranked, asked])
    func parts(_ examples: [OwnExample]) -> OwnParts<OwnExample> {
      OwnParts(
        training: examples.filter { !split.isHeldOut($0) },
        heldOut: examples.filter(split.isHeldOut))
    }
    let known = parts(shown + ranked)

    // No more is cut into tokens than the steps can read, at some four bytes a token.
    let budget = data.limits.steps * course.settings.base.training.batchSize
    let texts = (data.corpus ?? OwnCourse.texts(of: known.training))
      .within(bytes: 4 * budget * size.contextLength)
    let bytes = texts.reduce(0) { $0 + $1.utf8.count }
    // A token that occurs a few times only cannot be learned.
    let tokenizer = Tokenizer.train(
      on: texts.map(\.withSpacedLines), vocabularySize: min(size.vocabularySize, 258 + bytes / 100))
    let answers = (shown.isEmpty ? ranked : parts(shown).training).flatMap(\.answers)
    let encoder = OwnEncoder(tokenizer: tokenizer, room: size.contextLength, answers: answers)
    configuration = size.configuration(vocabularySize: tokenizer.vocabularySize)
    self.encoder = encoder

    func samples(_ examples: [OwnExample], _ key: OwnKey) -> OwnParts<OwnSample> {
      let parts = parts(examples)
      var tally = tallies[key] ?? OwnTally()
      let samples = OwnParts(
        training: encoder.samples(parts.training, in: &tally),
        heldOut: encoder.samples(parts.heldOut, in: &tally))
      (tally.training, tally.heldOut) = (samples.training.count, samples.heldOut.count)
      if tallies[key] != nil { tallies[key] = tally }
      return samples
    }
    demonstrations = samples(shown, .demonstrations)
    rankings = samples(ranked, .rankings)
    let source = data.prompts == nil ? (shown.isEmpty ? ranked : shown) : asked
    var tally = tallies[.prompts] ?? OwnTally()
    let (practice, examination) = (parts(source).training, parts(source).heldOut)
    prompts = OwnParts(
      training: encoder.prompts(practice, &tally), heldOut: encoder.prompts(examination, &tally))
    (tally.training, tally.heldOut) = (prompts.training.count, prompts.heldOut.count)
    if tallies[.prompts] != nil { tallies[.prompts] = tally }
    self.tallies = OwnKey.allCases.compactMap { key in tallies[key].map { (key, $0) } }

    let lengths = (shown + ranked).spread(1000).map(encoder.length).sorted()
    let longest = lengths.isEmpty ? 0 : lengths[(lengths.count - 1) * 9 / 10]
    let most = course.settings.ranges["base.contextLength"].map { Int($0.upperBound) } ?? longest
    neededContext = min((longest + 15) / 16 * 16, most)
    windows = OwnParts(
      training: texts.flatMap(encoder.windows).spread(budget),
      heldOut: OwnCourse.texts(of: known.heldOut).spread(200).flatMap(encoder.windows))
    // Of rankings that are read for their words alone, any number will do.
    for (key, _) in self.tallies where key != .rankings || needed.contains(key) {
      try requireRows(of: key)
    }
  }

  /// Prompts and answers, each as a text of its own and once: what is to be answered how, the base model does not
  /// learn from them.
  private static func texts(of examples: [OwnExample]) -> [String] {
    examples.flatMap { [$0.prompt] + $0.answers }.withoutRepeats
  }

  private static let fewestRows = 20

  /// - Throws: `UsageError`.
  private func requireRows(of key: OwnKey) throws {
    guard let (_, tally) = tallies.first(where: { $0.key == key }) else { return }
    let usable = tally.training + tally.heldOut
    let isEnough = usable >= OwnCourse.fewestRows && tally.training > 0 && tally.heldOut > 1
    guard !isEnough else { return }
    let room = configuration.contextLength
    throw UsageError(
      "own-few",
      [
        "key": key.rawValue, "usable": "\(usable)", "rows": "\(tally.drawn)",
        "empty": "\(tally.empty)", "long": "\(tally.long)", "room": "\(room)",
        "fewest": "\(OwnCourse.fewestRows)", "needed": "\(neededContext)",
      ], remedy: tally.long > 0 && neededContext > room ? "more-room" : "remedy")
  }
}

extension OwnFile {
  /// The examples that something can be learned from; of too many some, drawn by lot.
  fileprivate func drawn(_ count: Int, seed: UInt64, _ tally: inout OwnTally) -> [OwnExample] {
    var random = RandomSource(seed: seed, stream: "rows of \(key.rawValue)")
    tally.rows = examples.count
    let chosen =
      examples.count > count
      ? random.shuffled(Array(examples.indices)).prefix(count).sorted().map { examples[$0] }
      : examples
    tally.drawn = chosen.count
    let used = chosen.map { key == .demonstrations ? $0.demonstrated : $0 }.filter { example in
      guard !example.prompt.isEmpty else { return false }
      return switch key {
      case .demonstrations: example.answers.allSatisfy { !$0.isEmpty }
      case .rankings: example.isOrdered
      case .corpus, .prompts: true
      }
    }
    tally.empty = chosen.count - used.count
    return used
  }
}

extension OwnExample {
  /// With the best of its answers alone.
  fileprivate var demonstrated: OwnExample {
    OwnExample(prompt: prompt, answers: [best ?? ""], ranks: [1])
  }
}

extension OwnEncoder {
  /// Each prompt once.
  fileprivate func prompts(_ examples: [OwnExample], _ tally: inout OwnTally) -> [OwnPrompt] {
    examples.map(\.prompt).withoutRepeats.map { text in
      let (prompt, isCut) = prompt(text)
      tally.cut += isCut ? 1 : 0
      return prompt
    }
  }
}

extension [String] {
  /// As many of the texts as have so many bytes together, at equal distances.
  fileprivate func within(bytes: Int) -> [String] {
    let all = reduce(0) { $0 + $1.utf8.count }
    guard all > bytes else { return self }
    return spread(Swift.max(1, Int(Double(count) * Double(bytes) / Double(all))))
  }
}
