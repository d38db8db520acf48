import LessonKit

extension Lesson {
  package static let verifiableRewards = Lesson(
    "8-verifiable-rewards", step: .checked, settings: CheckedSettings.self, run: lesson)
}

/// Lesson 8: rewards that can be checked, and what else takes people's place.
private func lesson(
  _ notebook: Notebook, _ course: Course, _ settings: CheckedSettings
) throws {
  notebook.record(["pass/middle": settings.passes.middle])

  try notebook.cell("verify")
  let sft = try course.supervisedFineTuned()
  let start = try course.rewarded("sft", "sft", sft.writer)
  notebook.record(start.results(beside: start))
  notebook.record(course.studentSize(beside: sft.product))
  notebook.show(course.checks(of: start.heldOut))

  try notebook.cell("train")
  let (judge, weak) = (try course.rewardModel(), try course.weakJudge(settings.overOptimization))
  let truth = try course.rewarded("truth", by: .verifier(.truth))
  let judged = RewardedPolicies(
    start: start,
    policies: [
      try course.rewarded("weak", by: .model(weak)),
      try course.rewarded("judge", by: .model(judge)), truth,
    ])
  notebook.metrics = truth.metrics
  notebook.record(judged)
  notebook.show(judged.table("rewards"))
  try notebook.plot(judged.figure())

  try notebook.cell("kinds")
  let kinds = RightByKind(start: start, trained: truth)
  notebook.record(kinds)
  notebook.show(kinds.table)

  try notebook.cell("passes")
  let base = try course.base().product
  let curves = PassCurves(
    curves: [Split.train, .heldOut].flatMap { split in
      [("base", base), ("sft", sft.product), ("truth", truth.model.model)].map { name, model in
        course.passCurve(name, model, split, settings.passes)
      }
    }, settings: settings.passes)
  notebook.record(curves)
  try notebook.plot(curves.figure(beside: notebook.worlds))

  try notebook.cell("spurious")
  let spurious = RewardedPolicies(
    start: start,
    policies: [
      truth, try course.rewarded("format", by: .verifier(.format)),
      try course.rewarded("coin", by: .verifier(.coin)),
      try course.rewarded("free", by: .verifier(.coin)) { $0.clipRange = 1000 },
    ])
  notebook.record(spurious)
  notebook.show(spurious.table("spurious"))

  try notebook.cell("entropy")
  notebook.record(EntropyLaw(truth.metrics))
  try notebook.plot(spurious.entropyFigure(EntropyLaw(truth.metrics)))

  try notebook.cell("forgetting")
  let forgetting = ForgettingReport(
    start: course.tested(sft.product, answers: start.heldOut),
    models: try course.furtherModels(settings.forgetting, beside: truth))
  notebook.record(forgetting)
  notebook.show(forgetting.table)
  try notebook.plot(forgetting.figure(beside: notebook.worlds))

  try notebook.cell("critic")
  let critic = try course.critic(settings.critic, weights: settings.constitution)
  notebook.show(course.verdicts(of: critic, on: start.heldOut.firstOfEachKind))
  let feedback = try course.feedback(
    critic, marks: settings.critic.marking.answers, weak: weak.product,
    weakPrompts: settings.overOptimization.rankedPrompts)
  notebook.record(feedback)
  notebook.show(feedback.table)

  try notebook.cell("constitution")
  let beta = settings.feedback.klCoefficient
  let leashed = RewardedPolicies(
    start: start,
    policies: [
      try course.leashed("weak", at: beta, by: .model(weak)),
      try course.leashed("critic", at: beta, by: .critic(critic)),
      try course.leashed("judge", at: beta, by: .model(judge)),
      try course.rewarded("unleashed/critic", by: .critic(critic)),
    ])
  notebook.record(leashed)
  notebook.show(leashed.table("leashed"))

  try notebook.cell("student")
  let students = try course.students(of: truth)
  notebook.record(students)
  notebook.show(students.table)
}

extension Course {
  /// What the verifier says of one answer to each kind of prompt.
  func checks(of answers: [Answer]) -> Table {
    Table(
      "checks", columns: ["prompt", "answer", .number("right"), .number("gold")],
      rows: answers.firstOfEachKind.map { answer in
        [
          answer.prompt.text, answer.shown, answer.isRight ? "1" : "0",
          answer.gold.formatted(places: 2),
        ]
      })
  }
}
