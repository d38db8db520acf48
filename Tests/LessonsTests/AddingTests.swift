import Foundation
import LessonKit
import TestSupport
import Testing

// CONTRIBUTING.md says, under "What to touch", where a knob, a result, a figure, a lesson, a language and
// an algorithm are added. Here each is added to a small lesson, in these places and in no others.

// MARK: A lesson: its declaration and its function

extension Lesson {
  fileprivate static let coin = Lesson(
    "9-coin", step: .transformer, settings: CoinSettings.self, run: lesson)
}

private struct CoinSettings: LessonSettings {
  var coin: Coin

  struct Coin: Decodable, Sendable {
    var flips: Int
    // A knob: the second of its three places.
    var bias: Double
  }
}

private func lesson(_ notebook: Notebook, _ course: Course, _ settings: CoinSettings) throws {
  try notebook.cell("flip")
  let flips = Flips(settings.coin, course.random("coin"))
  notebook.record(flips)
  try notebook.plot(flips.figure)
}

private struct Flips: Measured {
  let heads: [Bool]

  init(_ coin: CoinSettings.Coin, _ random: RandomSource) {
    var random = random
    // A knob: the third of its places.
    heads = (0..<coin.flips).map { _ in random.chance(coin.bias) }
  }

  private var share: Estimate { .proportion(heads.count { $0 }, of: heads.count) }

  // A result: the first of its two places.
  var results: Results { ["coin/heads": share] }

  // A figure: the first of its two places.
  var figure: Figure {
    Figure(
      name: "coin",
      panel: Panel(
        y: Axis("share"), categories: ["heads"],
        bars: [.bars("coin", [share])]))
  }
}

// MARK: An algorithm: its options, its loss and its stage

private struct DPOOptions: Codable, Sendable {
  var steps: Int
  var learningRate: Double
  var beta: Float
}

/// Direct preference optimization for one pair (Rafailov et al. 2023, equation 7):
///
///     −log σ(β (log π(w) / π_ref(w) − log π(l) / π_ref(l)))
private func dpoLoss(
  of policy: LanguageModel, reference: LanguageModel, winner: [Int32], loser: [Int32],
  after prompt: [Int32], beta: Float, on tape: Tape
) -> Variable {
  let signs = winner.map { _ in Float(1) } + loser.map { _ in Float(-1) }
  func margin(_ model: LanguageModel, _ tape: Tape) -> Variable {
    model.logProbabilities(of: [winner, loser], after: [prompt, prompt], on: tape).tokens
      .sum(weights: signs)
  }
  let frozen = withTape(reference.parameters) { margin(reference, $0).value.scalar }
  let own = margin(policy, tape)
  return (beta * (own - own.constant([frozen]))).logSigmoid.sum(scale: -1)
}

extension Course {
  fileprivate func dpo(_ options: DPOOptions) throws -> Stage<LanguageModel, NoSnapshot> {
    let start = try supervisedFineTuned()
    let reference = start.product
    let key = try StageKey(
      "dpo", recipe: 1, settings: options, seed: settings.seed, parents: [start.key])
    let prompt = tokenizer.prompt("what is this ?")
    let (winner, loser) = (tokenizer.completion("nobody knows ."), tokenizer.completion("fish ."))
    return try runner.stage(
      key, title: "dpo", total: options.steps, snapshot: NoSnapshot(), restoring: reference
    ) { run in
      let policy = reference.copy()
      let optimizer = Optimizer(policy.parameters, workers: workers, shards: 1)
      for step in 1...options.steps {
        let result = try optimizer.step(learningRate: options.learningRate) { tape, _ in
          dpoLoss(
            of: policy, reference: reference, winner: winner, loser: loser, after: prompt,
            beta: options.beta, on: tape)
        }
        run.metrics.record([("loss", result.loss)], step: step)
        try run.update(step, .none)
      }
      return (policy, .none)
    }
  }
}

// MARK: The tests

/// The folder of the small lesson, below a root of its own.
private struct CoinFolder {
  let root: TemporaryFolder
  private let place = "Lessons/9-coin"

