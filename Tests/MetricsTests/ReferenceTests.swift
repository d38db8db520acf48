import Foundation
import Metrics
import Testing
import Words

struct ReferenceTests {
  private func summary(_ seed: UInt64, _ results: [String: Double]) -> RunSummary {
    RunSummary(
      lesson: "5-ppo-with-kl", seed: seed, date: Date(timeIntervalSince1970: 0),
      results: results.mapValues { Estimate($0) })
  }

  private var reference: ReferenceResults {
    ReferenceResults(of: [
      summary(33, ["gold": 0.9, "kl": 2]), summary(31, ["gold": 0.7, "kl": 1, "extra": 1]),
      summary(32, ["gold": 0.8, "kl": .nan]),
    ])
  }

  @Test func `results that all runs have are kept by seed, and read back the same`() throws {
    #expect(reference.seeds == [31, 32, 33])
    #expect(reference.csv == "result,31,32,33\ngold,0.7,0.8,0.9\nkl,1,,2\n")
    let read = try ReferenceResults(csv: reference.csv, path: "5.csv")
    #expect(read.csv == reference.csv)
    #expect(read.values["gold"] == [0.7, 0.8, 0.9] && read.values["extra"] == nil)
  }

  @Test func `a value has its place among the worlds`() throws {
    let inside = try #require(reference.place(of: 0.75, in: "gold"))
    #expect(inside.below == 1 && !inside.isOutside)
    #expect(inside.lowest == 0.7 && inside.highest == 0.9)
    #expect(abs(inside.mean.value - 0.8) < 1e-12 && inside.mean.n == 3)
    #expect(reference.place(of: 0.95, in: "gold")?.isOutside == true)
    #expect(reference.place(of: 0.7, in: "gold")?.isOutside == false)
    // What was not measured in a world does not count.
    #expect(reference.place(of: 3, in: "kl")?.mean.n == 2)
    #expect(reference.place(of: .nan, in: "gold") == nil)
    #expect(reference.place(of: 1, in: "extra") == nil)
  }

  @Test(arguments: [
    ("", 1), ("result\n", 1), ("name,1\n", 1), ("result,x\n", 1), ("result,1\ngold,0.5,0.6\n", 2),
    ("result,1,2\ngold,0.5,0.6\nkl,1,a\n", 3),
  ])
  func `a damaged file is told with its line`(csv: String, line: Int) {
    #expect {
      try ReferenceResults(csv: csv, path: "5.csv")
    } throws: { ($0 as? Failure)?.line == line }
  }
}
