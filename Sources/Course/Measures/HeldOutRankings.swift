import ToyWorld
import Words

extension Course {
  /// The people who rank for the course's reward model.
  package var fairPanel: Panel { panel(settings.rewardModel.ranking) }

  /// Sets of outputs that the course's reward model learns from, ranked by the panel.
  package func trainRankings() throws -> [RankedOutputs] {
    let settings = settings.rewardModel.ranking
    let outputs = try outputs(
      of: supervisedFineTuned(), prompts: settings.rankedPrompts, split: .train, settings: settings)
    return ranked(outputs.product, by: fairPanel, purpose: "train")
  }

  /// Sets of outputs for held-out prompts, ranked by the panel: nothing here was trained on.
  package func heldOutRankings() throws -> [RankedOutputs] {
    let outputs = try outputs(
      of: supervisedFineTuned(), prompts: settings.examination.rankedPrompts, split: .heldOut,
      settings: settings.rewardModel.ranking)
    return try rankable(ranked(outputs.product, by: fairPanel, purpose: "held-out"))
  }

  /// - Throws: `Failure` where a model wrote nothing that can be ranked, as one does that has been
  ///   trained with a learning rate far too high.
  package func rankable(_ sets: [RankedOutputs]) throws -> [RankedOutputs] {
    guard sets.isEmpty else { return sets }
    throw Failure("nothing-to-rank")
  }

  /// How one labeler ranks every set. The same labeler in another `look` is in another mood.
  package func look(at sets: [RankedOutputs], by labeler: Labeler, look: String) -> [[Int]] {
    var random = random("look/\(look)")
    return sets.map { labeler.rank($0.judgements, using: &random) }
  }
}