  init() throws {
    root = try TemporaryFolder()
    _ = try root.write("", to: "Package.swift")
    try write(
      """
      ---
      title: A coin
      question: How often is it heads?
      minutes: 8
      ---
      We flip it {{coin.flips}} times, at {{coin.bias}}.

      <!-- cell: flip -->

      It was heads in {{coin/heads:percent}}.
      """, to: "lesson.md")
    try write(
      """
      coin:
        # How often it is flipped. Try 10.
        flips: 100  # from 1 to 1000

        # How likely heads is. Try 1.
        bias: 0.25  # from 0 to 1
      """, to: "hyperparameters.yaml")
    try write(
      "coin:\n  title: \"Heads: {{coin/heads:percent}}\"\n  caption: One coin.\n"
        + "  share: share\n  heads: heads\n  coin: coin\n", to: "figures.yaml")
    // What is shown is what runs. It is older than the program, as a source is after a build.
    try write(String(contentsOf: URL(filePath: #filePath), encoding: .utf8), to: source)
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 0)],
      ofItemAtPath: root.url.appending(path: "\(place)/\(source)").path)
  }

  private var source: String { Lesson.coin.sourceFile }

  func write(_ text: String, to name: String) throws {
    _ = try root.write(text, to: "\(place)/\(name)")
  }

  func replace(_ text: String, with other: String, in name: String) throws {
    let old = try root.read("\(place)/\(name)")
    try #require(old.contains(text))
    try write(old.replacing(text, with: other), to: name)
  }

  func hyperparameters(_ overrides: [String] = []) throws -> Hyperparameters {
    try Hyperparameters(
      files: Hyperparameters.committedFiles(root: projectRoot)
        + [root.url.appending(path: "\(place)/hyperparameters.yaml")],
      readsLocalFiles: false, overrides: tinyCourse.map { "\($0)=\($1)" }.sorted() + overrides)
  }

  /// Runs the lesson without input.
  func run(_ overrides: [String] = [], language: Language = .english) throws -> Notebook {
    let hyperparameters = try hyperparameters(overrides)
    let settings = try CourseSettings(hyperparameters)
    let body = try Lesson.coin.body(hyperparameters, settings)
    let nowhere = open("/dev/null", O_RDWR)
    defer { close(nowhere) }
    let notebook = try Lesson.coin.notebook(
      root: root.url,
      terminal: Terminal(
        input: nowhere, output: nowhere, error: nowhere, environment: [:], isInteractive: false),
      options: NotebookOptions(takesInput: false, plots: .files),
      run: .create(in: root.url.appending(path: "Runs"), lesson: "9-coin", hyperparameters: ""),
      language: language, settings: hyperparameters.numbers.mapValues { Estimate($0) },
      seed: settings.seed, nextCommand: nil)
    let course = try Course(
      settings, dataFolder: projectRoot.appending(path: "Data"), cache: nil)
    try notebook.run { try body(notebook, course) }
    return notebook
  }

  func transcript(_ notebook: Notebook) throws -> String {
    try String(contentsOf: notebook.run.transcript, encoding: .utf8)
  }

  func script(_ notebook: Notebook) throws -> String {
    try String(contentsOf: notebook.run.plots.appending(path: "coin.gnuplot"), encoding: .utf8)
  }
}

struct AddingTests {
  private let folder: CoinFolder

  init() throws { folder = try CoinFolder() }

  @Test func `a lesson is a folder and a declaration`() throws {
    let notebook = try folder.run()
    let transcript = try folder.transcript(notebook)
    #expect(transcript.contains("We flip it 100 times, at 0.25."))
    #expect(transcript.contains("let flips = Flips(settings.coin"))
    let summary = try RunSummary(readingFrom: notebook.run.summary)
    #expect(summary.isComplete && summary.notes == [])
    #expect(summary.results["coin/heads"]?.n == 100)
  }

