import Foundation
import Metrics
import Notebook
import Plotting
import TestSupport
import Words

/// Errors of a decoder are told by whoever opens the file.
private func told<Result>(_ body: () throws -> Result) throws -> Result {
  do { return try body() } catch let error as DecodingError {
    throw Failure("damaged-figure", ["reason": reason(of: error)])
  }
}

extension Door {
  static let summary = Door(
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

  static let metrics = Door(
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

  private static let sealedFigure =
    (try? Figure(
      name: "loss",
      panel: Panel(
        x: Axis("step"), y: Axis("loss"), series: [.line("train", x: [0, 1], y: [6, 5])])
    ).json()) ?? Data()

  static let figure = Door(
    "figure",
    [Data(unsealed(String(decoding: sealedFigure, as: UTF8.self)).utf8), sealedFigure],
    read: { content, _ in
      unsealed(String(decoding: try told { try Figure(json: content).json() }, as: UTF8.self))
    },
    mistake: agreesWithJSON)

  static let transcript = Door(
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

  static let progress = Door(
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

  static let reference = Door(
    "reference", [committed("Data/reference/5-ppo-with-kl.csv", lines: 12)],
    read: { content, _ in
      try
        "\(ReferenceResults(csv: String(decoding: content, as: UTF8.self), path: "reference.csv"))"
    })
}
