import Foundation
import Notebook
import Tensors
import Words

/// How each engine runs what is missing of a sweep.
extension Sweep {
  /// - Parameter record: whom the sweep was given to before.
  /// - Returns: the runs that failed.
  func runMissing(
    of sweep: SweepFolder, _ engine: SweepEngine, _ record: EngineRecord?
  ) throws -> [SweepRunner.Failed] {
    let terminal = Terminal()
    if engine != .slurm, let record { try requireNoneInQueue(of: sweep, record) }
    var next = record ?? EngineRecord(engine: engine)
    next.engine = engine
    if engine == .parallel { next.hosts = hosts.map(ParallelEngine.findable) ?? next.hosts }
    if engine != .local || record != nil { try next.write(to: sweep.url) }
    let failed =
      switch engine {
      case .local: try runHere(sweep, terminal, isAlone: record == nil)
      case .parallel: try runInParallel(sweep, hosts: next.hosts, terminal)
      case .slurm: try submit(sweep, &next, terminal)
      case .command: try listCommands(of: sweep, terminal)
      }
    for each in failed {
      terminal.message(
        prose: Messages.text("sweep.failure", ["job": each.job.name, "words": each.words]) + "\n")
    }
    return failed
  }

  /// - Parameter isAlone: whether nobody else was given runs of the sweep, so that what is unfinished was left behind.
  private func runHere(
    _ sweep: SweepFolder, _ terminal: Terminal, isAlone: Bool
  ) throws -> [SweepRunner.Failed] {
    let jobs = try sweep.missingJobs()
    let processes = processes ?? Workers.processors
    terminal.message(prose: plan(of: sweep, jobs: jobs.count, processes: processes) + "\n")
    guard !jobs.isEmpty else { return [] }
    if isAlone { sweep.removeUnfinishedRuns() }
    let runner = SweepRunner(
      sweep.manifest, jobs: jobs, in: sweep.url, processes: processes, terminal: terminal)
    try tellingHowToGoOn(sweep, terminal) { try runner.run() }
    return runner.failed
  }

  private func runInParallel(
    _ sweep: SweepFolder, hosts: String?, _ terminal: Terminal
  ) throws -> [SweepRunner.Failed] {
    let jobs = try sweep.missingJobs()
    guard !tellWhatIsDone(sweep, missing: jobs.count, terminal) else { return [] }
    let parallel = try ParallelEngine(sweep, hosts: hosts, processes: processes)
    let lines = try sweep.writeLines(of: sweep.manifest.inWaves(jobs).flatMap(\.self))
    try parallel.checkHosts()
    tell(
      hosts == nil ? "sweep.plan-parallel" : "sweep.plan-hosts", of: sweep,
      ["missing": "\(jobs.count)", "hosts": hosts ?? "", "file": lines.file.relativePathFromHere],
      terminal)
    return try tellingHowToGoOn(sweep, terminal) { try parallel.run(jobs, terminal: terminal) }
  }

