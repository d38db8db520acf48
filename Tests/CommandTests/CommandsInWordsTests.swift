import Foundation
import Testing
import Words

/// The commands and settings that the program and the lessons tell people to type.
struct CommandsInWordsTests {
  private struct Text {
    let place: String
    let block: String
    let text: String
  }

  /// Named, not to be typed as they stand.
  private static let mentions = ["label merge", "run 5 --labels", "plot", "run"]

  private let sandbox: Sandbox
  private let texts: [Text]

  init() throws {
    sandbox = try Sandbox()
    let lessons = projectRoot.appending(path: "Lessons")
    let folders = try FileManager.default.contentsOfDirectory(atPath: lessons.path).sorted()
    let files =
      ["messages.yaml"]
      + folders.flatMap { folder in
        ["messages", "figures", "tables"].map { "\(folder)/\($0).yaml" }
      }.filter { FileManager.default.fileExists(atPath: lessons.appending(path: $0).path) }
    texts = try files.flatMap { file in
      try WordList(contentsOf: lessons.appending(path: file)).blocks.flatMap { block, words in
        words.map { Text(place: "\(file), \(block): \($0)", block: block, text: $1) }
      }
    }.filter { !["help-topic", "help-topic-title"].contains($0.block) }
  }

  /// What may stand for a name in braces; in some blocks it means something of its own.
  private static let samples: [String: [String: String]] = [
    "": [
      "lesson": "5", "folder": "Runs", "name": "mine", "file": "class.jsonl", "run": "latest",
      "runs": "latest previous", "corpus": "README.md", "command": "run 5", "world": "3",
      "seed": "3", "nearest": "runs", "options": " --seed 1", "needed": "512", "count": "1",
      "episodes": "1", "answers": "1", "example": "ppo.klCoefficient=0.1",
      "numbers": "0, 1.6, 40, 0.1",
    ],
    "heads": ["key": "base.width", "nearest": "64"],
  ]

  private func filled(_ command: String, in block: String) -> String {
    command.replacing(/{(\w+)(:shell)?}/) { match in
      let name = String(match.1)
      return Self.samples[block]?[name] ?? Self.samples[""]?[name] ?? String(match.0)
    }
  }

  /// The commands in a text, without `./tutor`: in backticks, as an example's line, or in a sentence.
  private func commands(in text: Text) -> [String] {
    if text.block == "command-words" { return text.text.components(separatedBy: " | ") }
    if text.place.hasSuffix(": examples") {
      return text.text.split(separator: "\n").compactMap { line in
        let line = line.trimmingCharacters(in: .whitespaces).replacing("$n", with: "1")
        guard line.hasPrefix("tutor") else { return nil }
        let command = line.components(separatedBy: "  ")[0].components(separatedBy: " > ")[0]
        return String(command.dropFirst(6))
      }
    }
    let quoted = text.text.matches(of: /`(?:\.\/)?tutor((?: [^`]*)?)`/).map { String($0.1) }
    let plain = text.text.replacing(/`[^`]*`/, with: "`")
    return quoted + plain.matches(of: /\.\/tutor((?: [^\s("]+)*)/).map { sentence(String($0.1)) }
  }

  /// The words of a command up to a mark that ends it.
  private func sentence(_ text: String) -> String {
    var words: [Substring] = []
    for word in text.split(separator: " ") {
      words.append(word.last.map { ",.;:".contains($0) } == true ? word.dropLast() : word)
      if words.last != word { break }
    }
    return words.joined(separator: " ")
  }

  @Test func `every command that is told can be typed`() throws {
    let told = texts.flatMap { text in
      commands(in: text).map {
        (
          place: text.place,
          command: filled($0, in: text.block).trimmingCharacters(in: .whitespaces)
        )
      }.filter { !Self.mentions.contains($0.command) }
    }
    #expect(told.count > 100)
    // The parser has nothing to say but that it does not know the last option.
    let lines = told.map { _, command in
      let wanted = command.contains("--help") ? "OVERVIEW" : "Unknown option '--zzz'"
      return """
        case $(tutor \(command) \(wanted == "OVERVIEW" ? "" : "--zzz") 2>&1) in
          *"\(wanted)"*) echo ok ;;
          *) echo wrong ;;
        esac
        """
    }
    let ending = try sandbox.bash(lines.joined(separator: "\n"))
    #expect(ending.lines.count == told.count, "\(ending.errors)")
    for ((place, command), line) in zip(told, ending.lines) {
      #expect(line == "ok", "\(place): tutor \(command)")
    }
  }

  @Test func `every setting that is told has a value that is allowed`() throws {
    let lists = ["bias.shares", "overOptimization.leash"]
    var rounds: [[String: (place: String, value: String)]] = []
    for text in texts {
      let words = filled(text.text, in: text.block)
      for match in words.matches(
        of: /--set ["']?([A-Za-z]+(?:\.[A-Za-z]+)*)=([^\s"'`\]]+(?: [\d., ]+\])?\]?)/)
      {
        let (key, value) = (String(match.1), String(match.2))
        // Several, for a sweep or a class.
        let values =
          lists.contains(key)
          ? value.components(separatedBy: ";") : value.components(separatedBy: ",")
        for value in values.map({ $0.trimmingCharacters(in: .init(charactersIn: ".;)")) })
        where !["", "N", "$n"].contains(value) && !value.contains("…") {
          guard let round = rounds.firstIndex(where: { $0[key] == nil }) else {
            rounds.append([key: (text.place, value)])
            continue
          }
          rounds[round][key] = (text.place, value)
        }
      }
    }
    #expect(rounds.reduce(0) { $0 + $1.count } > 20)
    for round in rounds where round.contains(where: { $0.key != "corpus" }) {
      let settings = round.filter { $0.key != "corpus" }
      let options = settings.map { "--set '\($0)=\($1.value)'" }.joined(separator: " ")
      let ending = try sandbox.bash("tutor params all \(options)")
      #expect(ending.status == 0, "\(settings): \(ending.errors)")
    }
  }
}
