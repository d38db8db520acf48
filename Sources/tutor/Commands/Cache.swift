import ArgumentParser
import Course
import Foundation
import Notebook

/// `tutor cache`: what lessons have trained and kept.
struct Cache: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the trained stages that are kept, or delete them.",
    discussion: """
      What has been trained once is kept, so that it need not be trained again. It can be deleted at \
      any time, also while a lesson runs: what is missing is trained again when it is needed. Runs \
      and your own rankings are not touched.

      EXAMPLES
        tutor cache                  what is kept, and where
        tutor cache ppo              stages of one name
        tutor cache --clear          delete all
        tutor cache --clear ppo      delete stages of one name
      """)

  @Argument(help: ArgumentHelp("Names of stages; all if none is given.", valueName: "stage"))
  var names: [String] = []

  @Flag(help: "Delete them.")
  var clear = false

  @Flag(help: "As JSON.")
  var json = false

  private struct Entry: Encodable {
    var name, folder: String
    var bytes: Int
    var date: Date
    var seconds: Double?
    var unfinished: Bool

    init(_ stage: KeptStage) {
      name = stage.name
      folder = stage.folder.lastPathComponent
      bytes = stage.bytes
      date = stage.date
      seconds = stage.seconds
      unfinished = stage.isUnfinished
    }
  }

  private struct Listing: Encodable {
    var folder: String
    var cleared: Bool
    var bytes: Int
    var stages: [Entry]
  }

  func run() throws {
    let cache = StageCache.standard()
    let stages = try chosen(from: cache.contents())
    if clear { for stage in stages { try cache.remove(stage) } }
    let terminal = Terminal()
    let bytes = stages.reduce(0) { $0 + $1.bytes }
    if json {
      let listing = Listing(
        folder: cache.folder.path, cleared: clear, bytes: bytes, stages: stages.map(Entry.init))
      return terminal.write(try listing.json())
    }
    guard !stages.isEmpty else {
      return terminal.write(prose: "Nothing is kept in \(cache.folder.path).\n")
    }
    if !clear {
      let lines = table(of: stages).layout.lines(width: terminal.columns)
      terminal.write(lines.map { $0.rendered(colour: terminal.colour) + "\n" }.joined() + "\n")
    }
    let count = stages.count == 1 ? "1 stage" : "\(stages.count) stages"
    let seconds = stages.reduce(0) { $0 + ($1.seconds ?? 0) }.formatted(places: 1)
    terminal.write(
      prose: "\(clear ? "Deleted: " : "")\(count), \(bytes.formattedBytes), "
        + "trained in \(seconds) s, \(clear ? "from" : "in") \(cache.folder.path)\n")
  }

  private func chosen(from stages: [KeptStage]) throws -> [KeptStage] {
    let known = Set(stages.map(\.name))
    for name in names where !known.contains(name) {
      let nearest = NearestKey.match(for: name, in: known)
      throw UsageError(
        "No stage \"\(name)\" is kept.",
        remedy: (nearest.map { "Did you mean \"\($0)\"? " } ?? "")
          + (known.isEmpty
            ? "None is, so far." : "There are \(known.sorted().joined(separator: ", "))."))
    }
    return stages.filter { names.isEmpty || names.contains($0.name) }
  }

  private func table(of stages: [KeptStage]) -> Table {
    var table = Table(
      columns: ["stage", .number("size"), .number("age"), .number("trained in")])
    for stage in stages {
      table.add([
        stage.name, stage.bytes.formattedBytes, stage.date.age(),
        stage.isUnfinished
          ? "unfinished" : stage.seconds.map { "\($0.formatted(places: 1)) s" } ?? "unknown",
      ])
    }
    return table
  }
}
