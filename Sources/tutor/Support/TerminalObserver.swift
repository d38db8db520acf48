import Course
import Foundation
import Metrics
import Notebook

/// Shows on a terminal how stages are getting on.
struct TerminalObserver: StageObserver {
  let terminal: Terminal
  /// Where progress also goes into a transcript.
  let makeProgress: (_ title: String, _ total: Int) -> ProgressBar

  private struct Bar: StageProgress {
    let bar: ProgressBar
    func update(_ step: Int, _ note: String) throws { try bar.update(step, note) }
    func finish(_ note: String) { bar.finish(note) }
  }

  func begin(_ title: String, total: Int) -> any StageProgress {
    Bar(bar: makeProgress(title, total))
  }

  func replay(_ title: String, seconds: Double, metrics: MetricLog) throws -> Bool {
    terminal.message(
      "\(title): recorded, trained earlier in \(seconds.formatted(places: 1)) s"
        + " (--fresh trains again)\n")
    return true
  }

  func warn(_ message: String) { terminal.message("Note: \(message)\n") }
}

/// Shows training on a terminal, but does not mention what has been trained before: for commands that
/// print one thing.
struct QuietObserver: StageObserver {
  private let observer: TerminalObserver

  init(terminal: Terminal) {
    observer = TerminalObserver(terminal: terminal) { title, total in
      ProgressBar(title: title, total: total, terminal: terminal)
    }
  }

  func begin(_ title: String, total: Int) -> any StageProgress {
    observer.begin(title, total: total)
  }

  func replay(_ title: String, seconds: Double, metrics: MetricLog) -> Bool { true }

  func warn(_ message: String) { observer.warn(message) }
}
