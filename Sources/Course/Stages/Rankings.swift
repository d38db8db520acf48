import Alignment
import Metrics
import Models
import Randomness
import Tensors
import ToyWorld
import Words

/// Several outputs of one model for one prompt, before anybody has ranked them.
package struct Outputs: Codable, Sendable {
  package var prompt: String
  package var completions: [String]
  /// Of each completion the place of its writer among several; −1 for what more than one has written. Nil where one
  /// model wrote all.
  package var writers: [Int]?
}

/// A model whose outputs are ranked.
package struct Writer {
  package let model: LanguageModel
  package let key: StageKey
}

extension Stage where Product == LanguageModel {
  package var writer: Writer { Writer(model: product, key: key) }
}

/// The rankings that a model is to learn from, before anybody has ranked.
struct RankingSource {
  let panel: Panel
  /// Of the supervised model, and those that are ranked beside them.
  let outputs: [Stage<[Outputs], [Outputs]>]
  /// The learner's own rankings, and how often they count.
  let learners: [RankingRecord]
  let learnerCopies: Int
  /// What all that depends on.
  let parents: [StageKey]
}

/// A prompt's outputs with what the rubric and the labelers think of them.
package struct RankedOutputs: Sendable {
  package var prompt: Prompt
  package var completions: [String]
  package var judgements: [Judgement]
  /// One labeler's ranks, 1 being the best.
  package var ranks: [Int]
  /// Which labeler of the panel ranked them.
  package var labeler: Int
  /// The ranks by gold score; equal scores are ties.
  package var goldRanks: [Int] {
    Metrics.ranks(of: judgements.map(\.gold))
  }
}

extension Course {
  /// Outputs of the supervised model, 4 to 9 for each prompt, to be ranked.
  package func outputs(
    of model: Stage<LanguageModel, [FineTuningPoint]>, prompts count: Int, split: Split,
    settings: RewardModelSettings.Ranking, mix: PromptMix = .equalShares()
  ) throws -> Stage<[Outputs], [Outputs]> {
    try outputs(
      of: [model.writer], prompts: count, split: split, settings: settings, mix: mix)
  }

  /// Outputs of several models, mixed, 4 to 9 for each prompt, to be ranked.
  ///
  /// Twice as many are drawn as are needed: equal ones are shown once, and answers that were cut off are
  /// not shown at all.
  package func outputs(
    of writers: [Writer], prompts count: Int, split: Split,
    settings: RewardModelSettings.Ranking, mix: PromptMix = .equalShares()
  ) throws -> Stage<[Outputs], [Outputs]> {
    struct Settings: Codable {
      var count: Int
      var split: Split
      var minimum, maximum: Int
      var weights: [Double]
    }
    let shape = Settings(
      count: count, split: split, minimum: settings.minimumOutputs,
      maximum: settings.maximumOutputs, weights: mix.shares)
    let key = try StageKey(
      "outputs", recipe: 2, settings: shape, seed: self.settings.seed, parents: writers.map(\.key))
    return try runner.stage(
      key, title: Label("outputs", ["count": "\(count)"]), total: count, snapshot: [Outputs](),
      restore: { _, outputs in outputs }, weights: { _ in nil },
      run: { run in
        var random =
          run.restore(RandomSource.self) ?? random("outputs/\(split.rawValue)")
        while run.snapshot.count < count {
          let asked = (0..<min(100, count - run.snapshot.count)).map { _ in
            (
              prompt: world.samplePrompt(from: mix, split: split, using: &random),
              keep: shape.minimum + random.below(shape.maximum - shape.minimum + 1)
            )
          }
          let answers = writers.map { writer in
            examiner.answers(
              of: writer.model,
              to: asked.flatMap { Array(repeating: $0.prompt, count: 2 * $0.keep) },
              workers: workers, using: &random)
          }
          var first = 0
          for (prompt, keep) in asked {
            let texts = (first..<first + 2 * keep).flatMap { place in answers.map { $0[place] } }
              .filter(\.hasEnded).map(\.text)
            first += 2 * keep
            run.snapshot.append(
              Outputs(prompt: prompt.text, completions: Array(texts.withoutRepeats.prefix(keep))))
          }
          try run.update(run.snapshot.count, .none)
          if run.isDue { run.keep(random) }
        }
        run.metrics.record(
          Double(run.snapshot.reduce(0) { $0 + $1.completions.count }), as: "outputs", step: 0)
        return (run.snapshot, .none)
      })
  }

  /// The people who rank. Whatever they like and are told, they are the same people: what sets one
  /// apart from another stays.
  ///
  /// - Parameter guideline: what they are told; nil for the rubric's own weights.
  package func panel(
    _ settings: RewardModelSettings.Ranking, bias: LabelerBias = LabelerBias(),
    guideline: Guideline? = nil
  ) -> Panel {
    var random = random("panel")
    return Panel(
      count: settings.labelers, bias: bias, guideline: guideline ?? self.settings.rubric,
      noise: settings.labelerNoise,
      using: &random)
  }

