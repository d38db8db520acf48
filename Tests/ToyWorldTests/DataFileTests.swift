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
      #expect(text.contains(#""ranks": [2,1], "labeler": "you", "checksum": ""#))
    }
  }

  @Test(arguments: ["\r\n", "\n", "\r"])
  func `blank lines, any line ends and a byte order mark do no harm`(end: String) throws {
    try withFolder { folder in
      let url = folder.appending(path: "own.jsonl")
      let lines = ["\u{FEFF}{\"text\": \"a\"}", "", " \t", "{\"text\": \"b\", \"more\": [1, {}]}"]
      try Data(lines.joined(separator: end).utf8).write(to: url)
      #expect(try JSONLines.read(WebTextRecord.self, from: url).map(\.text) == ["a", "b"])
    }
  }

  @Test(
    arguments: [
      ("{\"text\": \"a\"}\n{\"txt\": \"b\"}\n", 2, "column 1: no field \"text\""),
      ("{\"text\": 3}\n", 1, "column 10: \"text\" is a number"),
      ("{\"text\": null}\n", 1, "column 10: \"text\" is nothing"),
      (
        "{\"text\": \"a\"}\n\n{\"text\": \"b\n", 3,
        "column 10: the text that begins here is never closed"
      ),
      ("[1]\n", 1, "column 1: found \"[\", but an object is needed"),
      ("{\"text\": \"a\",}\n", 1, "column 13: nothing follows this comma"),
      ("{\"text\": \"a\", \"text\": \"b\"}\n", 1, "column 15: the key \"text\" stands there twice"),
      (
        "{\"text\": \"a\", \"\\u0074ext\": \"b\"}\n", 1,
        "column 15: the key \"text\" stands there twice"
      ),
      ("{\"text\": \"a\"} {\"text\": \"b\"}\n", 1, "column 15: the object ends before this"),
      (
        "{\"text\": \"é \\ud83d\"}\r{\"text\": \"b\"}\r", 1,
        "column 13: \\ud83d is half of a character"
      ),
      ("{\"text\": \"\\udd8a\"}\n", 1, "is half of a character"),
      ("{\"text\": \"\\x\"}\n", 1, "there is no \\x"),
      (
        "{\"text\": \"a\0\"}\n", 1,
        "column 12: a text cannot hold this character as it is; write \\u0000"
      ),
      ("{\"text\": \"a\tb\"}\n", 1, "write \\u0009"),
      ("{'text': 'a'}\n", 1, "column 2: found \"'\", but a key in double quotes is needed"),
      ("{\"text\" \"a\"}\n", 1, "found \"\"\", but a colon is needed"),
      ("{\"text\": \"a\"\n", 1, "found the end of the line, but a comma or } is needed"),
      ("{\"text\": \"a\", \"more\": 010}\n", 1, "column 23: 010 is no number"),
      ("{\"text\": \"a\", \"more\": NaN}\n", 1, "but a value is needed"),
      ("{\"text\": " + String(repeating: "[", count: 100_000) + "\n", 1, "more than 32 deep"),
      (String(repeating: "[", count: 100_000) + "\n", 1, "but an object is needed"),
      (
        "{\"text\": \"" + String(repeating: "a", count: 1_000_000) + "\"}\n", 1,
        "the line has more than"
      ),
      ("\n", nil, "is empty"),
    ] as [(String, Int?, String)])
  func `a damaged line is told with its column, what was found and what is needed`(
    content: String, line: Int?, problem: String
  ) throws {
    try withFolder { folder in
      let url = folder.appending(path: "own.jsonl")
      try Data(content.utf8).write(to: url)
      let error = try #require(throws: Failure.self) {
        try JSONLines.read(WebTextRecord.self, from: url)
      }
      #expect(error.line == line)
      #expect(error.problem.contains(problem), "\(error.problem)")
      #expect(error.problem.contains(#"{"text": "…"}"#))
      #expect(error.description.contains(url.path))
      #expect(error.problem.count < 500)
    }
  }

  @Test func `an excerpt shows what is wrong, and cannot act on a terminal`() throws {
    let line = "{\"text\": \"\(String(repeating: "x", count: 200))\u{9B}31m\", no}"
    let error = try #require(throws: Failure.self) {
      try JSONLines.records(of: Data(line.utf8), path: "own.jsonl") as [WebTextRecord]
    }
    #expect(error.problem.contains("31m\", no}"))
    #expect(error.problem.printable == error.problem)
  }

  @Test(
    arguments: [
      (Data("{\"text\": \"ab\"}\n{\"text\": \"\u{E9}".utf8) + Data([0xE9]), 2, 12, "LATIN1"),
      ("{\"text\": \"é\"}\n".data(using: .utf16) ?? Data(), 1, 1, "UTF-16"),
    ])
  func `a file in another encoding is told with the command that converts it and keeps it`(
    content: Data, line: Int, column: Int, encoding: String
  ) throws {
    try withFolder { folder in
      let url = folder.appending(path: "it's own.jsonl")
      try content.write(to: url)
      let error = try #require(throws: Failure.self) {
        try JSONLines.read(WebTextRecord.self, from: url)
      }
      #expect(error.line == line)
      #expect(error.problem.contains("column \(column): the byte"))
      #expect(error.remedy.contains("iconv -f \(encoding) -t UTF-8"))
      let command = try #require(error.remedy.components(separatedBy: "type: ").last)
      let shell = try Process.run(URL(filePath: "/bin/sh"), arguments: ["-c", command])
      shell.waitUntilExit()
      #expect(shell.terminationStatus == 0)
      #expect(String(validating: try Data(contentsOf: url), as: UTF8.self)?.contains("é") == true)
      #expect(try Data(contentsOf: folder.appending(path: "it's own.jsonl.old")) == content)
    }
  }

  @Test func `the remedy for a file of the course never gives up what a learner wrote`() throws {
    try withFolder { root in
      let data = root.appending(path: "Data")
      try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
      let url = data.appending(path: "web.jsonl")
      func remedy() throws -> String {
        try #require(throws: Failure.self) { try JSONLines.read(WebTextRecord.self, from: url) }
          .remedy
      }
      func type(_ command: String) throws {
        let shell = try Process.run(
          URL(filePath: "/bin/sh"), arguments: ["-c", "exec 2>&1 >/dev/null; " + command])
        shell.waitUntilExit()
        #expect(shell.terminationStatus == 0, "\(command)")
      }
      try Data("{\"text\": \"committed\"}\n".utf8).write(to: url)
      try type(
        "cd '\(root.path)' && git init -q && git add Data && git -c user.name=a -c user.email=b commit -qm c"
      )
      for (number, name) in ["web.jsonl.old", "web.jsonl.old2"].enumerated() {
        try Data("mine \(number)".utf8).write(to: url)
        let lines = try remedy().split(separator: "\n")
        #expect(lines.first?.hasPrefix("Mend") == true)
        try type(try #require(lines.last?.components(separatedBy: "own: ").last))
        #expect(try JSONLines.read(WebTextRecord.self, from: url).map(\.text) == ["committed"])
        let kept = try Data(contentsOf: data.appending(path: name))
        #expect(kept == Data("mine \(number)".utf8))
      }
      try FileManager.default.removeItem(at: url)
      try type(try #require(remedy().components(separatedBy: "type: ").last))
      #expect(try JSONLines.read(WebTextRecord.self, from: url).map(\.text) == ["committed"])
    }
  }

  @Test func `only a regular file is read`() throws {
    for path in ["/dev/zero", "/"] {
      #expect(throws: Failure.self) {
        try JSONLines.read(WebTextRecord.self, from: URL(filePath: path))
      }
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
