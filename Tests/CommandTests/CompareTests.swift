import Foundation
import Metrics
import Notebook
import Testing
import Words

struct CompareTests {
  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  /// Writes a run as a lesson leaves it, with a curve and an answer.
  private func write(
    _ name: String = "mine", lesson: String, _ results: [String: Estimate],
    settings: String = "seed: 0\n", gold: Double = 0.5, answer: String = "moss .",
    checksums: [String: String]? = nil
  ) throws {
    let folder = sandbox.folder.appending(path: "Runs/\(name)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try RunSummary(
      lesson: lesson, seed: 0, date: Date(), results: results, isComplete: true,
      checksums: checksums
    ).write(to: folder.appending(path: "summary.json"))
    try settings.write(
      to: folder.appending(path: "hyperparameters.yaml"), atomically: true, encoding: .utf8)
    var metrics = MetricLog()
    for step in 1...5 {
      metrics.record(gold * Double(step), as: "gold/score", step: step)
      metrics.record(2, as: "objective/kl", step: step)
    }
    try metrics.write(to: folder.appending(path: "metrics.csv"))
    let kept = KeptAnswer(
      model: "PPO", prompt: "what does the dax eat ?", answer: answer, gold: gold)
    try JSONEncoder().encode(kept).write(to: folder.appending(path: "answers.jsonl"))
  }

  private func share(_ value: Double) -> Estimate {
    Estimate(value: value, low: value - 0.03, high: value + 0.03, n: 400)
  }

  /// Two runs with another β.
  private func writePair(second: String = "5-ppo-with-kl") throws {
    try write(
      "short", lesson: "5-ppo-with-kl", ["ppo/gold": share(0.9), "own/result": share(0.5)],
      settings: "seed: 0\nppo:\n  klCoefficient: 0.1\n  iterations: 60\n", gold: 0.9)
    try write(
      "long", lesson: second, ["ppo/gold": share(0.7), "own/result": share(0.52)],
      settings: "seed: 0\nppo:\n  klCoefficient: 0\n  iterations: 60\n", gold: 0.7,
      answer: "dax dax dax")
  }

