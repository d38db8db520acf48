import Foundation
import LessonKit
import PPOWithKL
import TestSupport
import Testing

@Suite struct PPOWithKLTests {
  private func isClose(_ value: Double, _ expected: Double, within tolerance: Double) -> Bool {
    abs(value - expected) <= tolerance
  }

  @Test func `the frontier that made the points is found again`() throws {
    let distances = stride(from: 0.25, through: 6, by: 0.25).map { $0 }
    let gains = distances.map { $0 * (0.12 - 0.09 * log($0)) }
    let frontier = try #require(RewardFrontier(distances: distances, gains: gains))
    #expect(isClose(frontier.alpha, 0.12, within: 1e-9))
    #expect(isClose(frontier.beta, 0.09, within: 1e-9))
    #expect(isClose(frontier(2), 2 * (0.12 - 0.09 * log(2)), within: 1e-9))
    #expect(
      isClose(frontier.explainedVariance(distances: distances, gains: gains), 1, within: 1e-9))
    // R′(d) = α − β − β log d is 0 at d = e^(α/β − 1).
    #expect(isClose(try #require(frontier.peak), exp(0.12 / 0.09 - 1), within: 1e-9))
  }

  @Test func `points at one distance determine no frontier`() {
    #expect(RewardFrontier(distances: [2, 2, 2], gains: [0.1, 0.2, 0.3]) == nil)
    #expect(RewardFrontier(distances: [0, -1], gains: [0.1, 0.2]) == nil)
  }

  /// By hand, with ε = 0.2: the gradient by log π is −A ρ where the loss is not clipped, else 0.
  @Test(arguments: [
    (Float(1), Float(1), -1.0, -1.0), (1.1, 1, -1.1, -1.1), (1.5, 1, -1.2, 0),
    (0.5, 1, -0.5, -0.5), (0.5, -1, 0.8, 0), (1.5, -1, 1.5, 1.5),
  ])
  func `a clipped token has the loss and the gradient worked out by hand`(
    ratio: Float, advantage: Float, loss: Double, gradient: Double
  ) {
    let token = clippedToken(ratio: ratio, advantage: advantage, clipRange: 0.2)
    #expect(isClose(token.loss, loss, within: 1e-5))
    #expect(isClose(token.gradient, gradient, within: 1e-5))
  }

  @Test func `entropy is that of the sharpened distribution`() {
    #expect(isClose(entropy([0.5, 0.5]), log(2), within: 1e-6))
    #expect(entropy([1, 0]) == 0)
    // At T = 0.5 probabilities are squared: 0.8 and 0.2 become 16/17 and 1/17.
    let sharp = sharpened([0.8, 0.2], temperature: 0.5)
    #expect(isClose(Double(sharp[0]), 16.0 / 17, within: 1e-6))
    #expect(isClose(entropy(sharp), -16.0 / 17 * log(16.0 / 17) + log(17) / 17, within: 1e-5))
  }

  /// 0.6 lies half-way between 0.5 at 100 minutes and 0.7 at 400, on a logarithmic scale: at 200.
  @Test(
    arguments: [
      (0.6, 0.5), (0.7, 1.5), (0.71, nil), (0.5, nil), (0.4, nil),
    ] as [(Double, Double?)])
  func `the break-even price lies between amounts`(goal: Double, price: Double?) {
    let found = breakEvenPrice(of: goal, for: 300, beside: [(100, 0.5), (400, 0.7)])
    #expect((found == nil) == (price == nil))
    if let found, let price { #expect(isClose(found, price, within: 1e-9)) }
  }

  @Test func `of each judge the last kept hack stays, and a damaged file is told`() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "deep/hacks.jsonl")
    #expect(try JudgeHack.all(in: file).isEmpty)
    func hack(_ judge: String, _ score: Double) -> JudgeHack {
      JudgeHack(judge: judge, prompt: "p ?", answer: "a .", score: score, gold: 0)
    }
    for hack in [hack("one", 1), hack("two", 2), hack("one", 3)] { try hack.keep(in: file) }
    #expect(try JudgeHack.all(in: file).map(\.score).sorted() == [2, 3])
    try "{".write(to: file, atomically: true, encoding: .utf8)
    #expect(throws: Failure.self) { try JudgeHack.all(in: file) }
  }

  @Test func `β is drawn where it adapts, and only there`() throws {
    var metrics = MetricLog()
    for iteration in 1...3 {
      metrics.record(0.1 * Double(iteration), as: "objective/kl_coef", step: iteration)
    }
    let fixed = rewardAndKLFigure(metrics, isBetaAdaptive: false)
    let adaptive = rewardAndKLFigure(metrics, isBetaAdaptive: true)
    #expect(fixed.panels.count == 3)
    #expect(adaptive.panels.dropLast().map(\.title) == fixed.panels.map(\.title))
    let words = try WordList(
      "figures", in: Lesson.ppoWithKL.place(in: projectRoot), language: .english)
    func title(_ panel: Plotting.Panel?) -> String? {
      panel.flatMap { words.told($0.title, in: "reward-and-kl")?.text }
    }
    #expect(!fixed.panels.contains { title($0)?.contains("β") != false })
    #expect(title(adaptive.panels.last)?.contains("β") == true)
  }

  /// What contradicts the course's settings or is not allowed, and what the message must say of it.
  @Test(arguments: [
    (
      ["ppo.minibatches=8", "overOptimization.batchSize=4"],
      ["ppo.minibatches=8", "overOptimization.batchSize=4"]
    ),
    (["overOptimization.klCoefficients="], ["overOptimization.klCoefficients"]),
  ])
  func `settings that cannot be used are told`(overrides: [String], words: [String]) throws {
    let hyperparameters = try Hyperparameters(
      files: Hyperparameters.committedFiles(root: projectRoot), readsLocalFiles: false,
      overrides: overrides)
    let course = try CourseSettings(hyperparameters)
    #expect {
      try Lesson.ppoWithKL.body(hyperparameters, course)
    } throws: { error in
      error is UsageError && words.allSatisfy { "\(error)".contains($0) }
    }
  }
}
