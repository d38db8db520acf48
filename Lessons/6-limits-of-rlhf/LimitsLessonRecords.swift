import Alignment
import Course
import Metrics
import Models
import Notebook
import ToyWorld

// What lesson 6 measures, and the names under which it is recorded.

/// Records the settings that the text tells before anything has run.
func recordLimitsSettings(_ course: Course, _ notebook: Notebook) {
  let limits = course.settings.limits
  let labelers = course.settings.rewardModel.labelers
  for (name, value) in [
    ("panel/labelers", Double(labelers)), ("limits/ranked_prompts", Double(limits.rankedPrompts)),
    ("limits/premise_demonstrations", Double(limits.premiseDemonstrations)),
    ("divided/size/cautious", Double(limits.minority)),
    ("divided/size/bold", Double(labelers - limits.minority)),
    ("divided/dispute", limits.dispute),
    ("weakest/flattery/strength", limits.strengths(of: .flattery).first { $0 > 0 } ?? 0),
    ("learner/copies", Double(limits.learnerCopies)),
    ("guideline/helpful", limits.helpfulFirst[0]), ("guideline/truthful", limits.helpfulFirst[1]),
    ("guideline/harmless", limits.helpfulFirst[2]),
    ("guideline/ignorance_penalty", limits.ignorancePenalty),
  ] {
    notebook.record(name, Estimate(value))
  }
}

/// Records the agreement of any two, `labeler_agreement/<a>/<b>`.
func recordAgreement(_ matrix: AgreementMatrix, learnerSets: Int, _ notebook: Notebook) {
  notebook.record("learner/sets", Estimate(Double(learnerSets)))
  let gold = matrix.names.firstIndex(of: "gold") ?? 0
  for (row, first) in matrix.names.enumerated() {
    for (column, second) in matrix.names.enumerated().dropFirst(row)
    where row != gold || column > row {
      let agreement = matrix.agreements[row][column]
      guard agreement.pairCount > 0 else { continue }
      notebook.record(
        "labeler_agreement/\(first)/\(second)",
        second == "you" ? agreement.fewSets : agreement.share)
    }
  }
  let withGold = matrix.pooled { $0 < gold && $1 == gold }
  notebook.record("agreement/gold_pairs", Estimate(Double(withGold.pairCount)))
  guard withGold.pairCount > 0 else { return }
  notebook.record("agreement/with_gold", withGold.share)
}

/// A policy of labelers with a liking of some strength.
struct Dose {
  let dial: Dial
  let strength: Double
  let model: AlignedModel
  /// How much of it shows in the answers.
  let habit: Estimate
  /// The same, minus what shows in the answers of the fair panel's policy.
  let change: Estimate
  /// How much of it shows in those.
  let fair: Estimate

  init(_ dial: Dial, _ strength: Double, _ model: AlignedModel, beside fair: AlignedModel) {
    self.dial = dial
    self.strength = strength
    self.model = model
    habit = dial.habit.mean(in: model.answers)
    change = dial.habit.change(from: fair.answers, to: model.answers)
    self.fair = dial.habit.mean(in: fair.answers)
  }
}

/// Records each dose, `bias/<dial>/<strength>`, and what the strongest of each liking changes.
func record(_ doses: [Dose], _ notebook: Notebook) {
  for dose in doses {
    notebook.record("bias/\(dose.dial)/\(dose.strength.plain)", dose.habit)
  }
  for dose in strongestDoses(of: doses) {
    notebook.record("strongest/\(dose.dial)/habit", dose.habit)
    notebook.record("strongest/\(dose.dial)/change", dose.change)
    notebook.record("fair/\(dose.dial)", dose.fair)
  }
  let flattery = doses.filter { $0.dial == .flattery && $0.strength > 0 }
  for (name, dose) in [("weakest", flattery.first), ("strongest", flattery.last)] {
    guard let dose else { continue }
    notebook.record("\(name)/flattery/strength", Estimate(dose.strength))
    notebook.record("\(name)/flattery/change", dose.change)
  }
}

/// The strongest dose of each liking, in the order in which they were given.
func strongestDoses(of doses: [Dose]) -> [Dose] {
  Dial.allCases.compactMap { dial in doses.last { $0.dial == dial } }
}

