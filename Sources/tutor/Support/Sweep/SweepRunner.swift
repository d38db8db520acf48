import Foundation
import Notebook
import Words

/// Runs the jobs of a sweep, several at a time, each as a program of its own.
///
/// What runs of one seed share (the base model, the demonstrations) is trained by the first of them and
/// taken from the cache by the others; so these wait for the first.
final class SweepRunner {
  struct Failed {
    let job: SweepJob
    /// The last that it said.
    let words: String
  }

  private struct Running {
    let job: SweepJob
    let child: ChildProgram
  }

  private let manifest: SweepManifest
  private let folder: URL
  private let processes: Int
  private let terminal: Terminal
  private var waiting: [SweepJob]
  private var running: [Running] = []
  /// The seeds whose first run has ended.
  private var begun: Set<UInt64>
  private(set) var failed: [Failed] = []
  private let total: Int

  /// - Parameters:
  ///   - jobs: those that are missing.
  ///   - processes: how many run at a time.
  init(
    _ manifest: SweepManifest, jobs: [SweepJob], in folder: URL, processes: Int, terminal: Terminal
  ) {
    self.manifest = manifest
    self.folder = folder
    self.processes = processes
    self.terminal = terminal
    waiting = jobs
    total = jobs.count
    begun = manifest.seedsBegun(missing: jobs)
  }

  /// Runs all jobs to their ends. Those that fail are kept in `failed`, and the others go on.
  ///
  /// - Throws: `Interrupted`, after all have stopped and kept what they can.
  func run() throws {
    let bar = ProgressBar(
      title: Messages.text("sweep.title"), total: total, terminal: terminal)
    do {
      while !waiting.isEmpty || !running.isEmpty {
        while running.count < processes, let job = takeNext() { try start(job) }
        usleep(50_000)
        collect()
        try bar.update(total - waiting.count - running.count, .verbatim(note))
      }
    } catch {
      ChildProgram.stop(running.map(\.child))
      throw error
    }
    bar.finish(.verbatim(note))
  }

  /// The next job that need not wait for another of its seed.
  private func takeNext() -> SweepJob? {
    let place = waiting.firstIndex { job in
      begun.contains(job.seed) || !running.contains { $0.job.seed == job.seed }
    }
    return place.map { waiting.remove(at: $0) }
  }

  private func start(_ job: SweepJob) throws {
    // Where few seeds begin, each may have several of the processors.
    let beginning = Set((waiting + running.map(\.job) + [job]).map(\.seed)).subtracting(begun)
    let isFirst = beginning.contains(job.seed)
    let threads = isFirst ? max(1, processes / min(processes, beginning.count)) : 1
    let arguments = job.arguments(
      lesson: manifest.lesson, isQuick: manifest.isQuick, threads: threads, output: folder)
    running.append(Running(job: job, child: try ChildProgram(tutor: arguments)))
  }

  private func collect() {
    for each in running where !each.child.isRunning {
      begun.insert(each.job.seed)
      if let words = each.child.complaint {
        failed.append(Failed(job: each.job, words: words.replacing("\n", with: " ")))
      }
      if !terminal.isErrorTerminal {
        terminal.message(
          Messages.text(
            each.child.complaint == nil ? "sweep.done" : "sweep.failed", ["job": each.job.name])
            + "\n")
      }
    }
    running.removeAll { !$0.child.isRunning }
  }

  /// What is running now, for the bar.
  private var note: String {
    let names = running.map(\.job.name).joined(separator: "; ")
    guard !failed.isEmpty else { return names }
    return [Messages.text("sweep.failures", ["count": "\(failed.count)"]), names]
      .filter { !$0.isEmpty }.joined(separator: "; ")
  }
}
