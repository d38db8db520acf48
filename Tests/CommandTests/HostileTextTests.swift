import Course
import Foundation
import FoundationXML
import Notebook
import TestSupport
import Testing
import Words

/// Texts of learners and of files, wherever the program tells them.
struct HostileTextTests {
  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  /// `$'…'` of bash, so that any byte but 0 reaches the program.
  private static let all = hostileTexts.joined(separator: " ")
  private var quoted: String {
    "$'" + Self.all.utf8.map { "\\x" + String(Int($0) + 0x100, radix: 16).suffix(2) }.joined() + "'"
  }

  @Test(arguments: [
    "tutor run \"$X\"", "tutor \"$X\"", "tutor run 5 --set \"$X\"",
    "tutor run 5 --set ppo.batchSize=\"$X\"",
    "tutor run 2 --set corpus=\"$X\"", "tutor run 5 --params \"$X\"", "tutor run 5 --labels \"$X\"",
    "echo \"ppo: {batchSize: \\\"$Y\\\"}\" > own.yaml; tutor params 5 --params own.yaml",
    "echo \"$X: [\" > own.yaml; tutor params 5 --params own.yaml",
    "tutor plot \"$X\"", "tutor compare \"$X\" latest", "tutor export \"$X\"",
    "tutor glossary \"$X\"",
    "tutor params \"$X\"", "tutor papers \"$X\"", "tutor lesson check \"$X\"",
    "tutor label merge \"$X\"", "echo \"$X\" > a.jsonl; tutor label merge a.jsonl",
    "mkdir -p \"$XDG_DATA_HOME/tutor/labels\"; echo \"$X\" > \"$XDG_DATA_HOME/tutor/labels/a.jsonl\"; tutor run 5 --quick --labels a --no-input",
    "mkdir -p Runs/a; echo \"$X\" > Runs/a/summary.json; tutor summary Runs/a",
    "mkdir -p Runs/a; echo \"$X\" > Runs/a/transcript.json; tutor export a",
    "tutor class collect \"$X\"",
    "echo \"$X\" > class.csv; mkdir H; tutor class collect H --class class.csv",
    "mkdir H; echo \"$X\" > \"H/$Z.tar.gz\"; echo \"$X\" > \"H/$Z.zip\"; tutor class collect H",
    "tutor --language \"$X\" run 1", "tutor sample --model base --prompt \"$X\" \(tinySettings)",
    "mkdir \"$Z\"; cd \"$Z\"; tutor runs; tutor plot latest; tutor sweep --resume .",
  ])
  func `nothing that is told steers the terminal`(command: String) throws {
    let ending = try sandbox.bash(
      "X=\(quoted); Y=${X//\\\\/}; Y=${Y//\\\"/}; Z=${X//\\//}; Z=${Z:0:70}; \(command)")
    #expect(
      !steersTerminal(ending.output.replacing("\t", with: " ")), "\(ending.output.debugDescription)"
    )
    #expect(
      !steersTerminal(ending.errors.replacing("\t", with: " ")), "\(ending.errors.debugDescription)"
    )
    #expect(![132, 133, 134, 139].contains(ending.status))
  }

  @Test func `an export of a run shows what a text of one's own has in it`() throws {
    let corpus = (hostileTexts + ["some words here and there ."]).joined(separator: "\n") + "\n"
    try String(repeating: corpus, count: 30).write(
      to: sandbox.folder.appending(path: "own.txt"), atomically: true, encoding: .utf8)
    let name = "R <b>`x`|\u{1B}[31m"
    let ending = try sandbox.bash(
      "tutor run 2 --quick --no-input --plots files --set corpus=own.txt --output $'\(name.replacing("\u{1B}", with: "\\x1b"))'"
        + " && tutor export $'\(name.replacing("\u{1B}", with: "\\x1b"))'/2-* --output out.html"
        + " && tutor export $'\(name.replacing("\u{1B}", with: "\\x1b"))'/2-* --format md --output out.md"
    )
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(!steersTerminal(ending.output + ending.errors))
    let html = try sandbox.read("out.html")
    let parser = XMLParser(data: Data(html.utf8))
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
    #expect(elements(of: html).isDisjoint(with: ["script", "eos", "mask", "b", "http:"]))
    let markdown = try sandbox.read("out.md")
    #expect(
      elements(of: githubHTML(of: markdown)).isDisjoint(with: ["script", "eos", "mask", "b"]))

    #expect(try sandbox.bash("tutor export R*/2-* --format ipynb --output out.ipynb").status == 0)
    struct Notebook: Decodable {
      struct Cell: Decodable {
        var type: String
        var source: [String]
        enum CodingKeys: String, CodingKey {
          case source
          case type = "cell_type"
        }
      }
      var cells: [Cell]
    }
    let notebook = try JSONDecoder().decode(
      Notebook.self, from: Data(sandbox.read("out.ipynb").utf8))
    for cell in notebook.cells {
      let source = cell.source.joined()
      #expect(!steersTerminal(source), "\(source.debugDescription)")
      guard cell.type == "markdown" else { continue }
      #expect(
        elements(of: githubHTML(of: source)).isDisjoint(with: ["script", "eos", "mask", "b"]))
    }
  }

  @Test func `a chat shows what was asked, and does nothing else with it`() throws {
    let ending = try sandbox.bash(
      "X=\(quoted); for line in \"$X\" \"/score $X\" \"/$X\" \"/temperature $X\" \"/model $X\"; do echo \"$line\" | tutor chat --model base \(tinySettings); done"
    )
    #expect(!steersTerminal(ending.output), "\(ending.output.debugDescription)")
    #expect(!steersTerminal(ending.errors), "\(ending.errors.debugDescription)")
    #expect(![132, 133, 134, 139].contains(ending.status))
  }

  @Test func `labels of people with hostile names are merged and told`() throws {
    let name = try String(decoding: JSONEncoder().encode(Self.all), as: UTF8.self)
    let short = #""\u001b[31m <b>`|""#
    let header = try makeTinyCourse().labelHeader(name: Self.all, setSeed: 0).line()
    func lines(_ set: Int) -> String {
      header
        + #"{"set": \#(set), "labeler": \#(name), "repeat": false, "prompt": \#(short), "completions": [\#(short), "b"], "shown": [0, 1], "ranks": [1, 2]}"#
        + "\n"
    }
    for (file, set) in [("a.jsonl", 0), ("b.jsonl", 1)] {
      try lines(set).write(
        to: sandbox.folder.appending(path: file), atomically: true, encoding: .utf8)
    }
    let tiny = tinyCourse.map { "--set \($0)=\($1)" }.joined(separator: " ")
    for options in ["", "--output joined.jsonl"] {
      let ending = try sandbox.bash("tutor label merge a.jsonl b.jsonl \(tiny) \(options)")
      #expect(ending.status == 0, "\(ending.errors)")
      #expect(!steersTerminal(ending.output), "\(ending.output.debugDescription)")
      #expect(!steersTerminal(ending.errors), "\(ending.errors.debugDescription)")
    }
  }
}
