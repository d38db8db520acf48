import LessonKit

extension Lesson {
  package static let otherWays = Lesson(
    "7-other-ways", step: .others, settings: OtherWaysSettings.self, run: lesson)
}

/// Lesson 7: the same reward by other ways, beside the best that there is.
private func lesson(
  _ notebook: Notebook, _ course: Course, _ settings: OtherWaysSettings
) throws {
  let beta = course.settings.ppo.klCoefficient
  let frontier = settings.frontier
  notebook.record(course.samplesDrawn)
  notebook.record(BestOfN.bounds)

  try notebook.cell("optimum")
  let judge = try course.rewardModel().product
  let arena = try course.arena(frontier, judge: judge)
  let example = course.example(of: arena, beta: beta)
  notebook.record(example)
  notebook.show(example.table)

  try notebook.cell("best")
  let counts = [1, 4, 16, 64].filter { $0 <= frontier.samples }
  let best = BestOfN(of: arena.samples, counts: counts)
  notebook.record(best)
  notebook.show(best.table)

  try notebook.cell("selection")
  let selected = try course.selectedWays(arena, frontier, beta: beta)
  let selection = SelectionReport(
    start: arena.start, best: selected[0], random: selected[1])
  notebook.record(selection)
  notebook.show(selection.table)

  try notebook.cell("direct")
  let direct = try course.directTraining(
    "dpo", klCoefficient: course.settings.dpo.klCoefficient, sets: 400)
  let long = try course.directTraining(
    "dpo_long", klCoefficient: frontier.longLeash, sets: 400)
  notebook.metrics = direct.metrics
  notebook.record(direct)
  notebook.record(long)
  try notebook.plot(
    Figure(
      name: "direct", title: long.hasSunk ? "title" : "title-even",
      panels: [direct.panel, long.panel]))

  try notebook.cell("groups")
  let lab = GroupLab(of: arena.samples, size: course.settings.groups.size)
  notebook.show(lab.example)

  try notebook.cell("train")
  let trained = try course.trainedWays(arena, frontier, beta: beta)
  notebook.record(HeldOut(ways: trained))
  let lengths = Lengths(start: arena.start, ways: trained)
  notebook.record(lengths)
  notebook.show(lengths.table)

  try notebook.cell("weights")
  notebook.record(lab)
  notebook.show(lab.table)

  try notebook.cell("frontier")
  let good = course.frontier(
    "good", trained + selected + (try course.directWays(arena, frontier, beta: beta)), in: arena,
    betas: Frontier.betas, counts: [1, 2, 4, 8, 16, 32])
  notebook.record(good)
  notebook.show(good.table)
  try notebook.plot(good.figure("frontier", beside: notebook.worlds))

  try notebook.cell("gradients")
  let policy = try course.policy().product
  let gradients = course.klGradients(
    of: policy, from: arena.sft, on: Array(trained[0].answers.answers.prefix(64)), batches: 20,
    draws: 2000)
  notebook.record(gradients)
  notebook.show(gradients.table)

  try notebook.cell("weak")
  let weak = try course.weakJudge(settings.overOptimization)
  let weakArena = try course.arena(frontier, judge: weak.product)
  let hacked = course.frontier(
    "weak", try course.hackingWays(weakArena, against: weak, settings), in: weakArena,
    betas: Frontier.betas, counts: [1, 2, 4, 8, 16, 32])
  notebook.record(hacked)
  notebook.show(hacked.table)
  try notebook.plot(hacked.figure("weak-frontier", beside: notebook.worlds))

  try notebook.cell("early")
  let early = EarlyStopping(hacked)
  notebook.record(early)
  notebook.show(early.table)

  try notebook.cell("which")
  let choice = Choice(
    sft: course.examine(arena.sft), bestOf16: course.bestOf16(of: arena), ways: good.ways)
  notebook.record(choice)
  notebook.show(choice.table)
}
