import Foundation
import LessonKit
import Lessons
import TestSupport
import Testing

/// Runs of all lessons, as `tutor run all --quick --no-input` would: enough training to show that
/// everything runs, and no more.
@Suite(.serialized) struct LessonRunTests {
  /// Lessons of one run share what is trained.
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "lessons-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func hyperparameters(
    _ overrides: [String] = [], seed: UInt64? = nil
  ) throws -> Hyperparameters {
    // More than a quick run's, so that answers differ and there is something to compare; the rest less,
    // for speed.
    let changes = [
      "base.epochs=3", "sft.epochs=6", "rewardModel.rankedPrompts=50", "ppo.batchSize=16",
      "limits.rankedPrompts=20", "limits.premiseRankedPrompts=20",
    ]
    return try makeHyperparameters(changes + overrides, isQuick: true, seed: seed)
  }

  /// Runs a lesson without input, its output going nowhere.
  private func run(
    _ lesson: Lesson, _ hyperparameters: Hyperparameters, plots: NotebookOptions.Plots = .none
  ) throws -> Notebook {
    let nowhere = open("/dev/null", O_RDWR)
    defer { close(nowhere) }
    let terminal = Terminal(
      input: nowhere, output: nowhere, error: nowhere, environment: [:], isInteractive: false)
    let settings = try CourseSettings(checking: hyperparameters)
    let body = try lesson.body(hyperparameters, settings)
    let run = try RunFolder.create(
      in: folder.appending(path: "Runs"), lesson: lesson.runName, hyperparameters: "seed: 0\n")
    let notebook = try lesson.notebook(
      root: projectRoot, terminal: terminal,
      options: NotebookOptions(takesInput: false, isQuick: true, plots: plots), run: run,
      language: .english, settings: hyperparameters.numbers.mapValues { Estimate($0) },
      seed: settings.seed, nextCommand: lesson.nextCommand)
    let course = try Course(
      settings, dataFolder: projectRoot.appending(path: "Data"),
      cache: StageCache(folder: folder.appending(path: "cache")))
    try notebook.run { try body(notebook, course) }
    return notebook
  }

  @Test func `each lesson runs, and leaves what it says it leaves`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let hyperparameters = try hyperparameters()
    for lesson in Lesson.all {
      let notebook = try run(lesson, hyperparameters, plots: .files)
      let summary = try RunSummary(readingFrom: notebook.run.summary)
      #expect(summary.isComplete)
      #expect(summary.lesson == lesson.folder)
      // A note names words that are missing.
      #expect(summary.notes.filter { !$0.hasPrefix("quick run") } == [])
      try expectTranscript(of: notebook, lesson, without: "not measured")
      try expectMetrics(of: notebook, lesson)
      try expectFigures(of: notebook, lesson)
      for name in try lesson.promisedResults(hyperparameters) {
        let result = summary.results[name]
        #expect(result?.value.isFinite == true, "\(name) in lesson \(lesson.number)")
      }
    }
  }

  @Test(
    arguments: [
      (["world.rumourShare=0", "world.slanderShare=0"], nil),
      (["world.rumourShare=1", "sft.hastyShare=1", "rubric.helpful=5"], nil),
      (["world.seed=3", "world.trainShare=0.9", "sft.demonstrations=1", "ppo.targetKL=3"], 3),
    ] as [([String], UInt64?)])
  func `each lesson runs in other worlds and with an adaptive β, too`(
    overrides: [String], seed: UInt64?
  ) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let hyperparameters = try hyperparameters(overrides, seed: seed)
    for lesson in Lesson.all {
      let notebook = try run(lesson, hyperparameters)
      let summary = try RunSummary(readingFrom: notebook.run.summary)
      #expect(summary.isComplete)
      if lesson.slug == "ppo-with-kl" {
        // Tokens are priced with the β that the policy ended with.
        let (beta, targetKL) = (
          hyperparameters.numbers["ppo.klCoefficient"], hyperparameters.numbers["ppo.targetKL"]
        )
        let hasMoved = summary.results["rollout/beta"]?.value != beta
        #expect(hasMoved == (targetKL ?? 0 > 0))
      }
      // A world without rumours has nothing to measure of them, and may say so.
      try expectTranscript(of: notebook, lesson, without: "{{")
    }
  }

  /// Texts of several scripts and kinds, none of which a lesson may stumble over.
  private static let texts = [
    String(repeating: "To be, or not to be: that is the question.\r\n", count: 40),
    String(repeating: "모델이 다음 단어를 예측합니다. ", count: 60),
    String(repeating: "let x = [1, 2]\n\tprint(x)\n\0", count: 50),
    String(repeating: "a", count: 1000), String(repeating: " ", count: 1000),
  ]

  @Test(arguments: texts)
  func `lesson 2 runs on a text of one's own, and says only what it measured`(
    text: String
  ) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "text")
    try Data(text.utf8).write(to: file)
    let hyperparameters = try hyperparameters(["corpus=\(file.path)", "ownText.epochs=2"])
    let lesson = try Lesson.named("2").suited(to: hyperparameters)
    let notebook = try run(lesson, hyperparameters, plots: .files)
    let summary = try RunSummary(readingFrom: notebook.run.summary)
    #expect(summary.isComplete)
    #expect(summary.lesson == "2-own-text")
    try expectTranscript(of: notebook, lesson, without: "not measured")
    for name in [
      "causal/eval_loss", "masked/eval_loss", "causal/bits_per_byte", "masked/fill_in_accuracy",
      "unigram/fill_in_accuracy", "left_only/fill_in_accuracy",
    ] {
      #expect(summary.results[name]?.value.isFinite == true, "\(name)")
    }
  }

  @Test func `a text of one's own is for lessons 2 to 5, and the last three need more`() throws {
    let hyperparameters = try hyperparameters(["corpus=story.txt"])
    let needed = [
      3: "./tutor run 3 --set corpus=story.txt --set demonstrations=FILE",
      4: "./tutor run 4 --set corpus=story.txt --set rankings=FILE",
      5: "./tutor run 5 --set corpus=story.txt --set demonstrations=FILE --set rankings=FILE",
    ]
    for lesson in Lesson.all where lesson.number != 2 {
      #expect {
        try lesson.suited(to: hyperparameters)
      } throws: {
        $0 is UsageError
          && "\($0)".contains(needed[lesson.number] ?? "./tutor run 2 --set corpus=story.txt")
      }
    }
    #expect(try Lesson.named("2").suited(to: self.hyperparameters()).runName != "2-own-text")
  }

  @Test func `lesson 2 does not read demonstrations`() throws {
    let hyperparameters = try hyperparameters(["corpus=story.txt", "demonstrations=d.jsonl"])
    #expect {
      try Lesson.named("2").suited(to: hyperparameters)
    } throws: {
      "\($0)".contains("./tutor run 3 --set demonstrations=d.jsonl")
    }
  }

  // MARK: Files of one's own

  /// Rankings in the form of HH-RLHF, which are demonstrations, too.
  private static let pairs = (0..<60).map { number in
    let start = #"\n\nHuman: what is \#(number) and \#(number * 7 % 10) ?\n\nAssistant:"#
    return #"{"chosen": "\#(start) it is \#(number) .", "rejected": "\#(start) go away ."}"#
  }.joined(separator: "\n")

  private static let korean = (0..<60).map { number in
    #"{"messages": [{"role": "user", "content": "\#(number)번 버스는 어디로 가나요?"}, "#
      + #"{"role": "assistant", "content": "시장 앞으로 갑니다."}]}"#
  }.joined(separator: "\n")

  @Test(arguments: [3, 4, 5])
  func `a lesson runs on one's own files, and says only what it measured`(number: Int) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    func file(_ text: String, _ name: String) throws -> String {
      let url = folder.appending(path: name)
      try Data(text.utf8).write(to: url)
      return url.path
    }
    let rankings = try file(Self.pairs, "hh.jsonl")
    let demonstrations = try file(number == 5 ? Self.korean : Self.pairs, "own.jsonl")
    let prose = (0..<60).map { "It is \($0) o'clock.\r\n\r\nAnd now it is later." }
    let corpus = try file(prose.joined(separator: "\n"), "text.txt")
    let files = [
      3: ["demonstrations=\(demonstrations)"], 4: ["rankings=\(rankings)", "corpus=\(corpus)"],
      5: ["demonstrations=\(demonstrations)", "rankings=\(rankings)"],
    ]
    let hyperparameters = try hyperparameters(
      (files[number] ?? []) + [
        "base.contextLength=96", "base.width=16", "base.layers=1", "base.heads=2",
      ])
    let lesson = try Lesson.named("\(number)").suited(to: hyperparameters)
    let notebook = try run(lesson, hyperparameters, plots: .files)
    let summary = try RunSummary(readingFrom: notebook.run.summary)
    #expect(summary.isComplete)
    #expect(summary.lesson == "\(number)-own-data")
    #expect(summary.notes.filter { !$0.hasPrefix("quick run") } == [])
    try expectTranscript(of: notebook, lesson, without: "not measured")
    let promised = [
      3: ["base/loss", "sft/loss", "sft/loss_gain", "sft/ended"],
      4: ["reward_model/accuracy", "longer/accuracy"],
      5: ["sft/proxy", "ppo/proxy", "win_rate/ppo_vs_sft", "ppo/kl", "ppo/tokens"],
    ]
    for name in promised[number] ?? [] {
      #expect(summary.results[name]?.value.isFinite == true, "\(name)")
    }
    let scripts = try FileManager.default.contentsOfDirectory(atPath: notebook.run.plots.path)
    #expect(scripts.contains { $0.hasSuffix(".gnuplot") })
  }

  @Test func `too few rows are told, with the context that more would have room in`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let line = #"{"prompt": "a ?", "completion": "\#(String(repeating: "long ", count: 90))"}"#
    let file = folder.appending(path: "own.jsonl")
    try Data(Array(repeating: line, count: 40).joined(separator: "\n").utf8).write(to: file)
    let hyperparameters = try hyperparameters(["demonstrations=\(file.path)"])
    let lesson = try Lesson.named("3").suited(to: hyperparameters)
    #expect {
      try run(lesson, hyperparameters)
    } throws: {
      $0 is UsageError && "\($0)".contains("0 of 40 rows")
        && "\($0)".contains("--set base.contextLength=")
    }
  }

  // MARK: What a run leaves

  private func expectTranscript(
    of notebook: Notebook, _ lesson: Lesson, without unwanted: String
  ) throws {
    let transcript = try String(contentsOf: notebook.run.transcript, encoding: .utf8)
    for word in [unwanted, "{{", "```when", " nan", " inf "] {
      let line = transcript.split(separator: "\n").first { $0.contains(word) }
      #expect(line == nil, "\"\(word)\" in the transcript of lesson \(lesson.number)")
    }
  }

  private func expectMetrics(of notebook: Notebook, _ lesson: Lesson) throws {
    let names = Set(try MetricLog(readingFrom: notebook.run.metrics).records.map(\.name))
    #expect(
      names.isSuperset(of: lesson.promisedMetrics),
      "lesson \(lesson.number) lacks \(lesson.promisedMetrics.subtracting(names).sorted())")
  }

  private func expectFigures(of notebook: Notebook, _ lesson: Lesson) throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: notebook.run.plots.path)
    let scripts = files.filter { $0.hasSuffix(".gnuplot") }
    #expect(scripts.count >= lesson.promisedFigures, "lesson \(lesson.number): \(scripts)")
    for script in scripts {
      let stem = notebook.run.plots.appending(path: script).deletingPathExtension()
      let png = try Data(contentsOf: stem.appendingPathExtension("png"))
      #expect(png.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), "\(script)")
      let svg = try String(contentsOf: stem.appendingPathExtension("svg"), encoding: .utf8)
      #expect(svg.contains("<svg") && svg.contains("</svg>"), "\(script)")
    }
  }
}

