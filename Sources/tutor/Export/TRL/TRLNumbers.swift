import Alignment
import Course
import Foundation
import Hyperparameters
import LessonKit
import Metrics
import Training
import Words

/// The numbers that the files of `Interop/trl` name: hyperparameters with a point in their name, such as `sft.epochs`,
/// and what follows from them or was measured, with a stroke, such as `sft/gold`.
struct TRLNumbers {
  private let settings: Hyperparameters
  private var numbers: [String: String] = [:]

  /// - Parameter rows: how many lines the files of the data have.
  init(
    _ course: Course, _ batches: GRPOBatches, _ rows: [String: Int], _ settings: Hyperparameters
  ) throws {
    self.settings = settings
    let options = course.settings
    add("sft", options.sft.training.schedule, options.sft.training.optimizer)
    add("reward", options.rewardModel.training.schedule, options.rewardModel.training.optimizer)
    add("ppo", options.ppo.schedule, options.ppo.optimizer)
    numbers["ppo/last-learning-rate"] =
      (options.ppo.learningRate * options.ppo.schedule.floor).withoutExponent
    for (name, count) in rows { numbers["rows/\(name)"] = Double(count).grouped(places: 0) }
    let pairs = Double(rows["preference/train"] ?? 0)
    let prompts = Double(max(1, options.rewardModel.ranking.rankedPrompts))
    let pairsPerStep = pairs / prompts * Double(options.rewardModel.training.batchSize)
    numbers.merge([
      "reward/pairs-a-step": "\(max(1, Int(pairsPerStep.rounded())))",
      "grpo/generations": "\(batches.generations)", "grpo/step": "\(batches.step)",
      "grpo/batch": "\(batches.batch)", "grpo/steps-a-batch": "\(batches.stepsPerBatch)",
      "grpo/steps": "\(batches.steps)",
    ]) { $1 }
    try measure(course)
  }

  /// The text for a name; nil where there is none.
  subscript(name: String) -> String? {
    if let number = numbers[name] { return number }
    let text = settings.text(of: name)
    return text.isEmpty ? nil : Double(text)?.withoutExponent ?? text
  }

  private mutating func add(
    _ name: String, _ schedule: LearningRateSchedule, _ optimizer: AdamWOptions
  ) {
    for (key, value) in [
      ("warmup", schedule.warmup), ("floor", schedule.floor),
      ("beta1", Double("\(optimizer.firstDecay)") ?? 0),
      ("beta2", Double("\(optimizer.secondDecay)") ?? 0),
      ("epsilon", Double("\(optimizer.epsilon)") ?? 0),
      ("weight-decay", Double("\(optimizer.weightDecay)") ?? 0),
      ("gradient-norm", Double(optimizer.maximumGradientNorm)),
    ] { numbers["\(name)/\(key)"] = value.withoutExponent }
  }

  /// What came of the course's own stages.
  private mutating func measure(_ course: Course) throws {
    let sft = try course.supervisedFineTuned()
    let (judge, ppo) = (try course.rewardModel().product, try course.policy())
    let models = [
      ("base", try course.base().product), ("sft", sft.product), ("ppo", ppo.product),
    ]
    for (name, model) in models {
      let answers = course.examine(model)
      numbers["\(name)/gold"] = "\(answers.gold)"
      numbers["\(name)/held-out-score"] = "\(course.proxy(of: answers, by: judge))"
    }
    let sets = try course.heldOutRankings()
    let ranked = course.scores(of: sets, by: judge).map(ranks(of:))
    numbers["reward/accuracy"] = "\(PairAgreement(sets.map(\.ranks), ranked).share)"
    numbers["sft/loss"] = told(sft.metrics.last("eval_loss"), places: 3)
    // Before its first step, the policy is the fine-tuned model.
    numbers["sft/score"] = told(ppo.snapshot.first?.proxy, places: 2)
    numbers["sft/train-gold"] = told(ppo.snapshot.first?.gold, places: 2)
  }
}

/// A model that was trained elsewhere may not have the number.
private func told(_ number: Double?, places: Int) -> String {
  number?.formatted(places: places) ?? Messages.text("estimate.not-measured")
}

extension Double {
  /// In digits alone: readers of YAML take `3e-05` for a word.
  fileprivate var withoutExponent: String {
    guard self != rounded() else { return plain }
    var text = String(format: "%.12f", self)
    while text.hasSuffix("0") { text.removeLast() }
    return text
  }
}
