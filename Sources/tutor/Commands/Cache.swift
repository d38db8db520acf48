import ArgumentParser
import Course
import Foundation
import Hyperparameters
import Notebook
import Words

/// `tutor cache`: what lessons have trained and kept.
struct Cache: ParsableCommand {
  static let configuration = CommandConfiguration(told: "cache")

  @Argument(help: .told("help-cache.names", valueName: "stage"))
  var names: [String] = []

  @Flag(help: .told("help-cache.clear"))
  var clear = false

  @Flag(help: .told("help.json"))
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
    var stages = try chosen(from: cache.contents())
    if clear { stages = try stages.filter(cache.remove) }
    let terminal = Terminal()
    let bytes = stages.reduce(0) { $0 + $1.bytes }
    if json {
      let listing = Listing(
        folder: cache.folder.path, cleared: clear, bytes: bytes, stages: stages.map(Entry.init))
      return terminal.write(try listing.json())
    }
    guard !stages.isEmpty else {
      return terminal.write(
        prose: Messages.text("cache.none", ["folder": cache.folder.path]) + "\n")
    }
    if !clear {
      let lines = table(of: stages).layout.lines(width: terminal.columns)
      terminal.write(lines + [""])
    }
    let values = [
      "stages": Messages.text(
        stages.count == 1 ? "cache.one-stage" : "cache.stages", ["count": "\(stages.count)"]),
      "size": bytes.formattedBytes,
      "seconds": stages.reduce(0) { $0 + ($1.seconds ?? 0) }.formatted(places: 1),
      "folder": cache.folder.path,
    ]
    terminal.write(prose: Messages.text(clear ? "cache.deleted" : "cache.kept", values) + "\n")
  }

  private func chosen(from stages: [KeptStage]) throws -> [KeptStage] {
    let known = Set(stages.map(\.name))
    for name in names where !known.contains(name) {
      guard !known.isEmpty else { throw UsageError("no-stages", ["name": name]) }
      let nearest = NearestKey.match(for: name, in: known)
      throw UsageError(
        nearest == nil ? "no-such-stage" : "mistyped-stage",
        [
          "name": name, "nearest": nearest ?? "",
          "list": known.sorted().joined(separator: ", "),
        ])
    }
    return stages.filter { names.isEmpty || names.contains($0.name) }
  }

  private func table(of stages: [KeptStage]) -> Table {
    var table = Table(
      columns: [
        "cache.stage", .number("cache.size"), .number("cache.age"), .number("cache.trained"),
      ])
    for stage in stages {
      let seconds = stage.seconds.map {
        Label("cache.seconds", ["seconds": $0.formatted(places: 1)])
      }
      table.add(
        stage.name, stage.bytes.formattedBytes, stage.date.age(),
        stage.isUnfinished ? Label("cache.unfinished") : seconds ?? Label("cache.unknown"))
    }
    return table.told
  }
}
