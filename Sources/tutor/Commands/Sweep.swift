import ArgumentParser
import Foundation
import LessonKit
import Lessons
import Notebook
import Words

/// `tutor sweep`: a lesson with several values of its hyperparameters, each over several seeds.
struct Sweep: ParsableCommand {
  static let configuration = CommandConfiguration(told: "sweep")

  @Argument(help: .told("help-sweep.lesson"))
  var lesson: String?

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: .told("help-sweep.set", valueName: "KEY=V1,V2"))
  var settings: [String] = []

  @Option(help: .told("help-sweep.seeds"))
  var seeds = "1"

  @Option(help: .told("help-sweep.engine"))
  var engine: SweepEngine?

  @Option(help: .told("help-sweep.hosts", valueName: "a,b or file"))
  var hosts: String?

  @Option(help: .told("help-sweep.processes"))
  var processes: Int?

  @Flag(help: .told("help-run.quick"))
  var quick = false

  @Option(help: .told("help.output", valueName: "folder"))
  var output = "Runs"

  @Option(help: .told("help-sweep.resume", valueName: "folder"))
  var resume: String?

  func run() throws {
    if let processes, !(1...64).contains(processes) {
      throw UsageError("sweep-processes", ["processes": "\(processes)"])
    }
    // What cannot be is told before a folder is made.
    if engine != nil || resume == nil { try check(engine ?? .local) }
    let root = try ProjectRoot.find()
    let sweep = try sweep(root: root)
    try sweep.whileLocked {
      let record = try EngineRecord(in: sweep.url)
      let engine = engine ?? record?.engine ?? .local
      try check(engine)
      let failed = try runMissing(of: sweep, engine, record)
      let isDone = try sweep.missingJobs().isEmpty
      // What others run may be at work until all are done.
      if isDone { sweep.removeUnfinishedRuns() }
      // A list of commands is all that is written, so that it can be piped.
      if isDone || engine != .command { try showResults(of: sweep, root: root) }
      guard failed.isEmpty else {
        throw Failure(
          failed.count == 1 ? "sweep-failure" : "sweep-failures",
          ["count": "\(failed.count)", "folder": sweep.url.relativePathFromHere])
      }
    }
  }

  /// - Throws: `UsageError` for options that are not this engine's; `Failure` if its programs are missing.
  private func check(_ engine: SweepEngine) throws {
    guard hosts == nil || engine == .parallel else {
      throw UsageError("sweep-hosts-elsewhere", ["engine": engine.rawValue])
    }
    guard processes == nil || engine != .command else {
      throw UsageError("sweep-processes-elsewhere", ["engine": engine.rawValue])
    }
    switch engine {
    case .local, .command: break
    case .parallel: try ParallelEngine.find()
    case .slurm: try SlurmEngine.find()
    }
  }

  /// The sweep that was asked for: a new one, or one that was begun.
  private func sweep(root: URL) throws -> SweepFolder {
    if let resume {
      guard lesson == nil, settings.isEmpty else { throw UsageError("sweep-resume-alone") }
      let sweep = try SweepFolder(existing: URL(filePath: resume, directoryHint: .isDirectory))
      try SweepGrid.check(sweep.manifest, root: root)
      return sweep
    }
    guard let lesson else { throw UsageError("sweep-what") }
    let seeds = try SweepGrid.seeds(seeds)
    guard !settings.isEmpty || seeds.count > 1 else {
      throw UsageError("sweep-no-set", ["lesson": lesson])
    }
    let manifest = SweepManifest(
      lesson: try Lesson.named(lesson).folder, isQuick: quick, seeds: seeds,
      settings: try settings.map(SweepGrid.setting))
    try SweepGrid.check(manifest, root: root)
    return try SweepFolder(for: manifest, in: URL(filePath: output))
  }

  private func showResults(of sweep: SweepFolder, root: URL) throws {
    let groups = RunGroup.bySettings(try RecordedRun.all(inSweep: sweep.url))
    guard groups.areComparable else { return }
    let comparison = try Comparison(groups, root: root)
    try sweep.writeResults(of: comparison)
    let terminal = Terminal()
    try ComparisonReport(comparison: comparison, terminal: terminal).show { sweep.url }
    terminal.write(
      prose: "\n" + Messages.text("sweep.end", ["folder": sweep.url.relativePathFromHere]) + "\n")
  }
}
