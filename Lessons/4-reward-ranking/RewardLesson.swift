import Alignment
import Course
import Metrics
import Models
import Notebook
import ToyWorld

/// Lesson 4: which of two answers is better is easier to say than how good each is.
func rewardRanking(_ notebook: Notebook, _ course: Course) throws {
  recordRankingSettings(course, notebook)

  try notebook.cell("outputs")
  let sets = try course.heldOutRankings(course.settings.isQuick ? 40 : 300)
  let example = firstSet(in: sets, about: .unknown)
  notebook.show(outputsTable(example))

  try notebook.cell("price")
  let work = try course.rankingWork()
  let perMinute = Double(work.pairs) / Double(work.outputs)
  notebook.record("rankings/labeler_minutes", Estimate(Double(work.outputs)))
  notebook.record("rankings/pairs", Estimate(Double(work.pairs)))
  notebook.record("rankings/pairs_per_minute", Estimate(perMinute))

  try notebook.cell("marks")
  let panel = course.panel(course.settings.rewardModel).labelers
  let strict = (panel[0], MarkingScale(lowest: 1, highest: 7))
  let generous = (panel[1], MarkingScale(lowest: 5, highest: 10))
  notebook.show(marksTable(example, by: [strict, generous], course))
  let (byGold, byLabeler) = (sets.map(\.goldRanks), sets.map(\.ranks))
  let byMarks = course.markedInTurn(sets, by: [strict, generous])
  let onePile = PairAgreement(byGold, byMarks).share
  let oneLabeler = PairAgreement(byGold, byLabeler).share
  notebook.record("marks/accuracy_gold", onePile)
  notebook.record("ranks/accuracy_gold", oneLabeler)

  try notebook.cell("rank")
  let own = try rankByHand(course.trainingRankings(), notebook) { ranking in
    try LearnerRankings.standard.add([ranking])
  }
  notebook.record("learner/sets", Estimate(Double(own.sets.count)))
  notebook.record("learner/repeats", Estimate(own.secondLook == nil ? 0 : 1))

  try notebook.cell("agreement")
  let agreement = course.labelerAgreement(on: sets).share
  notebook.record("labeler_agreement", agreement)
  let consistency = course.labelerConsistency(on: sets).share
  notebook.record("labeler_consistency", consistency)
  for (name, estimate) in own.agreement(with: panel, course) {
    notebook.record(name, estimate)
  }
  notebook.show(agreementTable(notebook.results))

  try notebook.cell("loss")
  var random = course.random("untrained reward model")
  let sft = try course.supervisedFineTuned().product
  let untrained = ScalarModel(from: sft, using: &random)
  let four = example.first(4)
  let scores = course.scores(of: [four], by: untrained)[0]
  let terms = pairLosses(ranks: four.ranks, scores: scores)
  notebook.show(pairTable(four, scores, terms))
  let sum = terms.reduce(0) { $0 + $1.loss }
  notebook.record("example/loss", Estimate(sum / Double(terms.count)))

  try notebook.cell("train")
  let stage = try course.rewardModel()
  notebook.metrics = stage.metrics
  try notebook.plot(trainingFigure(stage.metrics))

  try notebook.cell("accuracy")
  let rewardModel = stage.product
  let rewards = course.scores(of: sets, by: rewardModel)
  let byReward = rewards.map(ranks(of:))  // 1 for the highest score
  let asLabelers = PairAgreement(byLabeler, byReward).share
  let asGold = PairAgreement(byGold, byReward).share
  notebook.record("reward_model/accuracy", asLabelers)
  notebook.record("reward_model/accuracy_gold", asGold)
  let pairs = ScoredPairs(ranks: byLabeler, scores: rewards)
  try notebook.plot(rewardFigure(pairs))

  try notebook.cell("calibration")
  let (predicted, came) = pairs.predictions
  let bins = calibrationBins(
    predicted, outcomes: came, clusters: pairs.prompts)
  let error = expectedCalibrationError(bins)
  notebook.record("reward_model/calibration_error", Estimate(error))
  if let boldest = bins.last {
    notebook.record("calibration/boldest", Estimate(boldest.predicted))
    notebook.record("calibration/boldest_right", boldest.observed)
  }
  try notebook.plot(calibrationFigure(bins))

  try notebook.cell("probes")
  let prompts = course.world.examination(.heldOut, perKind: 16)
  let report = ProbeReport(course, rewardModel, prompts, beside: rewards)
  for (name, estimate) in report.results { notebook.record(name, estimate) }
  notebook.show(report.table)

  try notebook.cell("sorted")
  let scoresNow = course.scores(of: [four], by: rewardModel)[0]
  let termsNow = pairLosses(ranks: four.ranks, scores: scoresNow)
  let sumNow = termsNow.reduce(0) { $0 + $1.loss }
  let lossNow = sumNow / Double(termsNow.count)
  notebook.record("example/loss_after", Estimate(lossNow))
  notebook.show(sortedTable(example, by: rewardModel, course))
  notebook.show(worstMistake(sets, rewards))

  try notebook.cell("curve")
  let counts = learningCurveCounts(course)
  let curve = try counts.map { count in
    let model = try course.rewardModel(title: "\(count) ranked prompts") {
      $0.rankedPrompts = count
    }.product
    return accuracy(of: model, "\(count)", on: sets, course, notebook)
  }
  notebook.record("curve/gain", curve[curve.count - 1].gain(over: curve[0]))
  notebook.record("curve/fewest", Estimate(Double(counts[0])))
  notebook.record("curve/fewest_gold", curve[0].share)
  try notebook.plot(learningCurveFigure(notebook.results, counts))

  try notebook.cell("outputs per prompt")
  let few = min(300, course.settings.rewardModel.rankedPrompts)
  let byOutputs = try [2, 4, 9].map { count in
    let model = try course.rewardModel(title: "K = \(count)") {
      $0.rankedPrompts = few
      ($0.minimumOutputs, $0.maximumOutputs) = (count, count)
    }.product
    return accuracy(of: model, "k/\(count)", on: sets, course, notebook)
  }
  notebook.record("k/gain", byOutputs[2].gain(over: byOutputs[0]))
  notebook.show(outputsPerPromptTable(notebook.results))
}
