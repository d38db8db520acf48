import Foundation
import Metrics
import Words

/// What went wrong in a training that came to its end. That a loss is no longer a number ends it before, with an
/// error.
package enum TrainingFault: String, Codable, Sendable {
  /// The loss ended about where it began: nothing was learned.
  case stuck
  /// The loss rose high above where it began.
  case diverged
  /// The loss of a reward model is that of guessing.
  case undecided
  /// The policy no longer ends its answers, or says the same whatever it is asked.
  case collapsed
  /// The judge's score rose, far from the reference model, and what people want fell.
  case overOptimized = "over-optimized"
  /// The policy is still the model that it started from.
  case unmoved
}

/// What can be said of a training by what it recorded.
package struct TrainingJudgement: Sendable {
  /// The stage's name, such as `ppo`.
  package let stage: String
  package let checks: [StartCheck]
  package let faults: [TrainingFault]
  /// The numbers that show a fault, by the names that the words give them.
  package let numbers: [String: Double]
  /// Whether it was run now.
  package let isNew: Bool

  /// - Parameter isExperiment: whether the training is one that lessons do to show what happens, and not the course's
  ///   own. How far a policy went, or how little a judge could learn, is then its result, and no fault.
  package init(
    stage: String, checks: [StartCheck] = [], metrics: MetricLog, isNew: Bool = true,
    isExperiment: Bool = false
  ) {
    (self.stage, self.checks, self.isNew) = (stage, checks, isNew)
    let found: [TrainingFault]
    (found, numbers) =
      metrics.last("objective/kl") == nil
      ? TrainingJudgement.ofLoss(metrics) : TrainingJudgement.ofPolicy(metrics)
    faults = found.filter { fault in
      // What goes on after SFT has a small loss from the start, as what reads its own answers has.
      !(isExperiment && [.undecided, .overOptimized, .unmoved].contains(fault))
        && !(["self-taught", "further-sft", "student-copying", "distillation"].contains(stage)
          && fault == .stuck)
    }
  }

  init(_ stage: Stage<some Any, some Any>, title: Label) {
    self.init(
      stage: stage.key.name, checks: stage.checks, metrics: stage.metrics,
      isNew: !stage.isRecorded, isExperiment: !["reward-model", "ppo"].contains(title))
  }

  /// A training that follows a loss: of a language model, or of a reward model on pairs.
  private static func ofLoss(_ metrics: MetricLog) -> ([TrainingFault], [String: Double]) {
    let losses = metrics.series("loss").map(\.value)
    guard let start = losses.first, let ends = Ends(losses, share: 0.05) else { return ([], [:]) }
    let peak = max(ends.first, ends.last)
    let numbers = ["first": start, "last": ends.last, "peak": peak, "chance": log(2)]
    // The first batch alone may be easier than others, and have half their loss.
    if peak > 1.7 * start, peak > start + 1 { return ([.diverged], numbers) }
    // What learns from rankings directly ends near where it began, where labelers contradict each other.
    if metrics.last("rewards/margins") != nil { return ([], numbers) }
    if metrics.last("margin") != nil {
      return (ends.last > log(2) - 0.02 ? [.undecided] : [], numbers)
    }
    return (ends.last > 0.95 * ends.first ? [.stuck] : [], numbers)
  }

  private static func ofPolicy(_ metrics: MetricLog) -> ([TrainingFault], [String: Double]) {
    func ends(_ name: String) -> Ends? {
      Ends(metrics.series(name).map(\.value), share: 0.1)
    }
    guard let score = ends("objective/scores"), let kl = ends("objective/kl"),
      let ended = ends("val/num_eos_tokens"), let entropy = ends("policy/entropy_avg")
    else { return ([], [:]) }
    let gold = ends("gold/score")
    let numbers = [
      "first": score.first, "last": score.last, "kl": kl.last, "entropy": entropy.last,
      "gold-first": gold?.first ?? .nan, "gold-last": gold?.last ?? .nan,
    ]
    if ended.last < 0.5 * ended.first || entropy.last < 0.01 { return ([.collapsed], numbers) }
    if kl.last > 5, score.last > score.first, let gold, gold.last < gold.first - 0.1 {
      return ([.overOptimized], numbers)
    }
    // Without a distance, what the score does is chance.
    return (abs(kl.last) > 0.02 ? [] : [.unmoved], numbers)
  }
}

/// Means of the first and the last values of a series.
private struct Ends {
  let first, last: Double

  /// - Parameter share: of the values that each mean is over.
  /// - Returns: nil for a series that is too short to tell.
  init?(_ values: [Double], share: Double) {
    let count = max(3, Int((share * Double(values.count)).rounded()))
    guard values.count >= 4 * count else { return nil }
    first = values.prefix(count).reduce(0, +) / Double(count)
    last = values.suffix(count).reduce(0, +) / Double(count)
  }
}
