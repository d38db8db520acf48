import Alignment
import Course
import Foundation
import Randomness
import ToyWorld
import Training
import Words

/// The course's data in the formats of TRL's trainers, each in a folder with a file for each split.
struct TRLData {
  private let course: Course
  private let folder: URL
  /// How many lines each file has, such as `prompt-only/train`.
  private(set) var rows: [String: Int] = [:]

  /// Writes all of it.
  ///
  /// - Parameters:
  ///   - folder: that of the data sets.
  ///   - prompts: how many questions GRPO practises on.
  /// - Throws: `UsageError`, `Failure`.
  init(of course: Course, in folder: URL, prompts: Int) throws {
    (self.course, self.folder) = (course, folder)
    try write(course.data.web.map(text), "language-modeling/train")
    try write(course.data.webValidation.map(text), "language-modeling/test")
    let demonstrations = course.data.demonstrations(course.settings.sft)
    let heldOut = course.carefulDemonstrations.map { DemonstrationRecord($0) }
    try write(demonstrations.map(completed), "prompt-completion/train")
    try write(heldOut.map(completed), "prompt-completion/test")
    var random = course.random("trl/prompts")
    let questions = (0..<prompts).map { _ in
      course.world.samplePrompt(from: .labelers, split: .train, using: &random)
    }
    let examination = course.world.examination(.heldOut, perKind: course.answersPerKind)
    try write(questions.map(asked), "prompt-only/train")
    try write(examination.map(asked), "prompt-only/test")
    let sets = try course.trainRankings()
    try write(rankings: sets.map(\.record) + learners(), "train")
    try write(rankings: course.heldOutRankings().map(\.record), "test")
    try write(judged(demonstrations + heldOut, sets), "gold/test")
  }

  private mutating func write(_ records: [some JSONLinesRecord], _ name: String) throws {
    let file = folder.appending(path: "\(name).jsonl")
    try makeFolder(file.deletingLastPathComponent())
    try JSONLines.write(records, to: file)
    rows[name] = records.count
  }

  // MARK: Texts

  /// The marker that each text begins with. TRL adds the one at its end.
  private var start: String { course.tokenizer.token(course.tokenizer.endOfText) }

  private func text(_ document: String) -> WebTextRecord {
    WebTextRecord(text: start + document.withSpacedLines)
  }

  private func prompt(_ text: String) -> String { start + (text + "\n").withSpacedLines }

  private func asked(_ prompt: Prompt) -> PromptOnlyRecord {
    PromptOnlyRecord(prompt: self.prompt(prompt.text))
  }

  private func completed(_ demonstration: DemonstrationRecord) -> DemonstrationRecord {
    DemonstrationRecord(
      prompt: prompt(demonstration.prompt), completion: demonstration.completion.withSpacedLines)
  }

  // MARK: Rankings

  /// The learner's own, where they count.
  private func learners() throws -> [RankingRecord] {
    course.settings.rewardModel.ranking.includesLearner ? try course.learnerRankings() : []
  }

  private mutating func write(rankings: [RankingRecord], _ split: String) throws {
    let pairs = rankings.flatMap { ranking in
      orderedPairs(ranking.ranks).map { pair in
        PreferenceRecord(
          prompt: prompt(ranking.prompt),
          chosen: ranking.completions[pair.winner].withSpacedLines,
          rejected: ranking.completions[pair.loser].withSpacedLines)
      }
    }
    try write(pairs, "preference/\(split)")
    try write(pairs.map(\.withImplicitPrompt), "preference-implicit/\(split)")
    try write(rankings.flatMap(unpaired), "unpaired-preference/\(split)")
  }

  /// Answers above more of their set than below are wanted, those below more are not; one in the middle is neither.
  private func unpaired(_ ranking: RankingRecord) -> [UnpairedRecord] {
    zip(ranking.completions, ranking.ranks).compactMap { completion, rank in
      let (below, above) = (ranking.ranks.count { $0 > rank }, ranking.ranks.count { $0 < rank })
      guard below != above else { return nil }
      return UnpairedRecord(
        prompt: prompt(ranking.prompt), completion: completion.withSpacedLines,
        label: below > above)
    }
  }

  // MARK: The rubric

  /// Answers of all kinds, good and bad, with what the rubric thinks of them.
  private func judged(
    _ demonstrations: [DemonstrationRecord], _ sets: [RankedOutputs]
  ) throws -> [JudgedRecord] {
    let world = course.world
    let written = demonstrations.compactMap { demonstration in
      world.prompt(withText: demonstration.prompt).map {
        judged("demonstrations", demonstration.completion, ended: true, to: $0)
      }
    }
    let ranked = sets.flatMap { set in
      set.completions.map { judged("ranked", $0, ended: true, to: set.prompt) }
    }
    let models = [
      ("base", try course.base().product), ("sft", try course.supervisedFineTuned().product),
      ("ppo", try course.policy().product),
    ]
    let answers = models.flatMap { name, model in
      course.examine(model).map { judged(name, $0.text, ended: $0.hasEnded, to: $0.prompt) }
    }
    // No answers at all: every kind of sentence, and words in no order.
    var random = course.random("trl/gold")
    let web = world.webDocuments(1000, validation: true).map { document in
      judged("web", document.text, ended: true, to: random.element(of: world.prompts))
    }
    let scrambled = (web + answers).shuffledWords(1000, using: &random).map { text in
      judged(
        "scrambled", text, ended: random.chance(0.5), to: random.element(of: world.prompts))
    }
    return written + ranked + answers + web + scrambled
  }

  private func judged(
    _ source: String, _ answer: String, ended: Bool, to prompt: Prompt
  ) -> JudgedRecord {
    let judgement = course.examiner.rubric.judge(answer, ended: ended, to: prompt)
    return JudgedRecord(
      source: source, prompt: self.prompt(prompt.text), completion: answer.withSpacedLines,
      ended: ended, gold: judgement.gold, helpful: judgement.helpful,
      truthful: judgement.truthful, harmless: judgement.harmless)
  }
}

extension RankedOutputs {
  fileprivate var record: RankingRecord {
    RankingRecord(
      prompt: prompt.text, completions: completions, ranks: ranks, labeler: "\(labeler)")
  }
}

extension PreferenceRecord {
  fileprivate var withImplicitPrompt: PreferenceRecord {
    let start = prompt ?? ""
    return PreferenceRecord(chosen: start + chosen, rejected: start + rejected)
  }
}

extension [JudgedRecord] {
  /// Some of the answers, each with its words in another order.
  fileprivate func shuffledWords(_ count: Int, using random: inout RandomSource) -> [String] {
    (0..<count).map { _ in
      let words = random.element(of: self).completion.split(separator: " ").map(String.init)
      return random.shuffled(words).joined(separator: " ")
    }
  }
}