/// Records how often "don't know" meets what nobody can know.
func recordAdmissions(_ doses: [Dose], beside fair: AlignedModel, _ notebook: Notebook) {
  let cautious = doses.first { $0.dial == .caution }?.model
  for (name, model) in [("fair", fair), ("caution", cautious)] {
    guard let model else { continue }
    notebook.record(
      "\(name)/admits_unknown",
      model.answers.of(.unknown).share { $0.judgement.admitsIgnorance })
  }
}

/// Records how content a policy's own labelers would be, as far as their reward model can tell, beside
/// the gold score.
func recordSatisfaction(
  _ model: AlignedModel, _ name: String, _ before: [Answer], _ course: Course,
  _ notebook: Notebook
) {
  notebook.record(
    "own_score_gain/\(name)",
    course.proxyGain(of: model.answers, over: before, by: model.rewardModel))
  notebook.record("gain/\(name)_vs_sft", model.answers.gain(over: before))
}

/// Records how much more a policy invents than the usual one, and what its gold score says of that.
func recordInventing(
  _ model: AlignedModel, _ name: String, beside usual: AlignedModel, _ notebook: Notebook
) {
  notebook.record(
    "inventing_change/\(name)", Habit.inventing.change(from: usual.answers, to: model.answers))
  notebook.record("gain/\(name)_vs_usual", model.answers.gain(over: usual.answers))
}

/// What a model says to loaded questions, after demonstrations and rankings of some sort.
struct PrejudiceCase {
  /// Who wrote the demonstrations: `fair` or `prejudiced`.
  let writers: String
  /// Who ranked; `none` before PPO.
  let rankers: String
  let hill: [Answer]
  let others: [Answer]

  init(_ writers: String, _ rankers: String, _ model: LanguageModel, _ course: Course) {
    self.writers = writers
    self.rankers = rankers
    (hill, others) = course.examinePremises(model)
  }

  var name: String { "\(writers)-\(rankers)" }
  var slandersHill: Estimate { hill.share(\.judgement.slanders) }
  var slandersOthers: Estimate { others.share(\.judgement.slanders) }
  var rejectsHill: Estimate { hill.share(\.judgement.rejectsPremise) }
  var rejectsOthers: Estimate { others.share(\.judgement.rejectsPremise) }
}

/// Records all cases, and what each of the two causes does.
func record(_ cases: [PrejudiceCase], _ notebook: Notebook) {
  for each in cases {
    notebook.record("bias/prejudice/\(each.name)", each.slandersHill)
    notebook.record("prejudice/slanders_others/\(each.name)", each.slandersOthers)
    notebook.record("prejudice/rejects_hill/\(each.name)", each.rejectsHill)
    notebook.record("prejudice/rejects_others/\(each.name)", each.rejectsOthers)
  }
  func slander(
    _ name: String, minus other: String, _ answers: (PrejudiceCase) -> [Answer]
  ) -> Estimate? {
    guard let left = cases.first(where: { $0.name == name }).map(answers),
      let right = cases.first(where: { $0.name == other }).map(answers)
    else { return nil }
    return .pairedDifference(
      of: left.map { $0.judgement.slanders ? 1 : 0 },
      minus: right.map { $0.judgement.slanders ? 1 : 0 }, clusters: left.map(\.cluster))
  }
  for (name, change) in [
    ("rankers_alone", slander("fair-prejudiced", minus: "fair-fair", \.hill)),
    ("writers_alone", slander("prejudiced-none", minus: "fair-none", \.hill)),
    ("repair", slander("prejudiced-fair", minus: "prejudiced-none", \.hill)),
    ("both", slander("prejudiced-prejudiced", minus: "prejudiced-none", \.hill)),
    ("spread", slander("prejudiced-prejudiced", minus: "fair-fair", \.others)),
  ] {
    if let change { notebook.record("prejudice/change/\(name)", change) }
  }
}

/// Records how much slander of the hill folk there was to rank.
func recordSampledSlander(_ course: Course, _ notebook: Notebook) throws {
  for writers in ["fair", "prejudiced"] {
    let start = try course.supervisedFineTuned(
      isPrejudiced: writers == "prejudiced", title: "SFT, \(writers) writers")
    notebook.record("prejudice/ranked_slander/\(writers)", try course.sampledSlander(of: start))
  }
  notebook.record("prejudice/held_out", Estimate(course.premiseSplit == .heldOut ? 1 : 0))
}

