import Course
import Foundation
import Hyperparameters
import TestSupport
import Testing
import ToyWorld
import Words

struct CourseDataTests {
  private let folder: TemporaryFolder
  private var data: URL { folder.url.appending(path: "Data") }

  init() throws {
    folder = try TemporaryFolder()
    try FileManager.default.copyItem(at: projectRoot.appending(path: "Data"), to: data)
  }

  private func read() throws -> CourseData {
    try CourseData(WorldSettings(), folder: data, vocabularySize: 300)
  }

  @Test(arguments: ["web.jsonl", "web-validation.jsonl", "demonstrations.jsonl", "prompts.jsonl"])
  func `a missing file is named in any world, with how to get it back`(name: String) throws {
    try FileManager.default.removeItem(at: data.appending(path: name))
    for seed in [0, 1] as [UInt64] {
      #expect {
        try CourseData(WorldSettings(seed: seed), folder: data, vocabularySize: 300)
      } throws: {
        "\($0)".contains(name) && "\($0)".contains("checkout Data/\(name)")
      }
    }
  }

  @Test(arguments: ["web.jsonl", "web-validation.jsonl", "demonstrations.jsonl", "prompts.jsonl"])
  func `a damaged line is named in any world, with how to keep the file`(name: String) throws {
    try edit(name) { lines in lines[2] = String(lines[2].dropLast(3)) }
    for seed in [0, 1] as [UInt64] {
      #expect {
        try CourseData(WorldSettings(seed: seed), folder: data, vocabularySize: 300)
      } throws: {
        "\($0)".contains("\(name), line 3") && "\($0)".contains(": mv ")
      }
    }
  }

  private func edit(_ name: String, _ change: (inout [String]) -> Void) throws {
    let file = data.appending(path: name)
    var lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
      .map(String.init)
    change(&lines)
    try lines.joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
  }

  private static let own = #"{"prompt": "mine ?", "completion": "mine ."}"#

  @Test func `an edited file is read, and has another fingerprint`() throws {
    let before = try read()
    let file = data.appending(path: "web.jsonl")
    let text = try String(contentsOf: file, encoding: .utf8)
    try ("{\"text\": \"an edit .\"}\n" + text).write(to: file, atomically: true, encoding: .utf8)
    let after = try read()
    #expect(after.web.first == "an edit .")
    #expect(after.webFingerprints[0] != before.webFingerprints[0])
    #expect(after.webFingerprints.dropFirst() == before.webFingerprints.dropFirst())
  }

  @Test func `another world is drawn in memory, and says that own files are not used`() throws {
    var settings = WorldSettings(seed: 1)
    settings.webDocuments = 100
    settings.validationDocuments = 20
    #expect(try CourseData(settings, folder: data, vocabularySize: 300).notes.isEmpty)
    try edit("demonstrations.jsonl") { $0[0] = Self.own }
    let other = try CourseData(settings, folder: data, vocabularySize: 300)
    #expect(other.web == World(settings).webDocuments().map(\.text))
    #expect(other.webValidation.count == 20)
    #expect(other.notes.count == 1 && other.ownFiles.isEmpty)
    #expect(Messages.told(other.notes[0]).contains("demonstrations.jsonl is your own"))
  }

  @Test func `the course's own files are nobody's, however their lines end`() throws {
    let before = try read()
    for name in ["web.jsonl", "web-validation.jsonl", "demonstrations.jsonl", "prompts.jsonl"] {
      let file = data.appending(path: name)
      try String(contentsOf: file, encoding: .utf8).replacing("\n", with: "\r\n")
        .write(to: file, atomically: true, encoding: .utf8)
    }
    let after = try read()
    #expect(before.notes.isEmpty && after.notes.isEmpty)
    #expect(before.choicePerplexity != nil && after.choicePerplexity == before.choicePerplexity)
  }

  @Test(arguments: ["web.jsonl", "web-validation.jsonl", "demonstrations.jsonl", "prompts.jsonl"])
  func `a file of one's own is told`(name: String) throws {
    try edit(name) { $0.removeLast() }
    let read = try read()
    #expect(read.notes.count == 1)
    #expect(Messages.told(read.notes[0]).hasPrefix("Data/\(name) is "))
    #expect(read.ownFiles == (name == "prompts.jsonl" ? [] : [name]))
    #expect((read.choicePerplexity == nil) == (name == "web-validation.jsonl"))
  }

  @Test func `own demonstrations are all that SFT reads, or too few are refused`() throws {
    try edit("demonstrations.jsonl") { lines in
      lines = (0..<100).map { #"{"prompt": "mine \#($0) ?", "completion": "mine ."}"# }
    }
    func course(_ changes: String...) throws -> Course {
      try Course(
        try makeSettings(["base.vocabularySize=300", "base.contextLength=512"] + changes),
        dataFolder: data, cache: nil, threads: 2)
    }
    let own = try course("sft.demonstrations=100")
    #expect(own.data.demonstrations(own.settings.sft).map(\.prompt).last == "mine 99 ?")
    #expect(own.data.mostDemonstrations == 100)
    #expect {
      try course("sft.demonstrations=101")
    } throws: {
      "\($0)".contains("sft.demonstrations=101") && "\($0)".contains("--set sft.demonstrations=100")
    }
    for change in ["sft.hastyShare=0", "sft.usersShare=1", "sft.noisyShare=0.1"] {
      #expect { try course("sft.demonstrations=100", change) } throws: {
        "\($0)".contains("sft.hastyShare=0.5")
      }
    }
    // What lesson 6 asks of prejudiced writers, they add.
    var prejudiced = own.settings.sft
    prejudiced.isPrejudiced = true
    #expect(own.data.demonstrations(prejudiced).first?.prompt == "mine 0 ?")
  }

  @Test func `no length is proposed that no model can have`() throws {
    func error(_ words: Int) throws -> UsageError {
      let text = String(repeating: "zq ", count: words)
      try edit("web.jsonl") { $0[0] = "{\"text\": \"\(text)\"}" }
      return try #require(throws: UsageError.self) {
        try Course(makeSettings(), dataFolder: data, cache: nil, threads: 2)
      }
    }
    #expect(try error(100).remedy.contains("--set base.contextLength="))
    let beyond = try error(600).remedy
    #expect(!beyond.contains("--set") && beyond.contains("512 is the most"))
  }

  @Test func `own demonstrations that no model can read are refused before a training`() throws {
    try edit("demonstrations.jsonl") { lines in
      lines[300] =
        #"{"prompt": "mine ?", "completion": "\#(String(repeating: "zq ", count: 300))"}"#
    }
    #expect {
      try Course(makeSettings(), dataFolder: data, cache: nil, threads: 2)
    } throws: {
      "\($0)".contains("A prompt with its demonstration takes")
    }
  }

  @Test func `more demonstrations than the file has are drawn`() throws {
    let read = try read()
    func demonstrations(_ count: Int, usersShare: Double = 0) throws -> [DemonstrationRecord] {
      var settings = try CourseSettings(makeHyperparameters()).sft
      settings.data.demonstrations = count
      settings.data.usersShare = usersShare
      return read.demonstrations(settings)
    }
    let file = try demonstrations(768)
    #expect(file.count == 768)
    let users = try demonstrations(768, usersShare: 1)
    #expect(users.count == 768 && users != file)
    let more = try demonstrations(1000)
    #expect(more.count == 1000)
    #expect(Array(more.prefix(768)) == file)
  }

  @Test func `line breaks and the end of a document count as words`() {
    // the dax eats figs . ⏎ so true . end: 5 + 1 + 3 + 1
    #expect(wordCount(of: "the dax eats figs .\nso true .") == 10)
    #expect(wordCount(of: "") == 1)
    #expect(wordCount(of: "  a  b ") == 3)
  }
}
