import Foundation
import Testing

struct HelpTests {
  static let commands = [
    "contents", "list", "run", "params", "runs", "plot", "sample", "chat", "label", "summary",
    "compare", "sweep", "watch", "glossary", "papers", "data", "cache", "doctor", "reset", "export",
    "import", "tokenize", "class", "lesson", "completions",
  ]

  /// Of a command's own commands.
  static let parts = [
    ("class", "new"), ("class", "collect"), ("lesson", "check"),
    ("export", "run"), ("export", "hf"), ("export", "trl"), ("import", "hf"),
  ]

  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  /// Compares with a file in Goldens/. One that is missing is written, and the test fails.
  private func expectGolden(_ text: String, _ name: String) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Goldens/\(name).txt")
    guard let golden = try? String(contentsOf: file, encoding: .utf8) else {
      try text.write(to: file, atomically: true, encoding: .utf8)
      Issue.record("Goldens/\(name).txt was missing, and is now what `tutor` says; read it.")
      return
    }
    #expect(text == golden, "Delete Goldens/\(name).txt if the new text is meant.")
  }

  @Test func `the help of the program is as agreed`() throws {
    let ending = try sandbox.tutor("--help")
    #expect(ending.status == 0)
    #expect(ending.errors == "")
    try expectGolden(ending.output, "help")
    for command in HelpTests.commands { #expect(ending.output.contains("\n  \(command) ")) }
  }

  @Test(arguments: commands)
  func `the help of a command is as agreed`(command: String) throws {
    let ending = try sandbox.tutor(command, "--help")
    #expect(ending.status == 0)
    #expect(ending.output.contains("EXAMPLES"))
    try expectGolden(ending.output, "help-\(command)")
    #expect(try sandbox.tutor("help", command).output == ending.output)
  }

  @Test(arguments: parts)
  func `the help of a part of a command is as agreed`(command: String, part: String) throws {
    let ending = try sandbox.tutor(command, part, "--help")
    #expect(ending.status == 0)
    #expect(ending.output.contains("EXAMPLES"))
    try expectGolden(ending.output, "help-\(command)-\(part)")
  }

  @Test func `each golden is of a command that there is`() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    let expected =
      ["help.txt"] + HelpTests.commands.map { "help-\($0).txt" }
      + HelpTests.parts.map { "help-\($0)-\($1).txt" }
    #expect(Set(names).isSubset(of: expected))
  }
}
