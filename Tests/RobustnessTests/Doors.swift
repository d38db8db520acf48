import Course
import Foundation
import Hyperparameters
import Metrics
import Models
import Notebook
import Plotting
import Randomness
import Tensors
import TestSupport
import Testing
import Tokenization
import ToyWorld
import Words
import Yams

/// A kind of file that the program reads.
struct Door: CustomTestStringConvertible, Sendable {
  let name: String
  /// Files as they should be.
  let samples: [Data]
  /// What the program makes of a file's content, in a form that tells different contents apart.
  let read: @Sendable (_ content: Data, _ folder: URL) throws -> String
  /// What is wrong with what was read, by a reader of the format that knows nothing of the program; nil for
  /// nothing.
  var mistake: @Sendable (_ content: Data, _ found: String) -> String? = { _, _ in nil }

  var testDescription: String { name }

  static let all: [Door] = [
    hyperparameters, glossary, papers, lesson, messagesOfLesson, web, demonstrations, rankings,
    labels,
    summary, metrics, figure, transcript, answers, progress, reference, weights, tokenizer, stage,
    checkpoint,
  ]

  init(
    _ name: String, _ samples: [Data], read: @escaping @Sendable (Data, URL) throws -> String,
    mistake: @escaping @Sendable (Data, String) -> String? = { _, _ in nil }
  ) {
    (self.name, self.samples, self.read, self.mistake) = (name, samples, read, mistake)
  }
}

/// A file of the project.
private func committed(_ path: String) -> Data {
  (try? Data(contentsOf: projectRoot.appending(path: path))) ?? Data()
}

/// Its first lines, since a change in a short file is likelier to matter.
private func committed(_ path: String, lines: Int) -> Data {
  Data(committed(path).split(separator: 0x0a).prefix(lines).joined(separator: [0x0a]) + [0x0a])
}

