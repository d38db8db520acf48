import LessonKit

extension Lesson {
  static let rewardRankingOnOwnData = onOwnData(
    "4-reward-ranking", needs: [.rankings], upTo: .rewardModel, run: lesson)
}

/// Lesson 4 on rankings of the learner's own: how often a reward model orders held-out answers as they were ranked.
private func lesson(_ notebook: Notebook, _ own: OwnCourse) throws {
  try notebook.cell("read")
  notebook.show(own.files.table)
  let first = own.rankings.training[0]
  notebook.show(first.prompt.text.shownEnd)
  for (rank, answer) in zip(first.ranks, first.answers) {
    notebook.show("  \(rank) → \(answer.shownStart)")
  }

  try notebook.cell("start")
  _ = try own.start()

  try notebook.cell("train")
  let stage = try own.rewardModel()
  let rewardModel = stage.product
  notebook.metrics = stage.metrics
  let accuracy = OwnAccuracy(own, rewardModel, stage.metrics)
  notebook.record(accuracy)
  try notebook.plot(accuracy.pairs.marginFigure)

  try notebook.cell("compare")
  notebook.show(accuracy.table)
  notebook.show(accuracy.worstMistake)
  let asked = own.rankings.heldOut[0]
  notebook.show(accuracy.table(of: asked))
  try notebook.tryOut([asked.answers[0]]) { answer in
    notebook.show(
      own.verdict(on: answer, to: asked.prompt, by: rewardModel))
  }
}
