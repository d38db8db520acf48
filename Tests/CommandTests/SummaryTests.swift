import Foundation
import Metrics
import Testing

struct SummaryTests {
  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  /// Writes a run as a lesson leaves it.
  private func write(
    _ name: String, lesson: String = "5-ppo-with-kl", result: Double = 1, settings: String = "",
    isComplete: Bool = true, isQuick: Bool = false
  ) throws {
    let folder = sandbox.folder.appending(path: "Runs/\(name)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try RunSummary(
      lesson: lesson, seed: 0, date: Date(), results: ["gain": Estimate(result)],
      isComplete: isComplete, isQuick: isQuick
    ).write(to: folder.appending(path: "summary.json"))
    let yaml = "seed: \(Int(result))\nworld:\n  seed: \(Int(result))\n\(settings)\n"
    try yaml.write(
      to: folder.appending(path: "hyperparameters.yaml"), atomically: true, encoding: .utf8)
  }

  private func mean(_ folders: String) throws -> Estimate {
    let ending = try sandbox.bash("tutor summary \(folders) --only ga --json")
    #expect(ending.status == 0, "\(ending.errors)")
    let means = try JSONDecoder().decode([String: Estimate].self, from: Data(ending.output.utf8))
    return try #require(means["gain"])
  }

  @Test func `runs that differ in their seeds are averaged`() throws {
    for (name, result) in [("a", 1.0), ("b", 2), ("c", 6)] { try write(name, result: result) }
    let mean = try mean("Runs/*")
    #expect(mean.value == 3)
    #expect(mean.n == 3)
    let interval = try #require(mean.formattedInterval)
    #expect(try sandbox.bash("tutor summary Runs/*").output.contains("3.00  \(interval)"))
  }

  @Test func `a run counts once, however often it is named`() throws {
    for (name, result) in [("a", 1.0), ("b", 2)] { try write(name, result: result) }
    _ = try sandbox.bash("ln -s b Runs/latest")
    #expect(try mean("Runs/* Runs/a Runs/../Runs/b/ \"$PWD/Runs/a\"").n == 2)
  }

  private func expectRefused(_ words: String...) throws {
    let ending = try sandbox.bash("tutor summary Runs/*")
    #expect(ending.status == 64)
    #expect(ending.output == "")
    for word in words { #expect(ending.errors.contains(word), "\(word): \(ending.errors)") }
  }

  @Test func `unfinished and quick runs are refused`() throws {
    try write("a")
    try write("b", isComplete: false)
    try write("c", isQuick: true)
    try expectRefused("Runs/b (not finished), Runs/c (a quick run)", "Leave them out", "--quick")
  }

  @Test func `runs of several lessons are refused`() throws {
    try write("a")
    try write("b", lesson: "4-reward-ranking")
    try expectRefused("4-reward-ranking, 5-ppo-with-kl")
  }

  @Test func `runs of other settings are refused, with what differs`() throws {
    try write("a", settings: "ppo:\n  iterations: 60\n  klCoefficient: 0.1")
    try write("b", result: 2, settings: "ppo:\n  iterations: 60\n  klCoefficient: 0.4")
    try expectRefused(
      "ppo.klCoefficient is 0.1 in Runs/a, but 0.4 in Runs/b", "--set world.seed=N",
      "./tutor compare Runs/a Runs/b")
    try write("b", result: 2, settings: "ppo:\n  iterations: 60")
    try expectRefused("ppo.klCoefficient is 0.1 in Runs/a, but missing in Runs/b")
  }

  @Test func `a setting may be written in several ways`() throws {
    try write("a", settings: "bias:\n  shares: [0, 0.5]\nbase:\n  epochs: 8")
    try write("b", result: 2, settings: "bias:\n  shares: '0,.5'\nbase:\n  epochs: 8.0")
    #expect(try mean("Runs/*").n == 2)
  }
}
