import Foundation
import Testing

/// What `tutor export trl` writes, of a tiny course.
struct ExportTRLTests {
  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  private func export() throws {
    let settings = [
      "base.width=16", "base.layers=1", "base.heads=2", "world.webDocuments=200",
      "rewardModel.rankedPrompts=30", "ppo.batchSize=12", "ppo.minibatches=3",
      "ppo.learningRate=0.0000004",
    ].flatMap { ["--set", $0] }.joined(separator: " ")
    let ending = try sandbox.bash("tutor export trl --quick \(settings) --output out")
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.output.hasSuffix("out/\n"))
  }

  /// The lines of a data set, as objects.
  private func rows(_ name: String) throws -> [[String: Any]] {
    try sandbox.read("out/data/\(name).jsonl").split(separator: "\n").map { line in
      try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
    }
  }

  private func texts(_ name: String, _ column: String) throws -> [String] {
    try rows(name).map { try #require($0[column] as? String) }
  }

  @Test func `data sets have the columns of TRL, and texts begin and end as it needs`() throws {
    try export()
    for (name, columns) in [
      ("language-modeling", ["text"]), ("prompt-completion", ["completion", "prompt"]),
      ("prompt-only", ["prompt"]), ("preference", ["chosen", "prompt", "rejected"]),
      ("preference-implicit", ["chosen", "rejected"]),
      ("unpaired-preference", ["completion", "label", "prompt"]),
    ] {
      #expect(sandbox.names("out/data/\(name)") == ["test.jsonl", "train.jsonl"])
      for split in ["train", "test"] {
        let rows = try rows("\(name)/\(split)")
        #expect(!rows.isEmpty)
        #expect(rows.allSatisfy { $0.keys.sorted() == columns }, "\(name)")
        let asked = rows.compactMap { $0["prompt"] as? String }
        #expect(asked.allSatisfy { $0.hasPrefix("<eos> ") && $0.hasSuffix("\n") })
        let answers = rows.compactMap { ($0["completion"] ?? $0["chosen"]) as? String }
        let start = columns.contains("prompt") ? " " : "<eos> "
        #expect(answers.allSatisfy { $0.isEmpty || $0.hasPrefix(start) })
        #expect(!answers.contains { $0.hasSuffix("<eos>") })
      }
    }
    let file = projectRoot.appending(path: "Data/prompts.jsonl")
    let known = try String(contentsOf: file, encoding: .utf8)
    for prompt in Set(try texts("prompt-only/test", "prompt")) {
      let text = prompt.dropFirst("<eos> ".count).dropLast()
      #expect(known.contains("{\"prompt\": \"\(text)\", "))
    }
    // Nothing that is tested on was trained on.
    func asked(_ split: String) throws -> Set<String> {
      Set(try ["preference", "prompt-only"].flatMap { try texts("\($0)/\(split)", "prompt") })
    }
    let (trained, tested) = (try asked("train"), try asked("test"))
    #expect(trained.isDisjoint(with: tested))
    try expectRankings()
  }

  /// Pairs are all of a ranking, and what beats more of its set than it loses to is wanted.
  private func expectRankings() throws {
    let pairs = try rows("preference/train")
    let implicit = try rows("preference-implicit/train")
    #expect(pairs.count == implicit.count)
    for (pair, both) in zip(pairs, implicit) {
      for column in ["chosen", "rejected"] {
        let text = try #require(pair[column] as? String)
        let prompt = try #require(pair["prompt"] as? String)
        #expect(both[column] as? String == prompt + text)
      }
    }
    func counts(_ column: String) throws -> [String: [String: Int]] {
      zip(try texts("preference/train", "prompt"), try texts("preference/train", column))
        .reduce(into: [:]) { $0[$1.0, default: [:]][$1.1, default: 0] += 1 }
    }
    let (won, lost) = (try counts("chosen"), try counts("rejected"))
    var checked = 0
    for row in try rows("unpaired-preference/train") {
      let prompt = try #require(row["prompt"] as? String)
      let (wins, losses) = (won[prompt] ?? [:], lost[prompt] ?? [:])
      let answers = Set(wins.keys).union(losses.keys)
      // Not of prompts that were ranked twice.
      guard answers.allSatisfy({ (wins[$0] ?? 0) + (losses[$0] ?? 0) == answers.count - 1 })
      else { continue }
      let answer = try #require(row["completion"] as? String)
      #expect(row["label"] as? Bool == ((wins[answer] ?? 0) > (losses[answer] ?? 0)))
      checked += 1
    }
    #expect(checked > 20)
  }

  @Test func `configurations have the course's settings, and the rubric in Python its scores`()
    throws
  {
    try export()
    for name in sandbox.names("out") where !["data", "models"].contains(name) {
      #expect(!(try sandbox.read("out/\(name)")).contains("{{"), "\(name)")
    }
    let sft = try sandbox.read("out/sft.yaml")
    for line in [
      "num_train_epochs: 2", "learning_rate: 0.001", "adam_beta2: 0.99",
      "adam_epsilon: 0.00000001", "warmup_steps: 0.05", "max_length: 64",
    ] { #expect(sft.contains("\n\(line)"), "\(line)") }
    let grpo = try sandbox.read("out/grpo.yaml")
    for line in [
      "num_generations: 4", "per_device_train_batch_size: 4", "steps_per_generation: 3",
      "num_iterations: 2", "max_steps: 18", "learning_rate: 0.0000004", "  lr_end: 0.00000004",
      "  MISSING_END_PENALTY: \"-1\"", "beta: 0.1",
    ] { #expect(grpo.contains("\n\(line)"), "\(line)") }
    #expect(try rows("prompt-only/train").count == 9)
    let readme = try sandbox.read("out/README.md")
    #expect(!readme.contains("nan") && !readme.contains("not measured"))
    for name in ["train", "examine.py"] {
      let file = sandbox.folder.appending(path: "out/\(name)").path
      #expect(FileManager.default.isExecutableFile(atPath: file), "\(name)")
    }
    #expect(sandbox.names("out/models") == ["base", "ppo", "reward", "sft"])
    try expectRubric()
  }

  /// Where there is a Python.
  private func expectRubric() throws {
    let check = projectRoot.appending(path: "Interop/check_rubric.py").path
    let command = "python3 -c '' || exit 99; python3 '\(check)' out"
    let ending = try sandbox.bash(command)
    guard ending.status != 99 else { return }
    #expect(ending.status == 0, "\(ending.output)\(ending.errors)")
    #expect(ending.output.contains(" 1000 answers, scrambled"))
    // One that sees no slander differs.
    let blind = try sandbox.read("out/rubric.py").replacing("slanders = True", with: "pass")
    try blind.write(
      to: sandbox.folder.appending(path: "out/rubric.py"), atomically: true, encoding: .utf8)
    #expect(try sandbox.bash(command).status == 1)
  }

  @Test func `a folder with something in it is left alone`() throws {
    let ending = try sandbox.bash("mkdir out; touch out/mine; tutor export trl --output out")
    #expect(ending.status == 64)
    #expect(ending.errors.contains("is not empty"))
  }
}