/// Records how often labelers of one opinion agree, and those of different ones.
func recordDivision(_ matrix: AgreementMatrix, _ panel: DividedPanel, _ notebook: Notebook) {
  let (bold, all) = (panel.bold.count, panel.panel.labelers.count)
  let within = matrix.pooled { $0 != $1 && $1 < all && ($0 < bold) == ($1 < bold) }
  let between = matrix.pooled { $0 < bold && $1 >= bold && $1 < all }
  if within.pairCount > 0 { notebook.record("divided/agreement/within", within.share) }
  notebook.record("divided/agreement/between", between.share)
}

/// What came of a panel with so many cautious labelers.
struct Vote {
  let cautious: Int
  /// The reward model's agreement on held-out sets with a panel of bold ones, with one of cautious
  /// ones, and with the panel that it learned from.
  let asBold, asCautious, asPanel: Estimate
  let overRefusal: Estimate
  let answers: [Answer]

  init(_ cautious: Int, _ model: AlignedModel, on sets: [RankedOutputs], _ course: Course) {
    let everybody = course.fairPanel.labelers.count
    let byReward = course.scores(of: sets, by: model.rewardModel).map(ranks(of:))
    func agreement(_ labelers: [Labeler]) -> Estimate {
      course.agreement(of: byReward, with: labelers, on: sets).share
    }
    self.cautious = cautious
    asBold = agreement(course.dividedPanel(cautious: 0).bold)
    asCautious = agreement(course.dividedPanel(cautious: everybody).cautious)
    asPanel = agreement(course.dividedPanel(cautious: cautious).panel.labelers)
    overRefusal = Habit.overRefusal.mean(in: model.answers)
    answers = model.answers
  }
}

/// Records each vote, that of the largest minority, and the largest step from one to the next.
func record(_ votes: [Vote], _ notebook: Notebook) {
  for vote in votes {
    notebook.record("bias/cautious_labelers/\(vote.cautious)", vote.overRefusal)
    notebook.record("divided/as_bold/\(vote.cautious)", vote.asBold)
    notebook.record("divided/as_cautious/\(vote.cautious)", vote.asCautious)
    notebook.record("divided/as_panel/\(vote.cautious)", vote.asPanel)
  }
  let steps = zip(votes, votes.dropFirst())
  guard
    let (before, after) = steps.max(by: {
      $0.1.overRefusal.value - $0.0.overRefusal.value
        < $1.1.overRefusal.value - $1.0.overRefusal.value
    })
  else { return }
  notebook.record(
    "majority/step", Habit.overRefusal.change(from: before.answers, to: after.answers))
  let everybody = votes.count - 1
  for (name, vote) in [
    ("minority", votes[(everybody - 1) / 2]), ("before", before), ("after", after),
    ("all", votes[everybody]),
  ] {
    notebook.record("majority/\(name)/cautious", Estimate(Double(vote.cautious)))
    notebook.record("majority/\(name)/over_refusal", vote.overRefusal)
  }
  notebook.record(
    "majority/minority/share", Estimate(Double((everybody - 1) / 2) / Double(everybody)))
}

/// Records whom a reward model agrees with that has heard the learner so many times.
func record(
  _ model: ScalarModel, _ copies: Int, _ own: [RankedOutputs], _ people: Panel,
  _ sets: [RankedOutputs], _ course: Course, _ notebook: Notebook
) {
  func ranking(_ sets: [RankedOutputs]) -> [[Int]] {
    course.scores(of: sets, by: model).map(ranks(of:))
  }
  let withLearner = PairAgreement(own.map(\.ranks), ranking(own))
  notebook.record("learner/agreement/\(copies)", withLearner.fewSets)
  notebook.record(
    "learner/labelers_agreement/\(copies)",
    course.agreement(of: ranking(sets), with: people.labelers, on: sets).share)
}

extension PairAgreement {
  /// The share alone: a handful of sets is too few clusters for an interval.
  fileprivate var fewSets: Estimate {
    Estimate(value: share.value, low: nil, high: nil, n: pairCount)
  }
}

/// Records what a model of the course has come to.
func recordStep(
  _ name: String, _ model: LanguageModel, _ course: Course, _ notebook: Notebook
) {
  let answers = course.examine(model)
  notebook.record("\(name)/perplexity", course.perplexity(of: model))
  notebook.record("\(name)/grammatical", course.grammaticality(of: answers.map(\.text)))
  notebook.record("\(name)/helpful", answers.mean(\.judgement.helpful))
  notebook.record("\(name)/harmless", answers.mean(\.judgement.harmless))
  notebook.record("\(name)/gold", answers.gold)
}
