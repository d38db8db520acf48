import Alignment
import Course
import Metrics
import Models
import Notebook
import ToyWorld
import Words

// With `--labels`, the course's reward model and policy are aligned to people's own rankings, too. Here they
// are held against those of the simulated labelers alone.

extension Course {
  /// How much of what the reward model reads comes from people; zeros without `--labels`.
  package var labelMixture: Results {
    let (sets, weight) = (labels?.training.count ?? 0, settings.labels.weight)
    let simulated = settings.rewardModel.ranking.rankedPrompts
    return [
      "labels/sets": sets, "labels/held_out": labels?.heldOut.count ?? 0,
      "labels/people": labels?.labelers.count ?? 0,
      "labels/share": Double(sets * weight) / Double(sets * weight + simulated),
    ]
  }

  /// How often a reward model orders a pair as those did who labeled, on sets that it hasn't read; nil where
  /// there are none.
  package func agreementWithLabels(of model: ScalarModel) -> Estimate? {
    agreement(of: model, with: labels?.heldOut ?? [])
  }

  /// How often a reward model orders a pair as a ranking does; nil without any.
  package func agreement(of model: ScalarModel, with rankings: [RankingRecord]) -> Estimate? {
    let own = sets(from: rankings)
    let agreement = PairAgreement(
      own.map(\.ranks), scores(of: own, by: model).map(ranks(of:)))
    return agreement.pairCount > 0 ? agreement.share : nil
  }

  /// The reward model of the simulated labelers alone.
  private func referenceJudge() throws -> Stage<ScalarModel, [Double]> {
    try rewardModel(settings.rewardModel, learnerCopies: 0, title: "reference-reward-model")
  }

  /// Shows whom a reward model agrees with that has heard people, too; nothing without `--labels`.
  package func showOwnJudge(_ own: ScalarModel, _ notebook: Notebook) throws {
    guard labels != nil else { return }
    let reference = try referenceJudge().product
    let shares = (agreementWithLabels(of: reference), agreementWithLabels(of: own))
    notebook.record(["labels/agreement/reference": shares.0, "labels/agreement/own": shares.1])
    notebook.show(
      Table(
        "own-judge", columns: ["judge", .number("alike")],
        rows: [[Label("reference"), shares.0], [Label("own"), shares.1]]))
  }

  /// Shows the policy that is aligned to people, too, beside the reference; nothing without `--labels`.
  package func showOwnPolicy(_ own: LanguageModel, _ notebook: Notebook) throws {
    guard labels != nil else { return }
    let judge = try referenceJudge()
    let reference = try policy(settings.ppo, against: judge, title: "reference-ppo").product
    let (before, after) = (examine(reference), examine(own))
    try showOwnJudge(rewardModel().product, notebook)
    notebook.record([
      "labels/gold/reference": before.gold, "labels/gold/own": after.gold,
      "gain/own_vs_reference": after.gain(over: before),
    ])
    var table = Table("own-policy", columns: ["prompt", "reference", "own"])
    for (old, new) in zip(before.firstOfEachKind, after.firstOfEachKind) {
      table.add(old.prompt.text, old.withGold, new.withGold)
    }
    table.add(Label("mean"), before.gold, after.gold)
    notebook.show(table)
  }
}

extension Answer {
  /// `i do not know . (1.00)`
  fileprivate var withGold: String { "\(text) (\(gold.formatted(places: 2)))" }
}
