import Alignment
import Metrics
import ToyWorld
import Training

extension Course {
  /// Sets of outputs for held-out prompts, ranked by the panel: nothing here was trained on.
  package func heldOutRankings(_ count: Int) throws -> [RankedOutputs] {
    let outputs = try outputs(
      of: supervisedFineTuned(), prompts: count, split: .heldOut, settings: settings.rewardModel)
    return try rankable(
      ranked(outputs, by: panel(settings.rewardModel), purpose: "held-out"))
  }

  /// - Throws: `TrainingError` where a model wrote nothing that can be ranked, as one does that has
  ///   been trained with a learning rate far too high.
  private func rankable(_ sets: [RankedOutputs]) throws -> [RankedOutputs] {
    guard sets.isEmpty else { return sets }
    throw TrainingError.noData(
      "the supervised model wrote no two different answers that end, to any prompt."
        + " Look at it with `./tutor sample --model sft`, and try a third of sft.learningRate")
  }

  /// The sets that the reward model learns from, ranked by the panel.
  package func trainingRankings() throws -> [RankedOutputs] {
    let outputs = try outputs(
      of: supervisedFineTuned(), prompts: settings.rewardModel.rankedPrompts, split: .train,
      settings: settings.rewardModel)
    return try rankable(ranked(outputs, by: panel(settings.rewardModel), purpose: "train"))
  }

  /// How one labeler ranks every set. The same labeler in another `look` is in another mood.
  package func look(at sets: [RankedOutputs], by labeler: Labeler, look: String) -> [[Int]] {
    var random = random("look/\(look)")
    return sets.map { labeler.rank($0.judgements, using: &random) }
  }

  /// How often two labelers of the panel order a pair alike: over all pairs of labelers.
  package func labelerAgreement(on sets: [RankedOutputs]) -> PairAgreement {
    let rankings = panel(settings.rewardModel).labelers.enumerated().map { index, labeler in
      look(at: sets, by: labeler, look: "labeler \(index)")
    }
    var agreement = PairAgreement()
    for first in rankings.indices {
      for second in rankings.indices.dropFirst(first + 1) {
        agreement.add(rankings[first], rankings[second])
      }
    }
    return agreement
  }

  /// How often a labeler who sees a set a second time orders a pair as before.
  package func labelerConsistency(on sets: [RankedOutputs]) -> PairAgreement {
    var agreement = PairAgreement()
    for (index, labeler) in panel(settings.rewardModel).labelers.enumerated() {
      agreement.add(
        look(at: sets, by: labeler, look: "labeler \(index)"),
        look(at: sets, by: labeler, look: "labeler \(index), again"))
    }
    return agreement
  }
}

extension Course {
  /// What a set of rankings costs and gives.
  package struct RankingWork: Sendable {
    /// Outputs that were looked at; a minute each is the course's assumption.
    package var outputs = 0
    /// Pairs of outputs of one prompt: K (K − 1) / 2 for K outputs.
    package var pairs = 0
  }

  /// The work behind the reward model's training set.
  package func rankingWork() throws -> RankingWork {
    let outputs = try outputs(
      of: supervisedFineTuned(), prompts: settings.rewardModel.rankedPrompts, split: .train,
      settings: settings.rewardModel)
    return outputs.reduce(into: RankingWork()) { work, set in
      let count = set.completions.count
      work.outputs += count
      work.pairs += count * (count - 1) / 2
    }
  }

  /// Marks of several people put on one pile: each output is marked by one of them, in turn.
  ///
  /// - Returns: the ranks that follow from the marks.
  package func markedInTurn(
    _ sets: [RankedOutputs], by markers: [(labeler: Labeler, scale: MarkingScale)]
  ) -> [[Int]] {
    var random = random("marks in turn")
    return sets.map { set in
      ranks(
        of: set.judgements.enumerated().map { index, judgement in
          let (labeler, scale) = markers[index % markers.count]
          return Double(scale.mark(labeler.utility(of: judgement, using: &random)))
        })
    }
  }
}

/// A person's private way of giving marks out of ten.
///
/// Nothing says what a 7 is, so each of two people who like an answer equally well may give another
/// number. The two scales of the lesson are invented, and the text says so.
package struct MarkingScale: Sendable {
  /// The mark for an answer without any merit.
  package var lowest: Double
  /// The mark for the best answer there is.
  package var highest: Double

  package init(lowest: Double, highest: Double) {
    self.lowest = lowest
    self.highest = highest
  }

  /// - Parameter utility: what the labeler feels; without bias and mood it lies in 0...5.
  package func mark(_ utility: Double) -> Int {
    let mark = lowest + (highest - lowest) * utility / 5
    return Int(min(max(mark, 1), 10).rounded())
  }
}