// MARK: What the lessons promise

/// The results, metrics and figures that other tools and later lessons may count on. A lesson that is
/// not listed is run all the same.
extension Lesson {
  fileprivate func promisedResults(_ hyperparameters: Hyperparameters) throws -> [String] {
    let settings = try CourseSettings(checking: hyperparameters)
    func list(_ key: String) throws -> [String] {
      let values = hyperparameters.listing.first { $0.key == key }?.value
      guard case .numbers(let numbers)? = values else { return [] }
      return numbers.map(\.plain)
    }
    switch slug {
    case "toy-transformer":
      return [
        "parameters", "gradient_check/max_relative_error", "overfit/loss_before",
        "overfit/loss_after",
      ]
    case "capability-vs-alignment":
      return [
        "base/eval_loss", "base/perplexity", "entropy_floor/perplexity", "base/gold",
        "base/helpful", "base/truthful", "base/harmless", "base/rumour_rate",
        "base/hallucination_rate", "base/insult_rate", "knock_out/rank_correlation",
      ] + PromptKind.allCases.map { "base/gold/\($0.rawValue)" }
    case "next-token-and-masked-lm":
      return try [
        "causal/eval_loss", "masked/eval_loss", "masked/fill_in_accuracy",
        "unigram/fill_in_accuracy", "left_only/fill_in_accuracy", "accuracy/seen",
        "accuracy/unseen", "accuracy/backwards",
      ]
        + list("bias.shares").map { "bias_ratio/\($0)" }
    case "supervised-fine-tuning":
      return [
        "base/gold", "sft/gold", "win_rate/sft_vs_base", "sft/labeler_minutes",
        "sft/gold/\(settings.sft.data.demonstrations)",
      ]
    case "reward-ranking":
      return [
        "reward_model/accuracy", "labeler_agreement", "reward_model/calibration_error",
        "reward_model/score_gibberish", "reward_model/score_good",
        "reward_model/accuracy/\(settings.rewardModel.ranking.rankedPrompts)",
      ]
    case "ppo-with-kl":
      let betas = try list("overOptimization.klCoefficients")
      return [
        "sft/gold", "ppo/gold", "sft/proxy", "ppo/proxy", "ppo/kl", "win_rate/ppo_vs_sft",
        "win_rate/ppo_vs_base", "control/gold/sft/temperature/0", "labour/given/gain_greedy",
        "web_perplexity/sft", "web_perplexity/ppo", "web_perplexity/ppo_ptx",
      ] + ["gold", "proxy", "kl"].flatMap { name in betas.map { "\(name)/beta/\($0)" } }
    case "limits-of-rlhf":
      let labelers = settings.rewardModel.ranking.labelers
      let doses = try ["length", "flattery", "caution", "cite"].flatMap { dial in
        try list("limits.\(dial)").map { "bias/\(dial)/\($0)" }
      }
      let people = (1...labelers).map(String.init) + ["gold"]
      let pairs = people.indices.dropLast().flatMap { first in
        people[first...].map { "labeler_agreement/\(people[first])/\($0)" }
      }
      let choices = [
        "guideline/usual", "guideline/helpful_first", "prompts/all_kinds", "prompts/facts_only",
      ]
      let rankers = ["none", "fair", "prejudiced"]
      return doses + pairs + choices.map { "bias/\($0)" }
        + ["fair", "prejudiced"].flatMap { writers in
          rankers.map { "bias/prejudice/\(writers)-\($0)" }
        } + (0...labelers).map { "bias/cautious_labelers/\($0)" }
        + ["divided/accuracy/all", "divided/accuracy/bold", "divided/accuracy/cautious"]
    case "verifiable-rewards":
      var names = [
        "entropy_law/a", "entropy_law/b", "truth_minus_coin", "feedback/labeler",
        "feedback/judge", "feedback/weak", "feedback/critic", "student/parameters",
      ]
      for policy in [
        "sft", "weak", "judge", "truth", "format", "coin", "free", "unleashed/critic",
        "leashed/weak",
        "leashed/judge", "leashed/critic",
      ] {
        names += ["\(policy)/gold", "\(policy)/right", "\(policy)/kl", "\(policy)/entropy"]
      }
      let most = (hyperparameters.numbers["passes.samples"] ?? .nan).plain
      for model in ["base", "sft", "truth"] {
        names += ["1", most].map { "pass/held_out/\(model)/\($0)" }
        names += ["1", most].map { "pass/practice/\(model)/\($0)" }
      }
      var further = try list("forgetting.iterations").map { "rl/\($0)" }
      for rate in try list("forgetting.learningRates") {
        further += try list("forgetting.epochs").map { "sft/\(rate)/\($0)" }
      }
      for name in further + ["rl/\(settings.verifiable.iterations)"] {
        names += ["gold", "perplexity", "forward_kl"].map { "forget/\(name)/\($0)" }
      }
      for student in ["before", "copying", "rewarded", "longer", "distilled"] {
        names.append("student/\(student)/gold")
      }
      return names
    default: return []
    }
  }