  @Test func `every lesson has a reference of ten worlds`() throws {
    let folder = projectRoot.appending(path: "Data/reference")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".csv") }.sorted()
    #expect(files.compactMap { Int($0.prefix(1)) } == Array(0...8))
    for file in files {
      let reference = try ReferenceResults(readingFrom: folder.appending(path: file))
      #expect(reference.seeds.count >= 10, "\(file)")
      #expect(reference.values.count >= 20, "\(file)")
    }
  }

  @Test func `a run is held against the worlds, what lies outside first`() throws {
    try write(
      lesson: "5-ppo-with-kl",
      ["ppo/gold": Estimate(0.01), "sft/gold": Estimate(0.7), "own/result": Estimate(1)])
    let ending = try sandbox.tutor("compare", "--only", "")
    #expect(ending.status == 0, "\(ending.errors)")
    let rows = ending.lines.filter { $0.contains("/gold") }
    #expect(rows.count == 2)
    let first = try #require(rows.first)
    #expect(first.hasPrefix("ppo/gold") && first.contains("outside"))
    #expect(!ending.output.contains("own/result"))
    #expect(ending.output.contains("of 2 results"))
    let json = try sandbox.tutor("compare", "latest", "--only", "ppo/", "--json")
    #expect(json.output.contains("\"outside\" : true"))
    #expect(try sandbox.tutor("compare", "5").output == ending.output)
  }

  @Test func `what cannot be compared is told`() throws {
    try write(lesson: "2-own-text", ["a": Estimate(1)])
    let other = try sandbox.tutor("compare")
    #expect(other.status == 64 && other.errors.contains("no results of 2-own-text"))
    try write(lesson: "5-ppo-with-kl", ["ppo/gold": Estimate(0.8)])
    let none = try sandbox.tutor("compare", "--only", "zzz")
    #expect(none.status == 64 && none.errors.contains("\"zzz\""))
  }

  @Test func `a run is compared by what it was run with, not by what somebody has made of that`()
    throws
  {
    let settings = "seed: 0\n"
    let checksums = ["hyperparameters.yaml": fingerprint(of: Data(settings.utf8))]
    try write("other", lesson: "5-ppo-with-kl", ["ppo/gold": Estimate(0.7)], settings: "seed: 1\n")
    for (typed, status) in [(settings, Int32(0)), (settings + "# mine\n", 1)] {
      try write(
        lesson: "5-ppo-with-kl", ["ppo/gold": Estimate(0.8)], settings: typed, checksums: checksums)
      let ending = try sandbox.tutor("compare", "mine", "other")
      #expect(ending.status == status, "\(ending.errors)")
      #expect(ending.errors.contains("checksum") == (status == 1))
    }
  }

  @Test func `two runs are told by what differs, with the interval of each difference`() throws {
    try writePair()
    let ending = try sandbox.tutor("compare", "short", "long", "--all")
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.output.contains("klCoefficient=0.1  short"))
    // √(0.03² + 0.03²) = 0.042 to both sides, by MOVER.
    let gold = try #require(ending.lines.firstIndex { $0.hasPrefix("ppo/gold") })
    #expect(ending.lines[gold + 1].contains("−0.20 [−0.24, −0.16]  differs"))
    let own = try #require(ending.lines.firstIndex { $0.hasPrefix("own/result") })
    #expect(gold < own)
    #expect(ending.lines[own + 1].contains("0.02 [−0.02, 0.06]"))
    #expect(!ending.lines[own + 1].contains("differs"))
    #expect(ending.output.contains("1 of 2 are told from 0"))
    #expect(ending.output.contains("dax dax dax"))
    let folder = try #require(sandbox.names("Runs").first { $0.hasPrefix("compare-") })
    #expect(
      sandbox.names("Runs/\(folder)")
        == ["gnuplot", "png", "svg", "txt"].map { "gold-score.\($0)" })
    let script = try sandbox.read("Runs/\(folder)/gold-score.gnuplot")
    #expect(script.contains("klCoefficient=0.1"))
  }

  @Test func `only the lesson's headline results are told without --all`() throws {
    try writePair()
    let ending = try sandbox.tutor("compare", "short", "long", "--output", "Slides")
    #expect(ending.output.contains("ppo/gold"))
    #expect(!ending.output.contains("own/result"))
    #expect(sandbox.names("Slides").contains("gold-score.png"))
    #expect(!sandbox.names("Runs").contains { $0.hasPrefix("compare-") })
  }

  @Test func `a comparison as JSON writes no figure`() throws {
    try writePair()
    struct Comparison: Decodable {
      struct Group: Decodable {
        var name: String
        var settings: [String: String]
        var steps: [Int]
      }
      struct Result: Decodable {
        var name: String
        var differences: [Estimate]
      }
      struct Answers: Decodable { var answers: [String] }
      var metric: String
      var groups: [Group]
      var results: [Result]
      var answers: [Answers]
    }
    let ending = try sandbox.tutor(
      "compare", "short", "long", "--json", "--metric", "objective/kl")
    let comparison = try JSONDecoder().decode(Comparison.self, from: Data(ending.output.utf8))
    #expect(comparison.metric == "objective/kl")
    #expect(comparison.groups.map { $0.settings["ppo.klCoefficient"] } == ["0.1", "0"])
    #expect(comparison.groups.allSatisfy { $0.steps == [1, 2, 3, 4, 5] })
    #expect(comparison.results.map(\.name) == ["ppo/gold"])
    #expect(comparison.answers.map(\.answers) == [["moss .", "dax dax dax"]])
    #expect(sandbox.names("Runs") == ["long", "short"])
  }

  @Test func `runs that have nothing in common are told`() throws {
    try writePair(second: "4-reward-ranking")
    let lessons = try sandbox.tutor("compare", "short", "long")
    #expect(lessons.status == 64)
    #expect(lessons.errors.contains("4-reward-ranking, 5-ppo-with-kl"))
    let same = try sandbox.tutor("compare", "short", "Runs/short/")
    #expect(same.status == 64 && same.errors.contains("compare latest previous"))
    let other = try sandbox.tutor("compare", "short", "3")
    #expect(other.status == 64 && other.errors.contains("./tutor run 3"))
    try writePair()
    let metric = try sandbox.tutor("compare", "short", "long", "--metric", "gold")
    #expect(metric.status == 64 && metric.errors.contains("gold/score, objective/kl"))
  }
}
