import LessonKit

extension Lesson {
  package static let rewardRanking = Lesson(
    "4-reward-ranking", step: .rankings, settings: RewardLessonSettings.self,
    onOwnData: { .rewardRankingOnOwnData }, trying: (["rewardModel"], judging),
    run: { notebook, course, _ in try lesson(notebook, course) })
}

struct RewardLessonSettings: LessonSettings {
  /// The path of a file; empty for the toy world.
  var rankings: String
}

/// Lesson 4: which of two answers is better is easier to say than how good each is.
private func lesson(_ notebook: Notebook, _ course: Course) throws {
  let demonstrations = course.settings.sft.data.demonstrations
  let ranking = course.settings.rewardModel.ranking
  // Enough to compare numbers of outputs.
  let few = min(300, ranking.rankedPrompts)
  notebook.record(course.labelMixture)
  notebook.record([
    "sft/labeler_minutes": Double(demonstrations) * minutesPerDemonstration, "k/prompts": few,
  ])

  try notebook.cell("outputs")
  let sets = try course.heldOutRankings()
  let example = firstSet(in: sets, about: .unknown)
  notebook.show(example.table)

  try notebook.cell("price")
  let sft = try course.supervisedFineTuned()
  let outputs = try course.outputs(
    of: sft, prompts: ranking.rankedPrompts, split: .train, settings: ranking
  ).product
  let price = RankingPrice(of: outputs.map(\.completions.count))
  notebook.record(price)
  notebook.show(price.table)

  try notebook.cell("marks")
  let marks = MarksReport(course, on: sets)
  notebook.record(marks)
  notebook.show(marks.table(of: example))

  try notebook.cell("rank")
  let toRank = try course.rankable(
    course.ranked(outputs, by: course.fairPanel, purpose: "train"))
  var keeper = RankingKeeper(for: notebook)
  let own = try rankByHand(toRank, notebook) { try keeper.keep($0) }
  notebook.record(own)
  notebook.record(["learner/kept": keeper.kept])

  try notebook.cell("agreement")
  let agreement = Agreement(course, on: sets, gold: marks.byRanks, own: own)
  notebook.record(agreement)
  notebook.show(agreement.table)

  try notebook.cell("loss")
  var random = course.random("untrained reward model")
  let untrained = ScalarModel(from: sft.product, using: &random)
  let four = example.first(4)
  let before = course.loss(of: four, by: untrained)
  notebook.record(["example/loss": before.mean])
  notebook.show(before.table)
  notebook.show(LossByHand.task(four.ranks))
  try notebook.tryOut(LossByHand.examples(for: four.ranks)) {
    notebook.show(LossByHand.verdict(on: $0, ranks: four.ranks))
  }

  try notebook.cell("train")
  let stage = try course.rewardModel()
  let rewardModel = stage.product
  notebook.metrics = stage.metrics
  let rewards = course.scores(of: sets, by: rewardModel)
  let accuracy = Accuracy(of: rewards, on: sets)
  notebook.record(accuracy.results() + accuracy.comparison(with: agreement))
  let pairs = ScoredPairs(ranks: sets.map(\.ranks), scores: rewards)
  try notebook.plot(pairs.marginFigure)
  try course.showOwnJudge(rewardModel, notebook)

  try notebook.cell("training")
  let training = TrainingCurve(stage.metrics, heldOut: accuracy)
  notebook.record(training)
  try notebook.plot(training.figure(beside: notebook.worlds))

  try notebook.cell("calibration")
  let calibration = Calibration(of: pairs)
  notebook.record(calibration)
  try notebook.plot(calibration.figure)

  try notebook.cell("probes")
  let prompts = course.world.examination(.heldOut, perKind: 16)
  let report = ProbeReport(
    course, rewardModel, prompts, beside: sets, rewards)
  notebook.record(report)
  notebook.show(report.table)

  try notebook.cell("try")
  let asked = firstSet(in: sets, about: .fact)
  let its = course.scores(of: [asked], by: rewardModel)[0]
  notebook.show(asked.table(by: its))
  try notebook.tryOut(course.answersToTry(asked.prompt)) { answer in
    notebook.show(
      course.verdict(on: answer, to: asked, its, by: rewardModel))
  }

  try notebook.cell("curve")
  let all = ranking.rankedPrompts
  let amounts = [50, 200, 800].filter { $0 < all } + [all]
  let points = try amounts.map { amount in
    let title = Label.count("ranked-prompts", amount)
    let model = try course.rewardModel(title: title) {
      $0.ranking.rankedPrompts = amount
    }.product
    return (amount, course.accuracy(of: model, on: sets))
  }
  let curve = LearningCurve(points: points, yardstick: agreement)
  notebook.record(curve)
  try notebook.plot(curve.figure(beside: notebook.worlds))

  try notebook.cell("outputs per prompt")
  let byOutputs = try [2, 4, 9].map { count in
    let title = Label.count("outputs-per-prompt", count)
    let model = try course.rewardModel(title: title) {
      $0.ranking.rankedPrompts = few
      $0.ranking.minimumOutputs = count
      $0.ranking.maximumOutputs = count
    }.product
    return (count, course.accuracy(of: model, on: sets))
  }
  let perPrompt = OutputsPerPrompt(points: byOutputs)
  notebook.record(perPrompt)
  notebook.show(perPrompt.table)

  try notebook.cell("sorted")
  let after = course.loss(of: four, by: rewardModel)
  notebook.record([
    "example/loss_after": after.mean,
    "example/qualities": four.qualityCount,
  ])
  let exampleRewards = course.scores(of: [example], by: rewardModel)[0]
  notebook.show(example.table(by: exampleRewards))
  notebook.show(worstMistake(sets, rewards))
}