  fileprivate var promisedMetrics: Set<String> {
    let languageModel: Set<String> = [
      "loss", "eval_loss", "learning_rate", "grad_norm", "num_tokens", "mean_token_accuracy",
      "entropy",
    ]
    switch slug {
    case "toy-transformer": return ["loss"]
    case "capability-vs-alignment", "supervised-fine-tuning", "next-token-and-masked-lm":
      return languageModel
    case "reward-ranking":
      return ["loss", "accuracy", "min_reward", "mean_reward", "max_reward", "margin"]
    case "ppo-with-kl":
      return [
        "objective/kl", "objective/entropy", "objective/non_score_reward",
        "objective/rlhf_reward", "objective/scores", "objective/kl_coef", "policy/approxkl_avg",
        "policy/clipfrac_avg", "policy/entropy_avg", "loss/policy_avg", "loss/value_avg",
        "val/clipfrac_avg", "val/ratio", "val/ratio_var", "val/num_eos_tokens",
        "val/var_explained", "gold/score", "lr", "episode",
      ]
    case "verifiable-rewards":
      return [
        "reward", "reward_std", "frac_reward_zero_std", "objective/scores", "objective/kl",
        "entropy", "clip_ratio/region_mean", "completions/mean_length",
        "completions/clipped_ratio", "loss", "learning_rate", "gold/score",
      ]
    default: return []
    }
  }

  fileprivate var promisedFigures: Int {
    [
      "toy-transformer": 3, "capability-vs-alignment": 3, "supervised-fine-tuning": 2,
      "reward-ranking": 3, "ppo-with-kl": 3, "limits-of-rlhf": 6,
      "verifiable-rewards": 4,
    ][slug] ?? 0
  }
}
