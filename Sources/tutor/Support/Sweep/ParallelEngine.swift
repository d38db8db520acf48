import Foundation
import Notebook
import Words

/// Runs the jobs of a sweep by GNU parallel (O. Tange, "GNU Parallel: The Command-Line Power Tool", ;login: 36(1), 2011),
/// on this computer, or on others by ssh.
struct ParallelEngine {
  private let program: URL
  private let sweep: SweepFolder
  /// Names of computers, separated by commas, or a file of them.
  private let hosts: String?
  /// On each computer; nil for one on each processor.
  private let processes: Int?

  /// - Throws: `Failure` if there is no GNU parallel.
  init(_ sweep: SweepFolder, hosts: String?, processes: Int?) throws {
    program = try ParallelEngine.find()
    (self.sweep, self.hosts, self.processes) = (sweep, hosts, processes)
  }

  /// - Throws: `Failure` if there is none.
  @discardableResult
  static func find() throws -> URL {
    guard let program = executable(named: "parallel") else { throw Failure("no-parallel") }
    return program
  }

  /// Computers as they were given; a file of them by its whole path, so that it is found from any folder.
  static func findable(_ hosts: String) -> String {
    let isFile = FileManager.default.fileExists(atPath: hosts)
    return isFile ? URL(filePath: hosts).absoluteURL.standardizedFileURL.path : hosts
  }

  private var hostArguments: [String] {
    guard let hosts else { return [] }
    let isFile = FileManager.default.fileExists(atPath: hosts)
    let isOwn = ProcessInfo.processInfo.environment["PARALLEL_SSH"] != nil
    // Nobody is there to type a password.
    return (isOwn ? [] : ["--ssh", "ssh -o BatchMode=yes -o ConnectTimeout=10"])
      + (isFile ? ["--sshloginfile", hosts] : ["--sshlogin", hosts])
  }

  /// What GNU parallel writes down of each job that has ended.
  private var log: URL { sweep.url.appending(path: "parallel.tsv") }

  /// Makes sure that each computer can be reached, and has the same folders.
  ///
  /// - Throws: `UsageError`.
  func checkHosts() throws {
    guard hosts != nil else { return }
    let test =
      ["test", "-e", sweep.messagesFolder.path, "-a", "-x", ProjectRoot.executable.path]
      .map(\.quotedForShell).joined(separator: " ")
    let child = try start(["--nonall", "--tag"] + hostArguments + [test])
    try child.wait()
    let failed = entries.filter { $0.code != 0 }
    guard let first = failed.first else {
      guard child.status == 0 else { throw refused(child) }
      return
    }
    let words = child.messages.split(whereSeparator: \.isNewline)
      .filter { $0.hasPrefix(first.host + "\t") }
      .map { $0.dropFirst(first.host.count + 1) }.joined(separator: " ")
    throw UsageError(
      first.code == 255 ? "sweep-host" : "sweep-host-folder",
      [
        "host": first.host, "words": words.isEmpty ? child.messages : words,
        "folder": sweep.url.absoluteURL.standardizedFileURL.path,
        "program": ProjectRoot.executable.path,
      ])
  }

  /// Runs jobs to their ends. Those that fail are returned, and the others go on.
  ///
  /// - Throws: `Interrupted`, after all have stopped and kept what they can; `Failure`.
  func run(_ jobs: [SweepJob], terminal: Terminal) throws -> [SweepRunner.Failed] {
    let bar = ProgressBar(
      title: Messages.text("sweep.title"), total: jobs.count, terminal: terminal)
    var failed: [SweepRunner.Failed] = []
    var done = 0
    for wave in sweep.manifest.inWaves(jobs) {
      failed += try run(wave) { ended in
        let note = Messages.text("sweep.failures", ["count": "\(failed.count + ended.failed)"])
        try bar.update(
          done + ended.count, failed.count + ended.failed > 0 ? .verbatim(note) : .none)
      }
      done += wave.count
    }
    bar.finish()
    return failed
  }

  /// - Parameter update: is told again and again how many have ended, and how many of these failed.
  private func run(
    _ wave: [SweepJob], update: ((count: Int, failed: Int)) throws -> Void
  ) throws -> [SweepRunner.Failed] {
    let lines = try sweep.writeLines(of: wave)
    // A job that is to end has five seconds to keep what it can.
    let child = try start(
      (processes.map { ["--jobs", "\($0)"] } ?? []) + hostArguments
        + ["--termseq", "TERM,5000,KILL,25", "--arg-file", lines.file.path])
    do {
      while child.isRunning {
        usleep(100_000)
        let entries = entries
        try update((entries.count, entries.count(where: { $0.code != 0 })))
      }
    } catch {
      ChildProgram.stop([child])
      throw error
    }
    let entries = entries.filter { wave.indices.contains($0.number - 1) }
    if child.status != 0, entries.count < wave.count { throw refused(child) }
    return entries.filter { $0.code != 0 }.map { entry in
      let job = wave[entry.number - 1]
      // What ssh says of a connection that broke, GNU parallel has heard.
      let complaint = sweep.complaint(of: job) ?? Complaint(in: child.messages)
      return SweepRunner.Failed(
        job: job,
        words: complaint?.words.replacing("\n", with: " ")
          ?? Messages.text("sweep.no-words", ["code": "\(entry.code)"]))
    }
  }

  private func start(_ arguments: [String]) throws -> ChildProgram {
    try? deleteItem(log)
    // Lines are for a plain shell, whichever one is the learner's.
    return try ChildProgram(
      endingWithThis: "/usr/bin/env",
      ["PARALLEL_SHELL=/bin/sh", program.path, "--joblog", log.path] + arguments)
  }

  private func refused(_ child: ChildProgram) -> Failure {
    Failure(
      "parallel-refused", ["words": child.complaint ?? "", "program": program.path])
  }

  /// A job that has ended.
  private struct Entry {
    /// From 1, in the order of the lines.
    let number: Int
    let host: String
    /// 0 if all went well; 128 and its number for a signal.
    let code: Int
  }

  /// Columns: Seq, Host, Starttime, JobRuntime, Send, Receive, Exitval, Signal, Command.
  private var entries: [Entry] {
    ((try? readText(log)) ?? "").split(separator: "\n").dropFirst().compactMap { line in
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard cells.count >= 9, let number = Int(cells[0]), let exit = Int(cells[6]),
        let signal = Int(cells[7])
      else { return nil }
      return Entry(number: number, host: String(cells[1]), code: signal > 0 ? 128 + signal : exit)
    }
  }
}
