import LessonKit

extension Lesson {
  package static let limitsOfRLHF = Lesson(
    "6-limits-of-rlhf", step: .limits, settings: LimitsSettings.self,
    trying: (["limits"], flattering), run: lesson)
}

/// Lesson 6: a model that is aligned is aligned to somebody.
private func lesson(
  _ notebook: Notebook, _ course: Course, _ settings: LimitsSettings
) throws {
  let limits = settings.limits
  let helpfulFirst = limits.helpfulFirstGuideline
  notebook.record(course.labelMixture)
  notebook.record([
    "divided/size/bold": course.fairPanel.labelers.count - limits.minority,
    "weakest/flattery/strength": limits.strengths(of: .flattery).first { $0 > 0 } ?? 0,
    "guideline/helpful": helpfulFirst.helpful, "guideline/truthful": helpfulFirst.truthful,
    "guideline/harmless": helpfulFirst.harmless,
    "guideline/perfect": course.settings.rubric.total,
  ])

  let lab = Lab(course, limits)
  let contest = Contest(lab)
  if let contest { notebook.record(contest) }

  try notebook.cell("agreement")
  let sets = try course.heldOutRankings()
  let people = course.fairPanel
  let own = course.sets(from: try course.learnerRankings())
  var matrix = AgreementMatrix(of: people, on: sets, course)
  if !own.isEmpty { matrix.addLearner(own, besides: people, course) }
  notebook.record(matrix)
  notebook.record(["learner/sets": own.count])
  notebook.show(matrix.table)

  try notebook.cell("utility")
  if let contest {
    notebook.show(contest.introduction)
    try notebook.tryOut(contest.examples) { answer in
      notebook.show(contest.table(of: answer))
    }
  }

  try notebook.cell("flattery")
  let sft = try course.supervisedFineTuned().product
  let fair = try lab.aligned(to: people, title: "fair-panel")
  var doses = Doses(fair: fair, before: course.examine(sft))
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
  try notebook.plot(doses.figure(notebook.worlds))

  try notebook.cell("answers")
  for kind in [PromptKind.fact, .unknown] {
    notebook.show(doses.samples(kind))
  }

  try notebook.cell("judges")
  let before = doses.before
  notebook.record(["sft/gold": before.gold, "fair/gold": fair.answers.gold])
  let judges = Judges(doses, course)
  notebook.record(judges)
  try notebook.plot(judges.figure(notebook.worlds))

  try notebook.cell("guideline")
  let worths = GuidelineWorths(lab)
  notebook.record(worths)
  notebook.show(worths.table)
  let usual = try lab.aligned(to: people, effort: .full, title: "fair")
  let eager = try lab.aligned(
    to: lab.helpfulFirstPanel, effort: .full, title: "helpful-first")
  notebook.record(
    inventing(
      by: "guideline", "helpful_first", eager, unlike: "usual", usual))

  try notebook.cell("prompts")
  let facts = PromptMix.equalShares(of: [.fact, .rumour, .folk])
  let narrow = try lab.aligned(
    to: people, mix: facts, effort: .full, title: "facts-only")
  notebook.record(
    inventing(
      by: "prompts", "facts_only", narrow, unlike: "all_kinds", usual))
  notebook.record(["sft/invents": Habit.inventing.mean(in: before)])
  try notebook.plot(
    inventingFigure(before, usual, eager, narrow, notebook.worlds))

  try notebook.cell("prejudice")
  let bigots = course.panel(
    course.settings.rewardModel.ranking,
    bias: LabelerBias(prejudice: limits.prejudice))
  let panels = [("fair", people), ("prejudiced", bigots)]
  var prejudice = Prejudice(course)
  try prejudice.add(isPrejudiced: false, panels, lab)
  try prejudice.add(isPrejudiced: true, panels, lab)
  notebook.record(prejudice)
  try notebook.plot(prejudice.figure(notebook.worlds))

  try notebook.cell("rejections")
  notebook.show(prejudice.table)

  try notebook.cell("majority")
  let models = try (0...people.labelers.count).map { cautious in
    try lab.aligned(
      to: lab.dividedPanel(cautious: cautious).panel,
      title: .count("cautious", cautious))
  }
  let votes = Votes(models, on: sets, lab)
  notebook.record(votes)
  try notebook.plot(votes.figure(notebook.worlds))

  try notebook.cell("feelings")
  try notebook.tryOut(["12", "1"]) { text in
    guard let contest, let feeling = Double(text) else { return }
    notebook.show(contest.votes(feeling: feeling))
  }

  try notebook.cell("divided")
  let divided = lab.dividedPanel(cautious: limits.minority)
  let judge = try lab.rewardModel(of: divided.panel, title: "divided")
  let division = Division(divided, servedBy: judge.product, on: sets, course)
  notebook.record(division)
  notebook.show(division.table)

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
  let ppo = try course.policy().product
  let steps = Steps(
    [("untrained", untrained), ("base", base), ("sft", sft), ("ppo", ppo)],
    course)
  notebook.record(steps)
  notebook.show(steps.table)
  try course.showOwnJudge(course.rewardModel().product, notebook)
  try notebook.plot(steps.figure(notebook.worlds))
}
