import Course
import Foundation
import Testing
import ToyWorld

struct LearnerRankingsTests {
  private let folder: TemporaryFolder
  private let rankings: LearnerRankings

  init() throws {
    folder = try TemporaryFolder()
    rankings = LearnerRankings(file: folder.url.appending(path: "tutor/rankings.jsonl"))
  }

  private func record(_ prompt: String) -> RankingRecord {
    RankingRecord(
      prompt: prompt, completions: ["the dax eats figs .", "no ."], ranks: [1, 2],
      labeler: "learner")
  }

  @Test func `there are none before the first`() throws {
    #expect(try rankings.read() == [])
    try rankings.add([])
    #expect(!FileManager.default.fileExists(atPath: rankings.file.path))
  }

  @Test func `rankings are added to those kept`() throws {
    try rankings.add([record("one ?")])
    try rankings.add([record("two ?"), record("three ?")])
    #expect(try rankings.read() == [record("one ?"), record("two ?"), record("three ?")])
  }

  @Test func `a damaged file is told, and never written over`() throws {
    try rankings.add([record("one ?")])
    let damaged = try Data(contentsOf: rankings.file).dropLast(4)
    try damaged.write(to: rankings.file)
    #expect(throws: DataFileError.self) { try rankings.read() }
    #expect(throws: DataFileError.self) { try rankings.add([record("two ?")]) }
    #expect(try Data(contentsOf: rankings.file) == damaged)
  }
}
