import Foundation
import Metrics
import Testing

struct CompareTests {
  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  private func write(lesson: String, _ results: [String: Double]) throws {
    let folder = sandbox.folder.appending(path: "Runs/mine")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try RunSummary(
      lesson: lesson, seed: 0, date: Date(), results: results.mapValues { Estimate($0) },
      isComplete: true
    ).write(to: folder.appending(path: "summary.json"))
    try "seed: 0\n".write(
      to: folder.appending(path: "hyperparameters.yaml"), atomically: true, encoding: .utf8)
  }

  @Test func `every lesson has a reference of ten worlds`() throws {
    let folder = projectRoot.appending(path: "Data/reference")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".csv") }.sorted()
    #expect(files.compactMap { Int($0.prefix(1)) } == Array(0...6))
    for file in files {
      let reference = try ReferenceResults(readingFrom: folder.appending(path: file))
      #expect(reference.seeds.count >= 10, "\(file)")
      #expect(reference.values.count >= 20, "\(file)")
    }
  }

  @Test func `a run is held against the worlds, what lies outside first`() throws {
    try write(lesson: "5-ppo-with-kl", ["ppo/gold": 0.01, "sft/gold": 0.7, "own/result": 1])
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
  }

  @Test func `what cannot be compared is told`() throws {
    try write(lesson: "2-own-text", ["a": 1])
    let other = try sandbox.tutor("compare")
    #expect(other.status == 64 && other.errors.contains("no results of 2-own-text"))
    try write(lesson: "5-ppo-with-kl", ["ppo/gold": 0.8])
    let none = try sandbox.tutor("compare", "--only", "zzz")
    #expect(none.status == 64 && none.errors.contains("\"zzz\""))
  }
}
