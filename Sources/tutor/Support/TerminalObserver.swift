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
    let seconds = max(0.1, seconds)
    let note = "took \(seconds.formatted(places: 1)) s"
    guard terminal.isInteractive, terminal.isErrorTerminal else {
      terminal.message(prose: "\(title): trained earlier, \(note) (--fresh trains again)\n")
      return true
    }
    // A tenth of the time that it took, and a second at most.
    let frames = min(8, max(1, Int(seconds.rounded(.up))))
    return try play(title, note, curve(of: metrics), frames: frames)
  }

  /// Runs the recorded curve past the learner, who may have it trained again.
  ///
  /// - Returns: false if the learner pressed `t`.
  private func play(
    _ title: String, _ note: String, _ curve: [String], frames: Int
  ) throws -> Bool {
    let bar = makeProgress("\(title) (recorded; t trains again)", frames)
    for frame in 1...frames {
      let place = curve.isEmpty ? nil : curve[(curve.count - 1) * frame / frames]
      try bar.update(frame, place ?? note)
      if try terminal.readKey(withinMilliseconds: 100) == .character("t") {
        bar.finish("training again")
        return false
      }
    }
    bar.finish(note)
    return true
  }

  /// What was watched while it was trained.
  private func curve(of metrics: MetricLog) -> [String] {
    for (name, label) in [("objective/scores", "score"), ("loss", "loss")] {
      let series = metrics.series(name)
      if !series.isEmpty { return series.map { "\(label) \($0.value.formatted(places: 2))" } }
    }
    return []
  }

  func warn(_ message: String) { terminal.message(prose: "Note: \(message)\n") }
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
