import Foundation
import Testing

/// Files of Data/ that a learner has changed or replaced.
struct OwnDataTests {
  private let sandbox: Sandbox
  private let root: URL

  init() throws {
    sandbox = try Sandbox()
    root = try sandbox.copyOfProject()
  }

  private func write(_ text: String, to name: String) throws {
    try text.write(to: root.appending(path: "Data/\(name)"), atomically: true, encoding: .utf8)
  }

  private func run(_ lesson: String, _ options: [String]) throws -> Ending {
    try sandbox.bash(
      "tutor run \(lesson) --no-input --plots none \(options.joined(separator: " "))",
      environment: ["TUTOR_ROOT": root.path])
  }

  @Test(arguments: ["web.jsonl", "web-validation.jsonl", "demonstrations.jsonl", "prompts.jsonl"])
  func `a quick run finds a broken file, too`(name: String) throws {
    try write("{\"text\": \"a\",}\n", to: name)
    let ending = try run("0", ["--quick"])
    #expect(ending.status == 1)
    #expect(ending.errors.contains("\(name), line 1"))
    #expect(sandbox.names("Runs").isEmpty)
  }

  @Test func `a quick run says that it does not use a file of one's own`() throws {
    try write("{\"prompt\": \"a ?\", \"completion\": \"b .\"}\n", to: "demonstrations.jsonl")
    let ending = try run("0", ["--quick"])
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(
      ending.errors.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        .contains("Note: Data/demonstrations.jsonl is your own. It was checked"))
  }

  @Test func `validation texts of one's own have no floor`() throws {
    func lines(_ count: Int) -> String {
      (0..<count).map { "{\"text\": \"the dax eats figs number \($0 % 7) .\"}\n" }.joined()
    }
    try write(lines(100), to: "web.jsonl")
    try write(lines(20), to: "web-validation.jsonl")
    let ending = try run(
      "1",
      [
        "base.epochs=1", "base.width=16", "base.layers=1", "base.heads=2", "base.contextLength=160",
        "examination.answersPerKind=4",
      ].map { "--set \($0)" })
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.words.contains("your own"))
    let run = try #require(sandbox.names("Runs").first { $0.hasPrefix("1-") })
    let summary = try sandbox.read("Runs/\(run)/summary.json")
    #expect(summary.contains("base\\/perplexity\"") || summary.contains("base/perplexity\""))
    for name in ["entropy_floor", "capability\"", "perplexity_ratio"] {
      #expect(!summary.contains(name), "\(name)")
    }
    #expect(summary.contains("your own Data"))
  }
}
