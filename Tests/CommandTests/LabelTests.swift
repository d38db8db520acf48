import Foundation
import Testing

/// `tutor label`: somebody ranks by keys, and models are trained on it.
@Suite(.serialized) struct LabelTests {
  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  /// A line of a file of labels; the first is its header.
  private struct Line: Decodable {
    var format: Int?
    var name: String?
    var set: Int?
    var `repeat`: Bool?
    var labeler: String?
    var completions: [String]?
    var shown: [Int]?
    var ranks: [Int]?
  }

  private func file(_ name: String) -> URL {
    sandbox.home.appending(path: "share/tutor/labels/\(name).jsonl")
  }

  private func lines(_ name: String) throws -> [Line] {
    try String(contentsOf: file(name), encoding: .utf8).split(separator: "\n")
      .map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
  }

  private func label(
    _ name: String, _ options: [String] = [], columns: UInt16 = 60
  ) throws -> PseudoTerminal {
    try PseudoTerminal(
      sandbox, ["label", "--quick", "--name", name] + options, columns: columns)
  }

  /// Ranks so many sets, each by the same keys.
  private func label(_ name: String, sets: Int, keys: String = "1234\n") throws {
    let terminal = try label(name, ["--count", "\(sets)"])
    for number in 1...sets {
      try terminal.waitFor("(\(number) of \(sets)")
      terminal.type(keys)
    }
    #expect(try terminal.ending() == 0, "\(terminal.shown.suffix(2000))")
  }

