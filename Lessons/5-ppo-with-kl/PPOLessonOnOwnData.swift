import LessonKit

extension Lesson {
  static let ppoWithKLOnOwnData = onOwnData(
    "5-ppo-with-kl", needs: [.demonstrations, .rankings], upTo: .policy, run: lesson)
}

/// Lesson 5 on the learner's own data: a policy against a judge, of whom nobody knows how far it can be trusted.
private func lesson(_ notebook: Notebook, _ own: OwnCourse) throws {
  try notebook.cell("read")
  notebook.show(own.files.table)

  try notebook.cell("judge")
  let sft = try own.supervisedFineTuned().product
  let rewardModel = try own.rewardModel().product
  notebook.record(OwnJudge(own, rewardModel))

  try notebook.cell("train")
  let training = try own.policy()
  let policy = training.product
  notebook.metrics = training.metrics
  let improvement = OwnImprovement(own, sft, policy, rewardModel)
  notebook.record(improvement)
  try notebook.plot(ownPolicyFigure(training.metrics))

  try notebook.cell("compare")
  notebook.show(improvement.table)
  for example in improvement.examples(4) {
    notebook.show(example)
  }
  try own.ask(["SFT": sft, "PPO": policy], notebook)
}
