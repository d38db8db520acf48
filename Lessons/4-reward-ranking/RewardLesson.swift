import LessonKit

extension Lesson {
  package static let rewardRanking = Lesson(
    "4-reward-ranking", step: .rankings, run: lesson)
}

/// Lesson 4: which of two answers is better is easier to say than how good each is.
private func lesson(_ notebook: Notebook, _ course: Course) throws {
  let demonstrations = course.settings.sft.data.demonstrations
  let ranking = course.settings.rewardModel.ranking
  // Enough to compare numbers of outputs.
  let few = min(300, ranking.rankedPrompts)
  notebook.record([
    "sft/labeler_minutes": Double(demonstrations) * minutesPerDemonstration, "k/prompts": few,
  ])

  try notebook.cell("outputs")
  let sets = try course.heldOutRankings()
  let example = firstSet(in: sets, about: .unknown)
  notebook.show(example.table)

  try notebook.cell("price")
  let outputs = try course.outputs(
    of: course.supervisedFineTuned(), prompts: ranking.rankedPrompts, split: .train,
    settings: ranking
  ).product
  let counts = outputs.map(\.completions.count)
  let minutes = counts.reduce(0, +)  // one per output
  let pairCount = counts.reduce(0) { $0 + $1 * ($1 - 1) / 2 }
  notebook.record([
    "rankings/labeler_minutes": minutes, "rankings/pairs": pairCount,
    "rankings/pairs_per_minute": Double(pairCount) / Double(minutes),
  ])

  try notebook.cell("marks")
  let panel = course.fairPanel.labelers
  let strict = Marker(labeler: panel[0], lowest: 1, highest: 7)
  let generous = Marker(labeler: panel[1], lowest: 5, highest: 10)
  var moods = course.random("marks")
  notebook.show(marksTable(example, by: [strict, generous], using: &moods))
  moods = course.random("marks in turn")
  let byMarks = sets.map { ranksByMarks(of: $0, by: [strict, generous], using: &moods) }
  let (byGold, byLabeler) = (sets.map(\.goldRanks), sets.map(\.ranks))
  let onePile = PairAgreement(byGold, byMarks)
  let oneLabeler = PairAgreement(byGold, byLabeler)
  notebook.record([
    "marks/accuracy_gold": onePile.share, "ranks/accuracy_gold": oneLabeler.share,
    "gain/ranks_vs_marks": oneLabeler.gain(over: onePile),
  ])

  try notebook.cell("rank")
  let toRank = try course.rankable(
    course.ranked(outputs, by: course.fairPanel, purpose: "train"))
  let own = try rankByHand(toRank, notebook) { ranking in
    try LearnerRankings.standard.add([ranking])
  }
  notebook.record(own)

  try notebook.cell("agreement")
  let agreement = Agreement(course, on: sets, gold: oneLabeler, own: own)
  notebook.record(agreement)
  notebook.show(agreement.table)

  try notebook.cell("loss")
  var random = course.random("untrained reward model")
  let sft = try course.supervisedFineTuned().product
  let untrained = ScalarModel(from: sft, using: &random)
  let four = example.first(4)
  let scores = course.scores(of: [four], by: untrained)[0]
  let before = LossByHand(ranks: four.ranks, scores: scores)
  notebook.show(before.table)
  notebook.record(["example/loss": before.mean])

  try notebook.cell("train")
  let stage = try course.rewardModel()
  notebook.metrics = stage.metrics
  try notebook.plot(trainingFigure(stage.metrics))

  try notebook.cell("accuracy")
  let rewardModel = stage.product
  let rewards = course.scores(of: sets, by: rewardModel)
  let accuracy = Accuracy(of: rewards, on: sets)
  notebook.record(accuracy.results() + accuracy.comparison(with: agreement))
  let pairs = ScoredPairs(ranks: byLabeler, scores: rewards)
  try notebook.plot(rewardFigure(pairs))

  try notebook.cell("calibration")
  let (predicted, came) = pairs.predictions
  let bins = calibrationBins(
    predicted, outcomes: came, clusters: pairs.prompts)
  notebook.record([
    "reward_model/calibration_error": expectedCalibrationError(bins),
    "calibration/boldest": bins.last?.predicted,
    "calibration/boldest_right": bins.last?.observed,
  ])
  try notebook.plot(calibrationFigure(bins))

  try notebook.cell("probes")
  let prompts = course.world.examination(.heldOut, perKind: 16)
  let report = ProbeReport(course, rewardModel, prompts, beside: rewards)
  notebook.record(report)
  notebook.show(report.table)

  try notebook.cell("sorted")
  let scoresNow = course.scores(of: [four], by: rewardModel)[0]
  let after = LossByHand(ranks: four.ranks, scores: scoresNow)
  notebook.record(["example/loss_after": after.mean])
  let exampleRewards = course.scores(of: [example], by: rewardModel)[0]
  notebook.show(example.table(by: exampleRewards))
  notebook.show(worstMistake(sets, rewards))

  try notebook.cell("curve")
  let all = ranking.rankedPrompts
  let amounts = [50, 200, 800].filter { $0 < all } + [all]
  let points = try amounts.map { amount in
    let model = try course.rewardModel(title: .count("ranked-prompts", amount)) {
      $0.ranking.rankedPrompts = amount
    }.product
    return (amount, Accuracy(of: course.scores(of: sets, by: model), on: sets))
  }
  let curve = LearningCurve(points: points, ceiling: agreement.labelers.share)
  notebook.record(curve)
  try notebook.plot(curve.figure)

  try notebook.cell("outputs per prompt")
  let byOutputs = try [2, 4, 9].map { count in
    let model = try course.rewardModel(title: .count("outputs-per-prompt", count)) {
      $0.ranking.rankedPrompts = few
      ($0.ranking.minimumOutputs, $0.ranking.maximumOutputs) = (count, count)
    }.product
    return (count, Accuracy(of: course.scores(of: sets, by: model), on: sets))
  }
  let perPrompt = OutputsPerPrompt(points: byOutputs)
  notebook.record(perPrompt)
  notebook.show(perPrompt.table)
}
