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

  @Test(arguments: ["web.jsonl", "web-validation.jsonl", "demonstrations.jsonl"])
  func `a missing file is named, with how to get it back`(name: String) throws {
    try FileManager.default.removeItem(at: data.appending(path: name))
    #expect {
      try read()
    } throws: {
      "\($0)".contains(name) && "\($0)".contains("git checkout Data/\(name)")
    }
  }

  @Test(arguments: ["web.jsonl", "web-validation.jsonl", "demonstrations.jsonl"])
  func `a damaged line is named, with how to get the file back`(name: String) throws {
    let file = data.appending(path: name)
    var lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    lines[2] = lines[2].dropLast(3)
    try lines.joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
    #expect {
      try read()
    } throws: {
      "\($0)".contains("\(name), line 3") && "\($0)".contains("git checkout Data/\(name)")
    }
  }

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

  @Test func `another world is drawn in memory, whatever the files say`() throws {
    try FileManager.default.removeItem(at: data)
    var settings = WorldSettings(seed: 1)
    settings.webDocuments = 100
    settings.validationDocuments = 20
    let other = try CourseData(settings, folder: data, vocabularySize: 300)
    #expect(other.web == World(settings).webDocuments().map(\.text))
    #expect(other.webValidation.count == 20)
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
