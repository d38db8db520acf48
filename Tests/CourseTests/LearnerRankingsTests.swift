import Course
import Foundation
import Hyperparameters
import TestSupport
import Testing
import ToyWorld
import Words

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

  @Test func `a set that is ranked again counts once, as ranked last`() throws {
    try rankings.add([record("one ?"), record("two ?")])
    var again = record("one ?")
    again.ranks = [2, 1]
    try rankings.add([again])
    #expect(try rankings.read() == [record("two ?"), again])
  }

  @Test func `rankings are added to those kept`() throws {
    try rankings.add([record("one ?")])
    try rankings.add([record("two ?"), record("three ?")])
    #expect(try rankings.read() == [record("one ?"), record("two ?"), record("three ?")])
  }

  @Test func `rankings that several runs add at once are all kept`() async throws {
    let (rankings, records) = (rankings, (0..<20).map { record("\($0) ?") })
    try await withThrowingTaskGroup(of: Void.self) { group in
      for record in records { group.addTask { try rankings.add([record]) } }
      try await group.waitForAll()
    }
    #expect(try Set(rankings.read().map(\.prompt)) == Set(records.map(\.prompt)))
  }

  @Test func `that rankings cannot be kept is known before there are any`() throws {
    try rankings.requireUsable()
    #expect(!FileManager.default.fileExists(atPath: rankings.file.path))
    try rankings.add([record("one ?")])
    try rankings.requireUsable()
    try Data("{".utf8).write(to: rankings.file)
    #expect(throws: Failure.self) { try rankings.requireUsable() }
    try FileManager.default.removeItem(at: rankings.file)
    try makeFolder(rankings.file)
    #expect(throws: Failure.self) { try rankings.requireUsable() }
  }

  @Test func `a rank that a disk has changed is told, and one that a person changed is taken`()
    throws
  {
    try rankings.add([record("one ?")])
    let text = try readText(rankings.file)
    let changed = text.replacing("[1,2]", with: "[1,1]")
    #expect(changed != text)
    try writeAtomically(changed, to: rankings.file)
    let failure = #expect(throws: Failure.self) { try rankings.read() }
    #expect(failure?.line == 1)
    #expect(failure?.reason.contains("checksum") == true)
    try writeAtomically(
      changed.replacing(#/, "checksum": "[0-9a-f]*"/#, with: ""), to: rankings.file)
    #expect(try rankings.read().map(\.ranks) == [[1, 1]])
  }

  @Test func `a damaged file is told, and never written over`() throws {
    try rankings.add([record("one ?")])
    let damaged = try Data(contentsOf: rankings.file).dropLast(4)
    try damaged.write(to: rankings.file)
    #expect(throws: Failure.self) { try rankings.read() }
    #expect(throws: Failure.self) { try rankings.add([record("two ?")]) }
    #expect(try Data(contentsOf: rankings.file) == damaged)
  }

  /// Types what an error says, from the colon to the end of the line.
  private func type(_ words: String, of error: Failure) throws {
    let line = try #require(error.remedy.split(separator: "\n").first { $0.contains(words) })
    let command = try #require(line.components(separatedBy: "\(words): ").last)
    let shell = try Process.run(URL(filePath: "/bin/sh"), arguments: ["-c", command])
    shell.waitUntilExit()
    #expect(shell.terminationStatus == 0)
  }

  @Test func `of a damaged file, the line can be deleted, or all of it moved away`() throws {
    try rankings.add([record("one ?"), record("two ?"), record("three ?")])
    var lines = try String(contentsOf: rankings.file, encoding: .utf8).split(separator: "\n")
    lines[1] = lines[1].dropLast(4)
    try lines.joined(separator: "\n").write(to: rankings.file, atomically: true, encoding: .utf8)
    let error = try #require(throws: Failure.self) { try rankings.read() }
    #expect(error.line == 2)
    #expect(!error.remedy.contains("git"))
    try type("delete it", of: error)
    #expect(try rankings.read() == [record("one ?"), record("three ?")])
    try type("move the file away", of: error)
    #expect(try rankings.read() == [])
    #expect(try folder.names("tutor") == [".rankings.jsonl.lock", "rankings.jsonl.old"])
  }
}