private func encoded(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = .sortedKeys
  encoder.dateEncodingStrategy = .iso8601
  encoder.nonConformingFloatEncodingStrategy = .convertToString(
    positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}

/// What was read, as JSON, must be part of what a strict reader finds in the file.
@Sendable private func agreesWithJSON(_ content: Data, _ found: String) -> String? {
  guard let strict = try? StrictJSON(content) else { return "a strict reader refuses it" }
  guard let own = try? StrictJSON(Data(found.utf8)) else { return "it cannot be told" }
  return own.isPart(of: strict) ? nil : "a strict reader finds other values"
}

/// The same, a line each.
@Sendable private func agreesWithJSONLines(_ content: Data, _ found: String) -> String? {
  let bytes = content.starts(with: [0xef, 0xbb, 0xbf]) ? content.dropFirst(3) : content
  let lines = bytes.split { $0 == 0x0a || $0 == 0x0d }
    .filter { !$0.allSatisfy { $0 == 0x20 || $0 == 0x09 } }
  let records = found.split(separator: "\n")
  guard lines.count == records.count else {
    return "it has \(lines.count) lines, and \(records.count) records were read"
  }
  return zip(lines, records).lazy.compactMap { agreesWithJSON(Data($0), String($1)) }.first
}

// MARK: YAML and Markdown

extension Door {
  private static let hyperparameters = Door(
    "hyperparameters",
    [
      committed("Lessons/5-ppo-with-kl/hyperparameters.yaml", lines: 40),
      committed("Lessons/quick.yaml", lines: 30),
    ],
    read: { content, folder in
      let file = folder.appending(path: "hyperparameters.yaml")
      try content.write(to: file)
      return try HyperparameterFile(contentsOf: file).entries
        .map { "\($0.key)=\($0.value.text)" }.sorted().joined(separator: "\n")
    },
    mistake: { content, found in
      // A reader of the plain form: groups, and numbers below them. Where it is not sure it says nothing.
      var group = ""
      var plain: [String: Double] = [:]
      for line in String(decoding: content, as: UTF8.self).split(whereSeparator: \.isNewline) {
        if line.wholeMatch(of: /\s*(#.*)?/) != nil { continue }
        if let (_, name) = line.wholeMatch(of: /([a-zA-Z]+):\s*(?:#.*)?/)?.output {
          group = String(name)
        } else if let (_, name, value) = line.wholeMatch(
          of: #/  ([a-zA-Z]+): (-?[0-9]+(?:\.[0-9]+)?)(?:\s+#.*)?/#)?.output
        {
          guard !group.isEmpty else { return nil }
          plain["\(group).\(name)"] = Double(value)
        } else {
          return nil
        }
      }
      for line in found.split(separator: "\n") {
        let parts = line.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, let value = Double(parts[1]) else { continue }
        if plain[String(parts[0])] != value {
          return
            "\(line), but a plain reader finds \(plain[String(parts[0])].map { "\($0)" } ?? "nothing")"
        }
      }
      return nil
    })

  private static let glossary = Door(
    "glossary", [committed("Lessons/glossary.yaml", lines: 60)],
    read: { content, _ in
      try "\(GlossaryEntry.entries(parsing: String(decoding: content, as: UTF8.self)))"
    })

  private static let papers = Door(
    "papers", [committed("Lessons/papers.yaml")],
    read: { content, _ in
      try "\(Literature(parsing: String(decoding: content, as: UTF8.self)))"
    })

  private static let lesson = Door(
    "lesson",
    [
      committed("Lessons/5-ppo-with-kl/lesson.md"),
      committed("Lessons/0-toy-transformer/lesson.md"),
    ],
    read: { content, _ in
      try "\(LessonText(parsing: String(decoding: content, as: UTF8.self)))"
    })

  private static let messagesOfLesson = Door(
    "yaml", [committed("Lessons/5-ppo-with-kl/figures.yaml", lines: 60)],
    read: { content, _ in
      do {
        let text = String(decoding: content, as: UTF8.self)
        return "\(try YAML.compose(text, path: "figures.yaml") as Any)"
      } catch let error as YamlError {
        // Whoever opens the file says which it is.
        throw Failure("run-summary", ["reason": "\(error)"])
      }
    })
}

// MARK: JSON, a line each

extension Door {
  private static func lines<Record: JSONLinesRecord>(
    _ name: String, _ samples: [Data], _: Record.Type
  ) -> Door {
    Door(
      name, samples,
      read: { content, folder in
        let file = folder.appending(path: "\(name).jsonl")
        try content.write(to: file)
        return try JSONLines.read(Record.self, from: file).map { try JSONLines.line($0) }
          .joined(separator: "\n")
      }, mistake: agreesWithJSONLines)
  }

  private static let web = lines("web", [committed("Data/web.jsonl", lines: 5)], WebTextRecord.self)
  private static let demonstrations = lines(
    "demonstrations", [committed("Data/demonstrations.jsonl", lines: 5)], DemonstrationRecord.self)
  private static let rankings = lines(
    "rankings",
    [
      Data(
        """
        {"prompt": "what does a dax eat ?", "completions": ["moss .", "nobody knows ."], "ranks": [1, 2], "labeler": "me"}
        {"prompt": "how are you ?", "completions": ["a \\"b\\"", "é 한 🙂", "c"], "ranks": [2, 1, 2], "labeler": "b"}

        """.utf8)
    ], RankingRecord.self)

  private static let labels = Door(
    "labels",
    [
      Data(
        """
        {"date":"2026-11-01T10:00:00Z","format":1,"name":"mine","set_seed":7,"settings":"00ff","world":0}
        {"set": 0, "labeler": "mine", "repeat": false, "prompt": "a ?", "completions": ["b", "c"], "shown": [1, 0], "ranks": [2, 1]}
        {"set": 1, "labeler": "mine", "repeat": false, "prompt": "d ?", "completions": ["e", "f"], "shown": [0, 1]}

        """.utf8)
    ],
    read: { content, folder in
      let file = folder.appending(path: "mine.jsonl")
      try content.write(to: file)
      let labels = try Labels(contentsOf: file)
      let header = try labels.header.line().trimmingCharacters(in: .newlines)
      return ([header] + (try labels.records.map { try JSONLines.line($0) })).joined(
        separator: "\n")
    },
    mistake: { content, found in
      // After a crash the last line may be torn, and is left out.
      let whole = content.prefix(through: content.lastIndex(of: 0x0a) ?? content.startIndex)
      let header = whole.prefix { $0 != 0x0a }
      let lines = found.split(separator: "\n", maxSplits: 1)
      return agreesWithJSON(Data(header), String(lines.first ?? ""))
        ?? agreesWithJSONLines(
          Data(whole.dropFirst(header.count + 1)), lines.count > 1 ? String(lines[1]) : "")
    })

  private static let answers = Door(
    "answers",
    [
      Data(
        """
        {"answer":"moss .","gold":0.75,"model":"PPO","prompt":"what does a dax eat ?"}
        {"answer":"nobody knows .","gold":1,"model":"SFT","prompt":"what does a dax eat ?"}

        """.utf8)
    ],
    read: { content, folder in
      let file = folder.appending(path: "answers.jsonl")
      try content.write(to: file)
      return try KeptAnswer.all(in: file).map { try encoded($0) }.joined(separator: "\n")
    }, mistake: agreesWithJSONLines)
}

// MARK: A run's files

extension Door {
  private static let summary = Door(
    "summary",
    [
      {
        guard let folder = try? TemporaryFolder() else { return Data() }
        let file = folder.url.appending(path: "summary.json")
        try? RunSummary(
          lesson: "5-ppo-with-kl", seed: 7, date: Date(timeIntervalSince1970: 1_793_000_000),
          notes: ["a", "b"],
          results: ["gold/sft": Estimate(value: 0.75, low: 0.7, high: 0.8, n: 300)],
          isComplete: true, checks: ["ppo/kl": StartCheck("kl", 0, expected: 0, tolerance: 0.001)]
        ).write(to: file)
        return (try? Data(contentsOf: file)) ?? Data()
      }()
    ],
    read: { content, folder in
      let file = folder.appending(path: "summary.json")
      try content.write(to: file)
      return try encoded(RunSummary(readingFrom: file))
    }, mistake: agreesWithJSON)

  private static let metrics = Door(
    "metrics", [Data("step,name,value\n1,loss,6.25\n1,lr,0.001\n2,loss,5.5\n2,lr,1e-05\n".utf8)],
    read: { content, _ in
      try MetricLog(csv: String(decoding: content, as: UTF8.self), path: "metrics.csv").records
        .map { "\($0.step),\($0.name),\($0.value)" }.joined(separator: "\n")
    },
    mistake: { content, found in
      let text = String(decoding: content, as: UTF8.self)
      var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        .dropFirst()
      if lines.last == "" { lines.removeLast() }
      let records = found.split(separator: "\n")
      guard lines.count == records.count else { return "\(lines.count) lines" }
      for (line, record) in zip(lines, records) {
        let (fields, own) = (line.split(separator: ","), record.split(separator: ","))
        guard fields.count == 3, Int(fields[0]) == Int(own[0]), fields[1] == own[1],
          "\(Double(fields[2]) ?? 0.125)" == own[2]
        else { return "the line \(line)" }
      }
      return nil
    })

  private static let figure = Door(
    "figure",
    [
      (try? Figure(
        name: "loss",
        panel: Panel(
          x: Axis("step"), y: Axis("loss"),
          series: [.line("train", x: [0, 1], y: [6, 5])])
      ).json()) ?? Data()
    ],
    read: { content, _ in
      String(decoding: try told { try Figure(json: content).json() }, as: UTF8.self)
    },
    mistake: agreesWithJSON)

  private static let transcript = Door(
    "transcript",
    [
      Data(
        ((try? encoded(
          TranscriptRecord(
            lesson: "5-ppo-with-kl", language: "en",
            blocks: [
              .title("PPO"), .page, .text(markdown: "*a* {b}", role: .told, blanks: nil),
              .options(["a", "b"]), .code(lines: "let a = 1", place: "a.swift:1"),
              .table(rows: [["a", "b"], ["1", "2"]], alignments: [.left, .right]),
              .output("moss ."),
            ]))) ?? "").utf8)
    ],
    read: { content, folder in
      let run = RunFolder(url: folder)
      try content.write(to: run.transcriptBlocks)
      return try encoded(TranscriptRecord(of: run))
    }, mistake: agreesWithJSON)

  private static let progress = Door(
    "progress",
    [
      Data(
        """
        {"format": 1, "lessons": {"5-ppo-with-kl": {"run": "/a/b", "page": 3, "pageName": "3", "pageCount": 20,
        "isDone": false, "date": "2026-11-01T10:00:00Z", "journal": {"entries": []}, "tried": []}}}

        """.utf8)
    ],
    read: { content, folder in
      let file = folder.appending(path: "progress.json")
      try content.write(to: file)
      var warning: String?
      let progress = try Progress.read(from: file) { warning = $0 }
      // What cannot be read is set aside with words.
      if warning != nil { throw UsageError("progress-file") }
      return try encoded(progress)
    }, mistake: agreesWithJSON)

  private static let reference = Door(
    "reference", [committed("Data/reference/5-ppo-with-kl.csv", lines: 12)],
    read: { content, _ in
      try
        "\(ReferenceResults(csv: String(decoding: content, as: UTF8.self), path: "reference.csv"))"
    })
}

// MARK: Models

/// Errors of a decoder are told by whoever opens the file.
private func told<Result>(_ body: () throws -> Result) throws -> Result {
  do { return try body() } catch let error as DecodingError {
    throw Failure("damaged-figure", ["reason": reason(of: error)])
  }
}

private func makeModel() -> LanguageModel {
  var random = RandomSource(seed: 1)
  return LanguageModel(
    TransformerConfiguration(vocabularySize: 7, width: 4, layers: 1, heads: 2, contextLength: 6),
    using: &random)
}

extension Door {
  private static let weights = Door(
    "weights", [(try? Checkpoint.data(makeModel().parameters)) ?? Data()],
    read: { content, _ in
      let model = makeModel()
      try Checkpoint.read(content, into: model.parameters)
      return model.parameters.values.map { "\($0.bitPattern)" }.joined(separator: " ")
    },
    mistake: { content, found in
      // The numbers are the file's last bytes, in the order of the layout, unless the header says otherwise.
      let bytes = [UInt8](content)
      let values = found.split(separator: " ").compactMap { UInt32($0) }
      guard bytes.count >= 8 else { return "it is too short" }
      let length = (0..<8).reduce(0) { $0 | UInt64(bytes[$1]) << (8 * UInt64($1)) }
      guard length < UInt64(bytes.count - 8) else { return "the header is longer than the file" }
      guard let header = try? StrictJSON(Data(bytes[8..<8 + Int(length)])),
        case .object(let entries) = header
      else { return "a strict reader refuses the header" }
      let body = bytes[(8 + Int(length))...]
      var place = 0
      for parameter in makeModel().parameters.layout {
        guard case .object(let entry)? = entries[parameter.name],
          case .list(let offsets)? = entry["data_offsets"], offsets.count == 2,
          case .number(let start) = offsets[0]
        else { return "a strict reader finds no \(parameter.name)" }
        for index in 0..<parameter.shape.count {
          let first = body.startIndex + Int(start) + 4 * index
          guard first >= body.startIndex, first + 4 <= body.endIndex else {
            return "beyond the end"
          }
          let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(body[first + $1]) << (8 * UInt32($1)) }
          guard values[place] == bits else { return "number \(index) of \(parameter.name)" }
          place += 1
        }
      }
      return nil
    })

  /// A vocabulary and merges, one after the other with a line between.
  private static let tokenizer: Door = {
    let between = Data("\n----\n".utf8)
    func sample() throws -> Data {
      let folder = try TemporaryFolder()
      try Tokenizer.train(on: ["the dax eats moss", "the dax eats"], vocabularySize: 266)
        .write(to: folder.url)
      return try Data(contentsOf: folder.url.appending(path: "vocab.json")) + between
        + Data(contentsOf: folder.url.appending(path: "merges.txt"))
    }
    return Door(
      "tokenizer", [(try? sample()) ?? Data()],
      read: { content, folder in
        let range = content.range(of: between)
        try content[..<(range?.lowerBound ?? content.endIndex)]
          .write(to: folder.appending(path: "vocab.json"))
        try content[(range?.upperBound ?? content.endIndex)...]
          .write(to: folder.appending(path: "merges.txt"))
        let tokenizer = try Tokenizer(readingFrom: folder)
        return (0..<tokenizer.vocabularySize).map { tokenizer.token(Int32($0)) }.joined(
          separator: "\n")
      })
  }()

  private static let key = try? StageKey("sum", recipe: 1, settings: [1])

  /// The record of a stage, each file in turn.
  private static let stage: Door = {
    var metrics = MetricLog()
    metrics.record(0.5, as: "loss", step: 1)
    let content = StageContent(
      weights: Data([1, 2, 3]), metrics: metrics, snapshot: Data("[1,2]".utf8), seconds: 2.5)
    let names = ["key.txt", "weights.safetensors", "metrics.csv", "snapshot.json", "record.json"]
    @Sendable func stored(in folder: URL) throws -> (cache: StageCache, place: URL) {
      guard let key else { throw UsageError("sealed") }
      let cache = StageCache(folder: folder.appending(path: "cache"))
      try cache.store(content, for: key)
      return (cache, cache.folder.appending(path: key.folder))
    }
    func samples() throws -> [Data] {
      let folder = try TemporaryFolder()
      let place = try stored(in: folder.url).place
      return try names.enumerated().map { index, name in
        Data([UInt8(index)]) + (try Data(contentsOf: place.appending(path: name)))
      }
    }
    return Door(
      "stage", (try? samples()) ?? [],
      read: { input, folder in
        guard let key, let first = input.first, Int(first) < names.count else {
          throw Failure("sealed.format")
        }
        let (cache, place) = try stored(in: folder)
        try input.dropFirst().write(to: place.appending(path: names[Int(first)]))
        guard let loaded = try cache.load(key) else { throw Failure("sealed.format") }
        return
          "\([UInt8](loaded.weights ?? Data())) \(loaded.metrics) \([UInt8](loaded.snapshot)) \(loaded.seconds)"
      },
      mistake: { _, found in
        let whole =
          "\([UInt8](content.weights ?? Data())) \(content.metrics) \([UInt8](content.snapshot)) \(content.seconds)"
        return found == whole ? nil : "it is not what was stored"
      })
  }()

  private static let checkpoint = Door(
    "checkpoint",
    [
      {
        let folder = try? TemporaryFolder()
        guard let file = folder?.url.appending(path: "a") else { return Data() }
        try? writeSealed(
          Data("content, in which each byte counts".utf8), as: "checkpoint 1", to: file)
        return (try? Data(contentsOf: file)) ?? Data()
      }()
    ],
    read: { content, folder in
      let file = folder.appending(path: "a")
      try content.write(to: file)
      return String(decoding: try readSealed(file, as: "checkpoint 1"), as: UTF8.self)
    },
    mistake: { _, found in
      found == "content, in which each byte counts" ? nil : "it is not what was written"
    })
}
