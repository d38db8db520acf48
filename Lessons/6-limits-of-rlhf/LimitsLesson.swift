import Alignment
import Course
import Metrics
import Models
import Notebook
import ToyWorld

/// Lesson 6: a model that is aligned is aligned to somebody.
func limitsOfRLHF(_ notebook: Notebook, _ course: Course) throws {
  let limits = course.settings.limits
  recordLimitsSettings(course, notebook)

  try notebook.cell("agreement")
  let sets = try course.heldOutRankings(course.settings.isQuick ? 40 : 300)
  let people = course.fairPanel
  var matrix = course.agreementMatrix(of: people, on: sets)
  let own = course.sets(from: try course.learnerRankings())
  if !own.isEmpty {
    matrix.add("you", course.agreements(of: people, withLearner: own))
  }
  let count = people.labelers.count
  let same = matrix.pooled { $0 == $1 && $0 < count }
  let different = matrix.pooled { $0 != $1 && $1 < count }
  notebook.record("agreement/same_labeler", same.share)
  notebook.record("agreement/two_labelers", different.share)
  recordAgreement(matrix, learnerSets: own.count, notebook)
  try notebook.plot(agreementFigure(matrix))

  try notebook.cell("flattery")
  let fair = try course.aligned(to: people, title: "fair panel")
  var doses: [Dose] = []
  for strength in limits.strengths(of: .flattery) {
    let panel = course.panel(liking: .flattery, strength)
    let title = "flattery \(strength.plain)"
    let model = try course.aligned(to: panel, title: title)
    doses.append(Dose(.flattery, strength, model, beside: fair))
  }
  record(doses, notebook)
  notebook.show(doseTable(doses))

  try notebook.cell("likings")
  for dial in [Dial.length, .caution, .cite] {
    for strength in limits.strengths(of: dial) {
      let panel = course.panel(liking: dial, strength)
      let title = "\(dial) \(strength.plain)"
      let model = try course.aligned(to: panel, title: title)
      doses.append(Dose(dial, strength, model, beside: fair))
    }
  }
  record(doses, notebook)
  try notebook.plot(doseFigure(doses))

  try notebook.cell("answers")
  let strongest = strongestDoses(of: doses)
  for kind in [PromptKind.fact, .unknown] {
    notebook.show(sampleTable(kind, fair, strongest))
  }
  recordAdmissions(strongest, beside: fair, notebook)

  try notebook.cell("judges")
  let sft = try course.supervisedFineTuned()
  let before = course.examine(sft.product)
  notebook.record("sft/gold", before.gold)
  notebook.record("fair/gold", fair.answers.gold)
  recordSatisfaction(fair, "fair", before, course, notebook)
  for dose in strongest {
    let name = "\(dose.dial)"
    recordSatisfaction(dose.model, name, before, course, notebook)
    let gain = dose.model.answers.gain(over: fair.answers)
    notebook.record("gain/\(name)_vs_fair", gain)
  }
  notebook.show(satisfactionTable(strongest, notebook.results))

  try notebook.cell("guideline")
  let told = limits.helpfulFirstGuideline
  let noHelp = LabelerBias(caution: -limits.ignorancePenalty)
  notebook.show(guidelineTable(told, noHelp, course))
  let usual = try course.aligned(to: people, effort: .full, title: "fair")
  let eager = try course.aligned(
    to: course.panel(
      course.settings.rewardModel, bias: noHelp, guideline: told),
    effort: .full, title: "helpful first")
  for (setting, model) in [("usual", usual), ("helpful_first", eager)] {
    let invented = Habit.inventing.mean(in: model.answers)
    notebook.record("bias/guideline/\(setting)", invented)
  }
  recordInventing(eager, "helpful_first", beside: usual, notebook)

  try notebook.cell("prompts")
  let facts = PromptMix.equalShares(of: [.fact, .rumour, .folk])
  let narrow = try course.aligned(
    to: people, mix: facts, effort: .full, title: "facts only")
  for (setting, model) in [("all_kinds", usual), ("facts_only", narrow)] {
    let invented = Habit.inventing.mean(in: model.answers)
    notebook.record("bias/prompts/\(setting)", invented)
  }
  recordInventing(narrow, "facts_only", beside: usual, notebook)
  try notebook.plot(inventingFigure(before, usual, eager, narrow))

  try notebook.cell("prejudice")
  let bigots = LabelerBias(prejudice: limits.prejudice)
  let rankers = course.panel(course.settings.rewardModel, bias: bigots)
  var cases: [PrejudiceCase] = []
  for writers in ["fair", "prejudiced"] {
    let start = try course.supervisedFineTuned(
      isPrejudiced: writers == "prejudiced", title: "SFT, \(writers) writers")
    cases.append(PrejudiceCase(writers, "none", start.product, course))
    for (name, panel) in [("fair", people), ("prejudiced", rankers)] {
      let policy = try course.alignedOnPremises(
        to: panel, from: start, title: "\(writers) writers, \(name) rankers")
      cases.append(PrejudiceCase(writers, name, policy, course))
    }
  }

  try notebook.cell("two by two")
  record(cases, notebook)
  try recordSampledSlander(course, notebook)
  notebook.show(prejudiceTable(cases))
  try notebook.plot(prejudiceFigure(cases))

  try notebook.cell("divided")
  let divided = course.dividedPanel(cautious: limits.minority)
  let panel = divided.panel
  let map = course.agreementMatrix(of: panel, on: sets)
  recordDivision(map, divided, notebook)
  try notebook.plot(dividedFigure(map))
  let judge = try course.rewardModel(of: panel, title: "divided").product
  let byReward = course.scores(of: sets, by: judge).map(ranks(of:))
  for (name, labelers) in [
    ("all", panel.labelers), ("bold", divided.bold),
    ("cautious", divided.cautious),
  ] {
    let agreement = course.agreement(
      of: byReward, with: labelers, on: sets)
    notebook.record("divided/accuracy/\(name)", agreement.share)
  }

  try notebook.cell("majority")
  var votes: [Vote] = []
  for cautious in 0...count {
    let panel = course.dividedPanel(cautious: cautious).panel
    let model = try course.aligned(
      to: panel, title: "\(cautious) cautious labelers")
    votes.append(Vote(cautious, model, on: sets, course))
  }
  record(votes, notebook)
  try notebook.plot(voteFigure(votes))

  try notebook.cell("you")
  let counts = own.isEmpty ? [] : [0, 1, limits.learnerCopies]
  for copies in counts {
    let title = "your rankings × \(copies)"
    let model = try course.rewardModel(
      of: people, learnerCopies: copies, title: title)
    record(model.product, copies, own, people, sets, course, notebook)
  }
  if !own.isEmpty { notebook.show(listenerTable(counts, notebook.results)) }

  try notebook.cell("naturally")
  let base = try course.base().product
  var random = course.random("base")
  let untrained = LanguageModel(base.configuration, using: &random)
  let steps = [
    ("untrained", untrained), ("base", base), ("sft", sft.product),
    ("ppo", try course.policy().product),
  ]
  for (name, model) in steps {
    recordStep(name, model, course, notebook)
  }
  notebook.show(stepTable(steps.map(\.0), notebook.results))
  notebook.show(naturalTable(steps, course))
}
