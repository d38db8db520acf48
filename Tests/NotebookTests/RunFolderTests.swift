import Foundation
import Metrics
import Notebook
import TestSupport
import Testing
import Words

struct RunFolderTests {
  private let noon = Date(timeIntervalSince1970: 1_700_000_000)

  @Test func `runs are numbered, and latest is the newest`() throws {
    let folder = try TemporaryFolder()
    let runs = folder.url.appending(path: "deep/Runs")
    let first = try RunFolder.create(
      in: runs, lesson: "5-ppo", date: noon, hyperparameters: "a: 1\n")
    let second = try RunFolder.create(
      in: runs, lesson: "5-ppo", date: noon, hyperparameters: "a: 2\n")
    #expect(first.name.wholeMatch(of: /5-ppo-2023-11-1[45]-1/) != nil)
    #expect(second.name == String(first.name.dropLast()) + "2")
    #expect(try folder.read("deep/Runs/latest/hyperparameters.yaml") == "a: 2\n")
    #expect(try folder.read("deep/Runs/\(first.name)/hyperparameters.yaml") == "a: 1\n")
    let names = try FileManager.default.contentsOfDirectory(atPath: runs.path)
    #expect(Set(names) == [first.name, second.name, "latest"])
    let inside = try FileManager.default.contentsOfDirectory(atPath: second.url.path)
    #expect(Set(inside) == ["hyperparameters.yaml", "plots"])
  }

  @Test(arguments: ["Runs", "Runs/deep"])
  func `a folder that cannot be made is an error before anything is trained`(path: String) throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("a file", to: "Runs")
    #expect {
      try RunFolder.create(
        in: folder.url.appending(path: path), lesson: "5-ppo", hyperparameters: "")
    } throws: { error in
      (error as? Failure)?.path?.contains("Runs") ?? false
    }
    #expect(try folder.read("Runs") == "a file")
  }

  @Test func `a folder named latest is left alone`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("mine", to: "latest/file")
    let run = try RunFolder.create(in: folder.url, lesson: "5-ppo", hyperparameters: "")
    #expect(try folder.read("latest/file") == "mine")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
    #expect(Set(names) == ["latest", run.name])
  }

  @Test func `the listing has the newest run first, damaged ones without a summary`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("", to: "notes/readme")
    var runs: [RunFolder] = []
    for index in 0..<3 {
      let run = try RunFolder.create(in: folder.url, lesson: "5-ppo", hyperparameters: "")
      try FileManager.default.setAttributes(
        [.modificationDate: noon.addingTimeInterval(Double(index))],
        ofItemAtPath: run.hyperparameters.path)
      runs.append(run)
    }
    try RunSummary(lesson: "5-ppo", seed: 3, date: noon).write(to: runs[0].summary)
    try "{".write(to: runs[1].summary, atomically: true, encoding: .utf8)
    let listings = RunListing.runs(in: folder.url)
    #expect(listings.map(\.folder.name) == runs.reversed().map(\.name))
    #expect(listings.map { $0.summary?.seed } == [nil, nil, 3])
    #expect(RunListing.runs(in: folder.url.appending(path: "missing")).isEmpty)
  }
}