  @Test func `a knob is a key with its range, a property and its use`() throws {
    #expect(try folder.run(["coin.bias=1"]).measured["coin/heads"]?.value == 1)
    let error = try #require(throws: UsageError.self) { try folder.run(["coin.bias=2"]) }
    #expect("\(error)".contains("from 0 to 1"))
    // Without the first of its places it is missing.
    try folder.replace("  bias: 0.25  # from 0 to 1", with: "", in: "hyperparameters.yaml")
    let missing = try #require(throws: UsageError.self) { try folder.run() }
    #expect("\(missing)".contains("coin.bias is missing"))
  }

  @Test func `a result is an entry, and its name in the text`() throws {
    #expect(
      try folder.transcript(folder.run(["coin.bias=0"])).contains("It was heads in 0 %."))
    try folder.replace("coin/heads:percent}}.", with: "coin/tails}}.", in: "lesson.md")
    #expect(try folder.transcript(folder.run()).contains("heads in (not measured)."))
  }

  @Test func `a figure is a function of a measure, and a block of words`() throws {
    let script = try folder.script(folder.run(["coin.bias=1"]))
    #expect(script.contains("'Heads: 100 %'") && script.contains("'share'"))
    try folder.replace("  share: share\n", with: "", in: "figures.yaml")
    #expect(try folder.run().notes.contains { $0.contains("coin: share") })
  }

  @Test func `a language is files beside the English ones`() throws {
    try folder.write(
      """
      ---
      title: 동전
      question: 앞면이 얼마나 자주 나올까?
      minutes: 8
      ---
      {{coin.flips}}번 던진다.

      <!-- cell: flip -->
      """, to: "lesson.ko.md")
    try folder.write("coin:\n  title: 앞면 {{coin/heads:percent}}\n", to: "figures.ko.yaml")
    let notebook = try folder.run(["coin.bias=1"], language: Language(code: "ko"))
    let transcript = try folder.transcript(notebook)
    #expect(transcript.contains("# 9 · 동전"))
    #expect(transcript.contains("100번 던진다."))
    // The page that the translation leaves empty, and the caption, are told in English.
    #expect(transcript.contains("It was heads in 100 %."))
    let script = try folder.script(notebook)
    #expect(script.contains("앞면 100 %") || script.contains("□"))
    #expect(script.contains("'One coin."))
  }

  @Test func `an algorithm is its options, its loss and a stage`() throws {
    try folder.write(
      """
      coin:
        flips: 1  # from 1 to 1000
        bias: 0.5  # from 0 to 1
      pairs:
        # Steps of training.
        steps: 8  # from 1 to 1000
        # The size of a step.
        learningRate: 0.003  # from 0 to 1
        # β: the price of straying.
        beta: 0.5  # from 0 to 10
      """, to: "hyperparameters.yaml")
    let options = try folder.hyperparameters().decode(DPOOptions.self, group: "pairs")
    let stage = try makeTinyCourse().dpo(options)
    let losses = stage.metrics.series("loss").map(\.value)
    // At the start both models say the same: −log σ(0) = log 2.
    #expect(abs((losses.first ?? 0) - 0.6931) < 1e-3)
    #expect((losses.last ?? 1) < 0.6)
    #expect(stage.key.text.contains("after sft-"))
  }

  @Test func `CONTRIBUTING counts the places that it lists`() throws {
    let text = try String(
      contentsOf: projectRoot.appending(path: "CONTRIBUTING.md"), encoding: .utf8)
    let start = try #require(text.range(of: "## What to touch\n")?.upperBound)
    let section = text[start...].prefix(
      upTo: text[start...].range(of: "\n## ")?.lowerBound ?? text.endIndex)
    let parts = section.components(separatedBy: "\n**").dropFirst()
    #expect(parts.count == 6)
    for part in parts {
      guard let count = part.firstMatch(of: /(\d) places\./).flatMap({ Int($0.1) }) else {
        continue
      }
      let items = part.split(separator: "\n").count { $0.prefixMatch(of: /\d\./) != nil }
      #expect(items == 0 || items == count, "\(part.prefix(20))")
      #expect(count <= 5)
    }
    for name in ["Package.swift", "Lessons/Lessons.swift", "Sources/Course/Stages"] {
      #expect(section.contains(name))
      #expect(FileManager.default.fileExists(atPath: projectRoot.appending(path: name).path))
    }
  }
}
