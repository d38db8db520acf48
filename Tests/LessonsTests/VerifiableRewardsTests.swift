import Foundation
import LessonKit
import Lessons
import TestSupport
import Testing
import VerifiableRewards

/// The law that lesson 8 fits to entropy and reward, and which of its settings are refused.
struct VerifiableRewardsTests {
  private func isClose(_ value: Double, _ expected: Double, within tolerance: Double = 1e-12)
    -> Bool
  {
    abs(value - expected) <= tolerance
  }

  // MARK: The law of entropy

  @Test func `the law that made the points is found again`() {
    let entropies = [2.1, 1.4, 0.9, 0.6, 0.2]
    let law = EntropyLaw(
      entropies: entropies, rewards: entropies.map { 0.85 - 0.06 * exp($0) })
    #expect(isClose(law.a, 0.06))
    #expect(isClose(law.b, 0.85))
    #expect(isClose(law.explained, 1))
    #expect(isClose(law.ceiling, 0.79))
  }

  @Test func `the line with the least squares is the one worked by hand`() {
    // e^H is 1, 2, 3, with mean 2 and squares 2; R has mean 0.6 and squares 0.14. Products sum to
    // −1 · 0.3 + 1 · −0.2 = −0.5. So the slope is −0.5 / 2, and 0.25 / (2 · 0.14) is explained.
    let law = EntropyLaw(entropies: [0, log(2), log(3)], rewards: [0.9, 0.5, 0.4])
    #expect(isClose(law.a, 0.25))
    #expect(isClose(law.b, 1.1))
    #expect(isClose(law.explained, 25.0 / 28))
    // With H = 0, e^H is 1.
    #expect(isClose(law.ceiling, 0.85))
    let results = law.results
    #expect(results["entropy_law/a"]?.value == law.a)
    #expect(results["entropy_law/b"]?.value == law.b)
    #expect(results["entropy_law/explained"]?.value == law.explained)
    #expect(results["entropy_law/ceiling"]?.value == law.ceiling)
  }

  @Test func `where entropy spares reward, a is below 0`() {
    let law = EntropyLaw(entropies: [0, log(2), log(3)], rewards: [0.4, 0.5, 0.6])
    #expect(isClose(law.a, -0.1))
    #expect(isClose(law.explained, 1))
  }

  @Test(
    arguments: [
      ([0.5, 1, 1.5, 2], [0.25, 0.25, 0.25, 0.25]), ([0, 0, 0, 0], [0, 0.25, 0.25, 0.5]),
      ([0.5], [0.25]),
    ] as [([Double], [Double])])
  func `where nothing varies nothing is explained, and the law says the mean`(
    entropies: [Double], rewards: [Double]
  ) {
    let law = EntropyLaw(entropies: entropies, rewards: rewards)
    #expect(law.a == 0)
    #expect(law.b == 0.25)
    #expect(law.explained == 0)
  }

  @Test func `a training without iterations has no law, and is no error`() {
    let law = EntropyLaw(MetricLog())
    #expect(law.entropies.isEmpty && law.rewards.isEmpty)
    #expect([law.a, law.b, law.explained] == [0, 0, 0])
  }

  @Test func `the points are the means of ten iterations each, the last of those that are left`() {
    var metrics = MetricLog()
    for iteration in 1...25 {
      metrics.record(0.1 * Double(iteration), as: "entropy", step: iteration)
      metrics.record(Double(iteration), as: "objective/scores", step: iteration)
      metrics.record(7, as: "objective/kl", step: iteration)
    }
    let law = EntropyLaw(metrics)
    expectClose(law.entropies, [0.55, 1.55, 2.3], relative: 1e-12)
    expectClose(law.rewards, [5.5, 15.5, 23], relative: 1e-12)
    let other = EntropyLaw(metrics, block: 5)
    expectClose(other.rewards, [3, 8, 13, 18, 23], relative: 1e-12)
  }

  // MARK: Settings

  /// What contradicts each other, and what the message must say of it.
  @Test(arguments: [
    (
      ["constitution.helpful=0", "constitution.truthful=0", "constitution.harmless=0"],
      ["constitution.harmless", "--set constitution.helpful=1"]
    ),
    (
      ["verifiable.batchSize=7"],
      ["verifiable.batchSize=7", "8 answers", "groups.size", "--set groups.size=2"]
    ),
    (["student.width=30"], ["student.width=30", "student.heads=4", "--set student.width=28"]),
    // Whole groups alone make episodes.
    (
      ["ppo.minibatches=33", "verifiable.batchSize=39"],
      ["the 32 answers that verifiable.batchSize=39 has", "--set ppo.minibatches=32"]
    ),
    (["passes.samples=1"], ["passes.samples", "from 2 to 1024"]),
  ])
  func `settings that contradict each other are told`(
    overrides: [String], words: [String]
  ) throws {
    #expect {
      try CourseSettings(checking: makeHyperparameters(overrides))
    } throws: { error in
      error is UsageError && words.allSatisfy { "\(error)".contains($0) }
    }
  }

  @Test(arguments: [
    ["constitution.helpful=0", "constitution.truthful=0"], ["verifiable.batchSize=8"],
    ["verifiable.batchSize=7", "groups.size=2"], ["verifiable.batchSize=7", "groups.size=7"],
  ])
  func `settings that are just allowed are not refused`(overrides: [String]) throws {
    _ = try CourseSettings(checking: makeHyperparameters(overrides))
  }
}