  /// Tells what became of runs that were submitted, and submits those that are missing. One that failed by itself is
  /// told first, and submitted when the sweep is asked for again.
  private func submit(
    _ sweep: SweepFolder, _ record: inout EngineRecord, _ terminal: Terminal
  ) throws -> [SweepRunner.Failed] {
    let slurm = try SlurmEngine(sweep)
    let states = record.submitted.isEmpty ? [:] : try slurm.states(of: record.submitted)
    let queued = slurm.queued(states)
    // Looked at after Slurm was asked: a run that has ended in between is done.
    let missing = try sweep.missingJobs()
    guard !tellWhatIsDone(sweep, missing: missing.count, terminal) else { return [] }
    var failed: [SweepRunner.Failed] = []
    var jobs: [SweepJob] = []
    for job in missing where !queued.contains(job.number) {
      let complaint = sweep.complaint(of: job)
      let words = (complaint?.words ?? "").replacing("\n", with: " ")
      let wasSubmitted = record.submitted[job.number] != nil
      if wasSubmitted, complaint?.isError == true {
        failed.append(SweepRunner.Failed(job: job, words: words))
        continue
      }
      if wasSubmitted {
        let state = states[job.number] ?? Messages.text("sweep.no-state")
        let values = ["job": job.name, "state": state, "words": words]
        terminal.message(prose: Messages.text("sweep.cut-off", values) + "\n")
      }
      jobs.append(job)
    }
    record.submitted = record.submitted.filter { queued.contains($0.key) }
    try record.write(to: sweep.url)
    if !jobs.isEmpty {
      sweep.forgetMessages(of: jobs)
      try slurm.submit(jobs, processes: processes) { wave, number in
        for job in wave { record.submitted[job.number] = number }
        try record.write(to: sweep.url)
      }
      tell("sweep.submitted", of: sweep, ["missing": "\(jobs.count)"], terminal)
    }
    let waiting = missing.compactMap { record.submitted[$0.number] }
    if !waiting.isEmpty {
      let numbers = Set(waiting).sorted { $0.localizedStandardCompare($1) == .orderedAscending }
      tell(
        "sweep.queued", of: sweep,
        ["queued": "\(waiting.count)", "jobs": numbers.joined(separator: ", ")], terminal)
    }
    return failed
  }

  private func listCommands(
    of sweep: SweepFolder, _ terminal: Terminal
  ) throws -> [SweepRunner.Failed] {
    let jobs = try sweep.missingJobs()
    guard !tellWhatIsDone(sweep, missing: jobs.count, terminal) else { return [] }
    let waves = sweep.manifest.inWaves(jobs)
    let lines = try sweep.writeLines(of: waves.flatMap(\.self))
    tell(
      waves.count > 1 ? "sweep.listed-waves" : "sweep.listed", of: sweep,
      [
        "missing": "\(jobs.count)", "first": "\(waves[0].count)",
        "file": lines.file.relativePathFromHere,
      ], terminal)
    terminal.write(lines.text)
    return jobs.compactMap { job in
      guard let complaint = sweep.complaint(of: job), complaint.isError else { return nil }
      return SweepRunner.Failed(job: job, words: complaint.words.replacing("\n", with: " "))
    }
  }

  /// - Throws: `UsageError` if runs that were submitted to Slurm wait or run.
  private func requireNoneInQueue(of sweep: SweepFolder, _ record: EngineRecord) throws {
    // Where there is no Slurm, the folder was taken elsewhere.
    guard !record.submitted.isEmpty, let slurm = try? SlurmEngine(sweep) else { return }
    let queued = slurm.queued(try slurm.states(of: record.submitted))
    guard queued.isEmpty else {
      let jobs = Set(queued.compactMap { record.submitted[$0] }).sorted()
      throw UsageError(
        "sweep-in-queue",
        [
          "count": "\(queued.count)", "jobs": jobs.joined(separator: ", "),
          "ids": jobs.joined(separator: " "), "folder": sweep.url.relativePathFromHere,
        ])
    }
  }

  /// - Returns: whether all runs are done, which is then told.
  private func tellWhatIsDone(_ sweep: SweepFolder, missing: Int, _ terminal: Terminal) -> Bool {
    if missing == 0 { tell("sweep.all-done", of: sweep, [:], terminal) }
    return missing == 0
  }

  /// Tells a message in which the sweep's folder and numbers of runs may stand.
  private func tell(
    _ name: String, of sweep: SweepFolder, _ values: [String: String], _ terminal: Terminal
  ) {
    let count = sweep.manifest.jobs.count
    let missing = (try? sweep.missingJobs().count) ?? count
    let own = [
      "count": "\(count)", "done": "\(count - missing)", "folder": sweep.url.relativePathFromHere,
    ]
    terminal.message(prose: Messages.text(name, own.merging(values) { $1 }) + "\n")
  }

  private func tellingHowToGoOn<Result>(
    _ sweep: SweepFolder, _ terminal: Terminal, _ body: () throws -> Result
  ) throws -> Result {
    do {
      return try body()
    } catch let error as Interrupted {
      terminal.message("\n")
      tell("sweep.stopped", of: sweep, [:], terminal)
      throw error
    }
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
}