  @Test func `ranks by keys, takes back, stops at any time, and goes on where one stopped`() throws
  {
    let terminal = try label("ada")
    try terminal.waitFor("(1 of 20")
    #expect(terminal.words.contains("truthful: says nothing false"))
    // 5 isn't there, 2 is taken back, 4 is as good as 3.
    terminal.type("52u3=4\u{7F}\u{7F}=41\u{7F}2")
    try terminal.waitFor("> 3 = 4 > 2 > _")
    terminal.type("1")
    try terminal.waitFor("Enter: done")
    terminal.type("\n")
    try terminal.waitFor("(2 of 20")
    terminal.type("s")
    try terminal.waitFor("skipped")
    terminal.type("12q")
    #expect(try terminal.ending() == 0)
    #expect(terminal.isSane)
    #expect(terminal.words.contains("./tutor run 5 --labels ada"))

    let first = try lines("ada")
    #expect(first.count == 3)
    #expect(first[0].format == 1 && first[0].name == "ada")
    let shown = try #require(first[1].shown)
    // In the order of the screen: 4, 3, 1, 1.
    #expect(shown.map { first[1].ranks?[$0] } == [4, 3, 1, 1])
    #expect(first[2].ranks == nil)

    let again = try label("ada", ["--count", "1"])
    try again.waitFor("You've seen 2 sets already")
    try again.waitFor("(1 of 1")
    again.type("1234\n")
    #expect(try again.ending() == 0)
    let all = try lines("ada")
    #expect(all.count == 4)
    #expect(Set(all.dropFirst().compactMap(\.set)).count == 3)
    let wide = again.shown.split(whereSeparator: \.isNewline).map {
      $0.replacing(/\u{1b}\[[0-9;?]*[a-zA-Z]/, with: "").split(separator: "\r").last ?? ""
    }.filter { $0.count > 60 && !$0.contains("labels/ada.jsonl") }
    #expect(wide == [])
  }

  @Test func `every fifth set is an earlier one, and one hears how alike one ranked it`() throws {
    try label("ben", sets: 5)
    let records = try lines("ben").dropFirst()
    #expect(records.count == 5)
    let repeats = records.filter { $0.repeat == true }
    #expect(repeats.count == 1)
    let first = records.first { $0.set == repeats.first?.set }
    #expect(first?.completions == repeats.first?.completions)
    #expect(first?.shown != repeats.first?.shown)
  }

  @Test func `a repeat that is skipped has no ranks, and counts for nothing`() throws {
    try label("eve", sets: 4)
    let terminal = try label("eve", ["--count", "1"])
    try terminal.waitFor("(1 of 1")
    terminal.type("x")
    try terminal.waitFor("does nothing here")
    terminal.type("12\r")
    try terminal.waitFor("Each of 1 to 4 once")
    terminal.type("s")
    try terminal.waitFor("skipped")
    terminal.type("q")
    #expect(try terminal.ending() == 0)
    let last = try #require(lines("eve").last)
    #expect(last.repeat == true)
    #expect(last.ranks == nil)
    #expect(!terminal.words.contains("second look 1"))
  }

  @Test func `what was ranked survives a kill, and a torn line is dropped with a note`() throws {
    let terminal = try label("eve")
    for number in 1...2 {
      try terminal.waitFor("(\(number) of 20")
      terminal.type("4321\n")
    }
    try terminal.waitFor("(3 of 20")
    terminal.type("12")
    try terminal.killHard()
    #expect(try lines("eve").count == 3)

    // As if it had been killed in the middle of writing.
    let whole = try Data(contentsOf: file("eve"))
    try (whole + Data(#"{"set": 7, "labe"#.utf8)).write(to: file("eve"))
    let again = try label("eve", ["--count", "1"])
    try again.waitFor("only half written")
    try again.waitFor("(1 of 1")
    again.type("1234\n")
    #expect(try again.ending() == 0)
    #expect(try lines("eve").count == 4)
    #expect(try Data(contentsOf: file("eve")).starts(with: whole))
  }

  @Test func `a class is joined, and a lesson aligns a model to it`() throws {
    try label("ada", sets: 7)
    try label("ben", sets: 6)
    try label("eve", sets: 2, keys: "4321\n")
    let merged = try sandbox.tutor(
      "label", "merge", "ada", "ben", "eve", "--quick", "--output", "class.jsonl")
    #expect(merged.status == 0, "\(merged.errors)")
    for word in ["ada", "ben", "eve", "Whose values won?", "--labels ./class.jsonl"] {
      #expect(merged.words.contains(word), "\(word): \(merged.output)")
    }
    let joined = try sandbox.read("class.jsonl").split(separator: "\n")
    #expect(joined.count == 1 + 7 + 6 + 2)
    let twice = try sandbox.tutor("label", "merge", "ada", "--quick", "--output", "class.jsonl")
    #expect(twice.status == 64)
    #expect(twice.errors.contains("is there already"))

    let run = try sandbox.tutor(
      "run", "5", "--quick", "--no-input", "--plots", "none", "--labels", "class.jsonl")
    #expect(run.status == 0, "\(run.errors)")
    // Of seven sets and six one is a repeat, and one of ada's is held out.
    #expect(run.words.contains("of your rankings"), "\(run.output.suffix(3000))")
    #expect(run.output.contains("the model that you aligned"))
    let summary = try sandbox.read("Runs/latest/summary.json")
    #expect(summary.contains("labels/gold/own"))
    // Without labels, nothing is said of them.
    let plain = try sandbox.tutor("run", "4", "--quick", "--no-input", "--plots", "none")
    #expect(plain.status == 0)
    #expect(!plain.words.contains("Your labels count"))
  }

  @Test func `labels of another world or other settings are an error that tells what helps`() throws
  {
    try label("ada", sets: 1)
    func run(_ options: String...) throws -> Ending {
      try sandbox.bash("tutor run 4 --no-input --labels \(options.joined(separator: " "))")
    }
    let otherWorld = try run("ada", "--quick", "--set", "world.seed=3")
    #expect(otherWorld.status == 64)
    #expect(otherWorld.errors.contains("--set world.seed=0"))
    let otherSettings = try run("ada")
    #expect(otherSettings.status == 64)
    #expect(otherSettings.errors.contains("other settings"))
    #expect(sandbox.names("Runs") == [])
    #expect(try run("adda", "--quick").errors.contains("There are ada"))
    #expect(try sandbox.tutor("run", "2", "--labels", "ada").errors.contains("lessons 4, 5 and 6"))
    #expect(try sandbox.tutor("label").errors.contains("needs a terminal"))
  }
}