  /// Has each prompt's outputs ranked by one labeler of the panel.
  package func ranked(
    _ outputs: [Outputs], by panel: Panel, purpose: String
  ) -> [RankedOutputs] {
    var random = random("ranking/\(purpose)")
    return outputs.compactMap { outputs in
      let labeler = random.below(panel.labelers.count)
      // Every set draws its own random numbers, whatever the labelers' opinions.
      var noise = random.fork()
      guard let prompt = world.prompt(withText: outputs.prompt), outputs.completions.count > 1
      else { return nil }
      let judgements = outputs.completions.map {
        examiner.rubric.judge($0, ended: true, to: prompt)
      }
      return RankedOutputs(
        prompt: prompt, completions: outputs.completions, judgements: judgements,
        ranks: panel.labelers[labeler].rank(judgements, using: &noise), labeler: labeler)
    }
  }

  /// - Parameters: as `rewardModel(_:of:panel:mix:with:learnerCopies:title:)` has them.
  func rankingSource(
    _ settings: RewardModelSettings.Ranking, of policy: Stage<LanguageModel, [FineTuningPoint]>,
    panel: Panel? = nil, mix: PromptMix = .equalShares(),
    with further: [Stage<[Outputs], [Outputs]>] = [], learnerCopies: Int? = nil
  ) throws -> RankingSource {
    let outputs = try outputs(
      of: policy, prompts: settings.rankedPrompts, split: .train, settings: settings, mix: mix)
    // Where a panel is exchanged for another, nobody else is heard.
    let hasLabels = labels != nil && panel == nil
    let usual = hasLabels ? self.settings.labels.weight : settings.includesLearner ? 1 : 0
    let copies = learnerCopies ?? usual
    return RankingSource(
      panel: panel ?? self.panel(settings), outputs: [outputs] + further,
      learners: copies > 0 ? try learnerRankings() : [], learnerCopies: copies,
      parents: [policy.key, outputs.key] + further.map(\.key))
  }

  /// The rankings that the course's reward model learns from, with other settings.
  package func rankings(_ settings: RewardModelSettings.Ranking) throws -> [RankingRecord] {
    records(of: try rankingSource(settings, of: supervisedFineTuned()))
  }

  /// Has everything ranked.
  func records(of source: RankingSource) -> [RankingRecord] {
    let ranked = source.outputs.enumerated().flatMap { round, outputs in
      self.ranked(
        outputs.product, by: source.panel, purpose: round == 0 ? "train" : "round \(round + 1)")
    }
    let records = ranked.map {
      RankingRecord(
        prompt: $0.prompt.text, completions: $0.completions, ranks: $0.ranks,
        labeler: "\($0.labeler)")
    }
    return records + (0..<source.learnerCopies).flatMap { _ in source.learners }
  }

  /// The rankings that the learner has made: those of `--labels` where they are given, else those of lesson 4.
  ///
  /// - Throws: `Failure`; `UsageError` where an answer is longer than the model can read.
  package func learnerRankings() throws -> [RankingRecord] {
    let records = try labels?.training ?? LearnerRankings.standard.read()
    try requireRoom(
      for: records.flatMap { record in
        let prompt = tokenizer.prompt(record.prompt).count
        return record.completions.map { prompt + tokenizer.completion($0).count }
      }, else: "long-ranking")
    return records
  }

  /// Rankings that were kept, as sets that others can rank, too. Those of prompts that this world does
  /// not have are left out.
  package func sets(from records: [RankingRecord]) -> [RankedOutputs] {
    records.compactMap { record in
      guard let prompt = world.prompt(withText: record.prompt) else { return nil }
      return RankedOutputs(
        prompt: prompt, completions: record.completions,
        judgements: record.completions.map { examiner.rubric.judge($0, ended: true, to: prompt) },
        ranks: record.ranks, labeler: 0)
    }
  }

  /// In tokens, for a reward model to learn from.
  package func tokens(_ ranked: [RankedOutputs]) -> [RankedCompletions] {
    ranked.map { tokens($0.completions, to: $0.prompt.text, $0.ranks) }
  }

  func tokens(_ record: RankingRecord) -> RankedCompletions {
    tokens(record.completions, to: record.prompt, record.ranks)
  }

  private func tokens(
    _ completions: [String], to prompt: String, _ ranks: [Int]
  ) -> RankedCompletions {
    RankedCompletions(
      sequences: completions.map { sequence(prompt, $0) },
      ranks: ranks)
  }
}

extension Array where Element: Hashable {
  /// The elements in their order, each the first time it occurs.
  var withoutRepeats: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
