import Foundation
import Testing
import ToyWorld
import Words

@Suite struct DataFileTests {
  private static let data = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Data")

  /// A fresh folder for the body, which is removed afterwards.
  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "toy-world-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  @Test func `the generator reproduces the committed files byte for byte`() throws {
    try withFolder { folder in
      try WorldFiles.write(World(seed: 0), to: folder)
      for name in WorldFiles.names {
        let written = try Data(contentsOf: folder.appending(path: name))
        let committed = try Data(contentsOf: Self.data.appending(path: name))
        #expect(written == committed, "Data/\(name) is not what the generator writes")
      }
    }
  }

  @Test func `the files hold as many records as the settings say`() throws {
    let web = try JSONLines.read(WebTextRecord.self, from: Self.data.appending(path: "web.jsonl"))
    #expect(web.count == 6500)
    #expect(web[4].text.hasPrefix("the book says "))
    let demonstrations = try JSONLines.read(
      DemonstrationRecord.self, from: Self.data.appending(path: "demonstrations.jsonl"))
    #expect(
      demonstrations
        == World(seed: 0).demonstrations(flaws: WorldFiles.flaws).map { DemonstrationRecord($0) })
    let prompts = try JSONLines.read(
      PromptRecord.self, from: Self.data.appending(path: "prompts.jsonl"))
    #expect(prompts == World(seed: 0).prompts.map { PromptRecord($0) })
  }

  @Test func `records keep any text and their fields in order`() throws {
    try withFolder { folder in
      let url = folder.appending(path: "rankings.jsonl")
      let records = [
        RankingRecord(
          prompt: "a \"quoted\" \\ line\nbreak", completions: ["한국어 🦊", "a/b\u{7}\r"],
          ranks: [2, 1], labeler: "you")
      ]
      try JSONLines.write(records, to: url)
      #expect(try JSONLines.read(RankingRecord.self, from: url) == records)
      let text = try String(contentsOf: url, encoding: .utf8)
      #expect(text.hasPrefix(#"{"prompt": "a \"quoted\" \\ line\nbreak", "completions": ["#))
      #expect(text.hasSuffix(#""ranks": [2,1], "labeler": "you"}"# + "\n"))
    }
  }

  @Test func `blank lines, Windows line ends and a byte order mark do no harm`() throws {
    try withFolder { folder in
      let url = folder.appending(path: "own.jsonl")
      try Data("\u{FEFF}{\"text\": \"a\"}\r\n\r\n  \n{\"text\": \"b\", \"more\": 1}".utf8)
        .write(to: url)
      #expect(try JSONLines.read(WebTextRecord.self, from: url).map(\.text) == ["a", "b"])
    }
  }

  @Test(
    arguments: [
      ("{\"text\": \"a\"}\n{\"txt\": \"b\"}\n", 2, "(no field \"text\")"),
      ("{\"text\": 3}\n", 1, "(the value of \"text\" is of another kind)"),
      ("{\"text\": \"a\"}\n\n{\"text\": \"b\n", 3, "(not a JSON object)"),
      ("[1]\n", 1, "(not a JSON object)"),
      ("\n", nil, "is empty"),
    ] as [(String, Int?, String)])
  func `a damaged line is named, with what was expected and what to type`(
    content: String, line: Int?, problem: String
  ) throws {
    try withFolder { folder in
      let data = folder.appending(path: "Data")
      try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
      let url = data.appending(path: "web.jsonl")
      try Data(content.utf8).write(to: url)
      let error = try #require(throws: Failure.self) {
        try JSONLines.read(WebTextRecord.self, from: url)
      }
      #expect(error.line == line)
      #expect(error.problem.contains(problem), "\(error.problem)")
      #expect(error.problem.contains(#"{"text": "…"}"#))
      #expect(error.description.contains(url.path))
      #expect(error.remedy.contains("git checkout Data/web.jsonl"))
    }
  }

  @Test func `a missing file is named, and one's own is not to be checked out`() throws {
    let url = URL(filePath: "/nowhere/own.jsonl")
    let error = try #require(throws: Failure.self) {
      try JSONLines.read(WebTextRecord.self, from: url)
    }
    #expect(
      error.description.contains(
        "/nowhere/own.jsonl: there is no such file\nCorrect the file"))
    #expect(!error.remedy.contains("git"))
  }

  @Test(arguments: [
    (#"{"prompt":"p","completions":["a","b"],"ranks":[1],"labeler":"x"}"#, "one rank each"),
    (#"{"prompt":"p","completions":["a","b"],"ranks":[1,3],"labeler":"x"}"#, "the rank 3"),
  ])
  func `ranks that do not fit the completions are refused`(line: String, problem: String) throws {
    try withFolder { folder in
      let url = folder.appending(path: "rankings.jsonl")
      try Data(line.utf8).write(to: url)
      let error = try #require(throws: Failure.self) {
        try JSONLines.read(RankingRecord.self, from: url)
      }
      #expect(error.problem.contains(problem))
    }
  }

  @Test func `a folder that cannot be written to is named`() throws {
    let error = try #require(throws: Failure.self) {
      try WorldFiles.write(World(seed: 0), to: URL(filePath: "/proc/nowhere"))
    }
    #expect(error.description.contains("/proc/nowhere"))
  }

  @Test func `the settings of another world stand among the committed comments`() throws {
    var settings = WorldSettings(seed: 3)
    (settings.webDocuments, settings.rumourShare) = (100, 0.25)
    try withFolder { folder in
      try WorldFiles.write(World(settings), to: folder)
      func lines(_ folder: URL) throws -> [String] {
        try String(contentsOf: folder.appending(path: "world.yaml"), encoding: .utf8)
          .components(separatedBy: "\n")
      }
      let changed = zip(try lines(folder), try lines(Self.data)).filter { $0 != $1 }.map(\.0)
      #expect(
        changed == [
          "  seed: 3  # 0 or more", "  webDocuments: 100  # from 100 to 100000",
          "  rumourShare: 0.25  # from 0 to 1",
        ])
    }
  }
}
