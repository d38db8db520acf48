import Course
import Foundation
import Metrics
import TestSupport
import Testing
import Words

@Suite struct TrainingJudgementTests {
  /// A log in which metrics go in a straight line from one value to another.
  private func log(_ lines: [String: (from: Double, to: Double)], steps: Int = 100) -> MetricLog {
    var metrics = MetricLog()
    for step in 0..<steps {
      for (name, line) in lines {
        let share = Double(step) / Double(steps - 1)
        metrics.record(line.from + share * (line.to - line.from), as: name, step: step + 1)
      }
    }
    return metrics
  }

  @Test(arguments: [
    (6.5, 0.7, [TrainingFault]()), (6.5, 6.5, [.stuck]), (6.5, 6.45, [.stuck]), (1.2, 1.1, []),
    (6.5, 14, [.diverged]),
  ])
  func `a loss that does not fall is told`(from: Double, to: Double, faults: [TrainingFault]) {
    let metrics = log(["loss": (from, to)])
    #expect(TrainingJudgement(stage: "base", metrics: metrics).faults == faults)
  }

  @Test
  func `a loss that rises at once and then falls is told, and a first batch that is easy is not`() {
    for (peak, faults) in [(20.0, [TrainingFault.diverged]), (1.4, [])] {
      var metrics = MetricLog()
      metrics.record(0.7, as: "loss", step: 1)
      for step in 2...100 { metrics.record(step < 10 ? peak : 0.4, as: "loss", step: step) }
      #expect(TrainingJudgement(stage: "sft", metrics: metrics).faults == faults)
    }
  }

  @Test(arguments: [(0.70, 0.61, [TrainingFault]()), (0.70, 0.69, [.undecided])])
  func `a reward model that guesses is told`(from: Double, to: Double, faults: [TrainingFault]) {
    let metrics = log(["loss": (from, to), "margin": (0, 0)])
    #expect(TrainingJudgement(stage: "reward-model", metrics: metrics).faults == faults)
  }

  /// A policy that does well, with changes.
  private func faults(
    _ changes: [String: (from: Double, to: Double)]
  ) -> [TrainingFault] {
    let sound: [String: (from: Double, to: Double)] = [
      "objective/kl": (0, 0.7), "objective/scores": (0.1, 0.8), "val/num_eos_tokens": (128, 128),
      "policy/entropy_avg": (0.3, 0.2), "gold/score": (0.8, 0.93),
    ]
    let metrics = log(sound.merging(changes) { $1 })
    return TrainingJudgement(stage: "ppo", metrics: metrics).faults
  }

  @Test func `a policy that does well has no fault`() { #expect(faults([:]) == []) }

  @Test func `a policy whose answers no longer end has collapsed`() {
    #expect(
      faults(["val/num_eos_tokens": (128, 0), "objective/kl": (0, 395)]) == [.collapsed])
  }

  @Test func `a policy that always says the same has collapsed`() {
    #expect(faults(["policy/entropy_avg": (0.1, 0)]) == [.collapsed])
  }

  @Test func `a score that rises while gold falls, far away, is over-optimized`() {
    #expect(
      faults([
        "objective/kl": (0, 28), "objective/scores": (0, 2.5), "gold/score": (0.8, 0.5),
      ]) == [.overOptimized])
    // Near the reference a fall of gold is chance.
    #expect(faults(["gold/score": (0.8, 0.6)]) == [])
    #expect(faults(["objective/kl": (0, 28), "gold/score": (0.8, 0.85)]) == [])
  }

  @Test func `how far a policy goes is no fault where a lesson wants to see it`() {
    let metrics = log([
      "objective/kl": (0, 28), "objective/scores": (0, 2.5), "gold/score": (0.8, 0.5),
      "val/num_eos_tokens": (128, 128), "policy/entropy_avg": (0.3, 0.2),
    ])
    let judgement = TrainingJudgement(stage: "ppo", metrics: metrics, isExperiment: true)
    #expect(judgement.faults == [])
  }

  @Test func `a policy that stays what it was is told`() {
    #expect(faults(["objective/kl": (0, 0), "objective/scores": (0.1, 0.12)]) == [.unmoved])
    // Without a distance, a better score is chance.
    #expect(faults(["objective/kl": (0, 0.002), "objective/scores": (0, 0.4)]) == [.unmoved])
  }

  @Test func `nothing is said of a training of a few steps, or of none`() {
    #expect(
      TrainingJudgement(stage: "base", metrics: log(["loss": (6, 9)], steps: 8)).faults == [])
    #expect(TrainingJudgement(stage: "outputs", metrics: MetricLog()).faults == [])
  }

  @Test func `every training starts as it must`() throws {
    let observer = Recorder()
    _ = try makeTinyCourse(observer: observer).policy()
    let checks = Dictionary(
      uniqueKeysWithValues: observer.judgements.map { ($0.stage, $0.checks.map(\.name)) })
    #expect(
      checks == [
        "base": ["loss"], "sft": [], "outputs": [],
        "reward-model": ["score-alone", "ranking-loss"],
        "ppo": ["ratio", "kl"],
      ])
    for check in observer.judgements.flatMap(\.checks) {
      #expect(check.holds, "\(check)")
      #expect(!StartCheck(check.name, .nan, expected: 0, tolerance: 1).holds)
    }
  }

  @Test func `what was checked is kept with the stage`() throws {
    let folder = try TemporaryFolder()
    let cache = StageCache(folder: folder.url)
    let first = try makeTinyCourse(cache: cache).base()
    let second = try makeTinyCourse(cache: cache).base()
    #expect(second.isRecorded)
    #expect(second.checks == first.checks)
    #expect(!second.checks.isEmpty)
  }
}
