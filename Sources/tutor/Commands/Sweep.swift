import ArgumentParser
import Foundation
import LessonKit
import Lessons
import Notebook
import Tensors
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

  @Option(help: .told("help-sweep.processes"))
  var processes: Int?

  @Flag(help: .told("help-run.quick"))
  var quick = false

  @Option(help: .told("help.output", valueName: "folder"))
  var output = "Runs"

  @Option(help: .told("help-sweep.resume", valueName: "folder"))
  var resume: String?

  func run() throws {
    let processes = processes ?? Workers.processors
    guard (1...64).contains(processes) else {
      throw UsageError("sweep-processes", ["processes": "\(processes)"])
    }
    let root = try ProjectRoot.find()
    let sweep = try sweep(root: root)
    try sweep.whileLocked {
      let failed = try runMissing(of: sweep, processes: processes)
      try showResults(of: sweep, root: root)
      guard failed.isEmpty else {
        throw Failure(
          failed.count == 1 ? "sweep-failure" : "sweep-failures",
          ["count": "\(failed.count)", "folder": sweep.url.relativePathFromHere])
      }
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

  /// - Returns: the runs that failed.
  private func runMissing(
    of sweep: SweepFolder, processes: Int
  ) throws -> [SweepRunner.Failed] {
    let jobs = try sweep.missingJobs()
    let terminal = Terminal()
    terminal.message(prose: plan(of: sweep, jobs: jobs.count, processes: processes) + "\n")
    guard !jobs.isEmpty else { return [] }
    sweep.removeUnfinishedRuns()
    let runner = SweepRunner(
      sweep.manifest, jobs: jobs, in: sweep.url, processes: processes, terminal: terminal)
    do {
      try runner.run()
    } catch let error as Interrupted {
      let values = [
        "done": "\(sweep.manifest.jobs.count - (try sweep.missingJobs().count))",
        "count": "\(sweep.manifest.jobs.count)", "folder": sweep.url.relativePathFromHere,
      ]
      terminal.message(prose: "\n" + Messages.text("sweep.stopped", values) + "\n")
      throw error
    }
    for each in runner.failed {
      terminal.message(
        prose: Messages.text("sweep.failure", ["job": each.job.name, "words": each.words]) + "\n")
    }
    return runner.failed
  }

  /// How many runs there will be, and about how long they take.
  private func plan(of sweep: SweepFolder, jobs: Int, processes: Int) -> String {
    let count = sweep.manifest.jobs.count
    var values = [
      "count": "\(count)", "missing": "\(jobs)", "done": "\(count - jobs)",
      "settings": "\(sweep.manifest.combinations.count)", "seeds": "\(sweep.manifest.seeds.count)",
      "processes": "\(min(processes, jobs))", "folder": sweep.url.relativePathFromHere,
    ]
    if jobs == 0 { return Messages.text("sweep.all-done", values) }
    let plan = Messages.text(
      jobs < count
        ? "sweep.plan-rest" : sweep.manifest.settings.isEmpty ? "sweep.plan-seeds" : "sweep.plan",
      values)
    guard let seconds = sweep.secondsOfRun(in: URL(filePath: output)) else {
      return plan + " " + Messages.text("sweep.time-unknown")
    }
    let rounds = (Double(jobs) / Double(processes)).rounded(.up)
    values["minutes"] = "\(max(1, Int(bounded: (rounds * seconds / 60).rounded(.up))))"
    values["seconds"] = "\(Int(bounded: seconds))"
    return plan + " " + Messages.text("sweep.time", values)
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
