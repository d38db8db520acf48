import LessonKit

extension Lesson {
  package static let limitsOfRLHF = Lesson(
    "6-limits-of-rlhf", step: .limits, settings: LimitsSettings.self, run: lesson)
}

/// Lesson 6: a model that is aligned is aligned to somebody.
private func lesson(
  _ notebook: Notebook, _ course: Course, _ settings: LimitsSettings
) throws {
  let limits = settings.limits
  let helpfulFirst = limits.helpfulFirstGuideline
  notebook.record([
    "divided/size/bold": course.fairPanel.labelers.count - limits.minority,
    "weakest/flattery/strength": limits.strengths(of: .flattery).first { $0 > 0 } ?? 0,
    "guideline/helpful": helpfulFirst.helpful, "guideline/truthful": helpfulFirst.truthful,
    "guideline/harmless": helpfulFirst.harmless,
  ])

  try notebook.cell("agreement")
  let sets = try course.heldOutRankings()
  let people = course.fairPanel
  let own = course.sets(from: try course.learnerRankings())
  var matrix = AgreementMatrix(of: people, on: sets, course)
  if !own.isEmpty { matrix.addLearner(own, besides: people, course) }
  notebook.record(matrix)
  notebook.record(["learner/sets": own.count])
  try notebook.plot(matrix.figure("agreement"))

  try notebook.cell("flattery")
  let lab = Lab(course, limits)
  let fair = try lab.aligned(to: people, title: "fair-panel")
  var doses = Doses(fair: fair)
  for strength in limits.strengths(of: .flattery) {
    let panel = lab.panel(liking: .flattery, strength)
    let model = try lab.aligned(
      to: panel, title: Dial.flattery.label(strength))
    doses.add(.flattery, strength, model)
  }
  notebook.record(doses)
  notebook.show(doses.table)

  try notebook.cell("likings")
  for dial in [Dial.length, .caution, .cite] {
    for strength in limits.strengths(of: dial) {
      let panel = lab.panel(liking: dial, strength)
      let model = try lab.aligned(to: panel, title: dial.label(strength))
      doses.add(dial, strength, model)
    }
  }
  notebook.record(doses)
  try notebook.plot(doses.figure)

  try notebook.cell("answers")
  for kind in [PromptKind.fact, .unknown] {
    notebook.show(doses.samples(kind))
  }

  try notebook.cell("judges")
  let sft = try course.supervisedFineTuned()
  let before = course.examine(sft.product)
  let judges = Judges(doses, before: before, course)
  notebook.record(["sft/gold": before.gold, "fair/gold": fair.answers.gold])
  notebook.record(judges)
  notebook.show(judges.table)

  try notebook.cell("guideline")
  let told = limits.helpfulFirstGuideline
  let noHelp = LabelerBias(caution: -limits.ignorancePenalty)
  notebook.show(guidelineTable(told, noHelp, course))
  let usual = try lab.aligned(to: people, effort: .full, title: "fair")
  let eager = try lab.aligned(
    to: course.panel(
      course.settings.rewardModel.ranking, bias: noHelp, guideline: told),
    effort: .full, title: "helpful-first")
  notebook.record(
    inventing(by: "guideline", "helpful_first", eager, unlike: "usual", usual))

  try notebook.cell("prompts")
  let facts = PromptMix.equalShares(of: [.fact, .rumour, .folk])
  let narrow = try lab.aligned(
    to: people, mix: facts, effort: .full, title: "facts-only")
  notebook.record(
    inventing(by: "prompts", "facts_only", narrow, unlike: "all_kinds", usual))
  try notebook.plot(inventingFigure(before, usual, eager, narrow))

  try notebook.cell("prejudice")
  let bigots = LabelerBias(prejudice: limits.prejudice)
  let rankers = course.panel(
    course.settings.rewardModel.ranking, bias: bigots)
  var prejudice = Prejudice()
  for writers in ["fair", "prejudiced"] {
    let start = try lab.supervisedFineTuned(
      isPrejudiced: writers == "prejudiced")
    prejudice.add(
      writers, "none", course.examinePremises(start.product),
      ranked: try lab.sampledSlander(of: start))
    for (name, panel) in [("fair", people), ("prejudiced", rankers)] {
      let model = try lab.aligned(
        to: panel, mix: lab.premiseMix, from: start, effort: .premises,
        title: Label("\(writers)-\(name)"))
      prejudice.add(writers, name, course.examinePremises(model.policy))
    }
  }

  try notebook.cell("two by two")
  notebook.record(prejudice)
  let isHeldOut = course.premiseSplit == .heldOut
  notebook.record(["prejudice/held_out": isHeldOut])
  notebook.show(prejudice.table)
  try notebook.plot(prejudice.figure)

  try notebook.cell("divided")
  let divided = lab.dividedPanel(cautious: limits.minority)
  let map = AgreementMatrix(of: divided.panel, on: sets, course)
  notebook.record(map.division(bold: divided.bold.count))
  try notebook.plot(map.figure("agreement-divided"))
  let judge = try lab.rewardModel(of: divided.panel, title: "divided")
  let byReward = course.ranking(of: sets, by: judge.product)
  let (all, bold, cautious) = (
    course.agreement(of: byReward, with: divided.panel.labelers, on: sets),
    course.agreement(of: byReward, with: divided.bold, on: sets),
    course.agreement(of: byReward, with: divided.cautious, on: sets)
  )
  notebook.record([
    "divided/accuracy/all": all.share, "divided/accuracy/bold": bold.share,
    "divided/accuracy/cautious": cautious.share,
    "divided/bold_minus_cautious": bold.gain(over: cautious),
  ])

  try notebook.cell("majority")
  let models = try (0...people.labelers.count).map { cautious in
    try lab.aligned(
      to: lab.dividedPanel(cautious: cautious).panel,
      title: .count("cautious", cautious))
  }
  let votes = Votes(models, on: sets, lab)
  notebook.record(votes)
  try notebook.plot(votes.figure)

  try notebook.cell("you")
  var listeners = Listeners()
  for copies in own.isEmpty ? [] : [0, 1, limits.learnerCopies] {
    let model = try lab.rewardModel(
      of: people, learnerCopies: copies, title: .count("you", copies))
    listeners.add(copies, model.product, own, people, sets, course)
  }
  notebook.record(listeners)
  if !own.isEmpty { notebook.show(listeners.table) }

  try notebook.cell("naturally")
  let base = try course.base().product
  var random = course.random("base")
  let untrained = LanguageModel(base.configuration, using: &random)
  let steps = Steps(
    [
      ("untrained", untrained), ("base", base), ("sft", sft.product),
      ("ppo", try course.policy().product),
    ], course)
  notebook.record(steps)
  notebook.show(steps.table)
  notebook.show(steps.samples)
}
