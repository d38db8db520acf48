import Course
import Foundation
import Notebook
import ToyWorld
import Words

extension Door {
  static func lines<Record: JSONLinesRecord>(
    _ name: String, _ samples: [Data], _: Record.Type
  ) -> Door {
    Door(
      name, samples,
      read: { content, folder in
        let file = folder.appending(path: "\(name).jsonl")
        try content.write(to: file)
        return try JSONLines.read(Record.self, from: file)
          .map { unsealed(try JSONLines.line($0)) }.joined(separator: "\n")
      }, mistake: agreesWithJSONLines)
  }

  static let web = lines("web", [committed("Data/web.jsonl", lines: 5)], WebTextRecord.self)
  static let demonstrations = lines(
    "demonstrations", [committed("Data/demonstrations.jsonl", lines: 5)], DemonstrationRecord.self)
  static let rankings = lines(
    "rankings",
    [
      Data(
        """
        {"prompt": "what does a dax eat ?", "completions": ["moss .", "nobody knows ."], "ranks": [1, 2], "labeler": "me"}
        {"prompt": "how are you ?", "completions": ["a \\"b\\"", "é 한 🙂", "c"], "ranks": [2, 1, 2], "labeler": "b"}

        """.utf8),
      Data(
        ((try? JSONLines.line(
          RankingRecord(prompt: "a ?", completions: ["b", "c"], ranks: [2, 1], labeler: "me")))
          ?? "")
          .utf8),
    ], RankingRecord.self)

  /// Rankings in the formats of others: lines, and one list.
  static let ownRankings = Door(
    "own-rankings",
    [
      Data(
        """
        {"chosen": "\\n\\nHuman: a ?\\n\\nAssistant: b", "rejected": "\\n\\nHuman: a ?\\n\\nAssistant: c"}
        {"prompt": "한 ?", "chosen": "é", "rejected": "🙂 c"}

        """.utf8),
      Data(
        """
        [
          {"prompt": [{"role": "user", "content": "a ?"}],
           "chosen": [{"role": "assistant", "content": "b"}], "rejected": [{"role": "assistant", "content": "{\\"c\\"}"}]},
          {"prompt": "d ?", "chosen": "e", "rejected": "f", "score": [1.5, null, true]}
        ]

        """.utf8),
    ],
    read: { content, folder in
      let file = folder.appending(path: "own-rankings.jsonl")
      try content.write(to: file)
      return try OwnFile(readingFrom: file.path, for: .rankings).examples
        .map { try encoded($0) }.joined(separator: "\n")
    },
    mistake: { content, found in
      let bytes = content.starts(with: [0xef, 0xbb, 0xbf]) ? content.dropFirst(3) : content
      if bytes.first(where: { ![0x20, 0x09, 0x0a, 0x0d].contains($0) }) == UInt8(ascii: "[") {
        return (try? StrictJSON(bytes)) == nil ? "a strict reader refuses it" : nil
      }
      let lines = bytes.split { $0 == 0x0a || $0 == 0x0d }
        .filter { !$0.allSatisfy { $0 == 0x20 || $0 == 0x09 } }
      let refused = lines.contains { (try? StrictJSON(Data($0))) == nil }
      return refused ? "a strict reader refuses a line" : nil
    })

  static let labels = Door(
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
      let lines = try [header] + labels.records.map { try JSONLines.line($0) }
      return unsealed(lines.joined(separator: "\n"))
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

  static let answers = Door(
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
