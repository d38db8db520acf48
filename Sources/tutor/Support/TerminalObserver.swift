import Course
import Foundation
import Metrics
import Notebook
import Words

/// Shows on a terminal how stages are getting on.
struct TerminalObserver: StageObserver {
  let terminal: Terminal
  /// Gives a stage's title its words.
  let words: (Label) -> String
  /// Whether a lesson is gone through again, silently.
  var isQuiet: () -> Bool = { false }
  /// Is told the title of a training that ended early.
  var didStopEarly: (String) -> Void = { _ in }
  /// Is told what must have been so at a training's start, and a remark on a training that failed.
  var didJudge: (_ judgement: TrainingJudgement, _ remark: String?) -> Void = { _, _ in }
  /// Which checks were told; those of a second reward model are the same.
  private let told = ToldChecks()
  /// Where progress also goes into a transcript.
  let makeProgress: (_ title: Label, _ total: Int) -> ProgressBar

  init(
    terminal: Terminal, words: @escaping (Label) -> String,
    isQuiet: @escaping () -> Bool = { false },
    makeProgress: @escaping (_ title: Label, _ total: Int) -> ProgressBar
  ) {
    (self.terminal, self.words, self.isQuiet) = (terminal, words, isQuiet)
    self.makeProgress = makeProgress
  }

  /// The same, which does not mention what was trained before.
  var quiet: TerminalObserver {
    var quiet = self
    quiet.isQuiet = { true }
    return quiet
  }

  private struct Bar: StageProgress {
    let bar: ProgressBar
    func update(_ step: Int, _ note: Label, _ moment: Moment) throws {
      do {
        try bar.update(step, note, values: moment.values, sample: moment.sample)
      } catch is StoppedHere {
        throw StopTraining()
      }
    }
    func finish(_ note: Label) { bar.finish(note) }
  }

  func begin(_ title: Label, total: Int) -> any StageProgress {
    Bar(bar: makeProgress(title, total))
  }

  func replay(_ title: Label, seconds: Double, metrics: MetricLog) throws -> Bool {
    guard !isQuiet() else { return true }
    let seconds = max(0.1, seconds)
    let took = Label("took", ["seconds": seconds.formatted(places: 1)])
    guard terminal.isInteractive, terminal.isErrorTerminal else {
      terminal.message(
        prose: Messages.text("progress.recorded", ["title": words(title), "took": words(took)])
          + "\n")
      return true
    }
    // A tenth of the time that it took, and a second at most.
    let frames = min(8, max(1, Int(bounded: seconds.rounded(.up))))
    return try play(title, took, curve(of: metrics), frames: frames)
  }

  /// Runs the recorded curve past the learner, who may have it trained again.
  ///
  /// - Returns: false if the learner pressed `r`.
  private func play(
    _ title: Label, _ took: Label, _ curve: [Label], frames: Int
  ) throws -> Bool {
    let bar = makeProgress(title, frames)
    for frame in 1...frames {
      let place = curve.isEmpty ? nil : curve[(curve.count - 1) * frame / frames]
      try bar.update(
        frame, .verbatim(Messages.text("progress.replayed", ["note": words(place ?? took)])))
      if try terminal.readKey(withinMilliseconds: 100) == .character("r") {
        bar.finish("again")
        return false
      }
    }
    bar.finish(took)
    return true
  }

  /// What was watched while it was trained.
  private func curve(of metrics: MetricLog) -> [Label] {
    for (name, label) in [("objective/scores", "score"), ("loss", "loss")] {
      let series = metrics.series(name)
      if !series.isEmpty {
        return series.map { Label(label, [label: $0.value.formatted(places: 2)]) }
      }
    }
    return []
  }

  func resume(_ title: Label, seconds: Double) {
    guard !isQuiet() else { return }
    let values = ["title": words(title), "seconds": seconds.formatted(places: 1)]
    terminal.message(prose: Messages.text("progress.resumed", values) + "\n")
  }

  func judge(_ title: Label, _ judgement: TrainingJudgement) {
    let title = words(title)
    let remark = judgement.remark(title)
    if remark == nil, let line = judgement.line(title), judgement.isNew, !isQuiet(),
      told.insert(judgement.checks.map(\.name))
    {
      terminal.message(prose: line + "\n")
    }
    didJudge(judgement, remark)
  }

  func didStop(_ title: Label) { didStopEarly(words(title)) }

  func warn(_ message: String) {
    terminal.message(prose: Messages.text("report.note", ["note": message]) + "\n")
  }
}

/// Shows training on a terminal, but does not mention what has been trained before: for commands that
/// print one thing.
struct QuietObserver: StageObserver {
  private let observer: TerminalObserver

  init(terminal: Terminal) {
    let words = { (label: Label) in
      Messages.text(Label("progress.\(label.key)", label.values)) ?? label.text
    }
    observer = TerminalObserver(terminal: terminal, words: words) { title, total in
      ProgressBar(title: words(title), total: total, terminal: terminal, words: words)
    }
  }

  func begin(_ title: Label, total: Int) -> any StageProgress {
    observer.begin(title, total: total)
  }

  func replay(_ title: Label, seconds: Double, metrics: MetricLog) -> Bool { true }

  func resume(_ title: Label, seconds: Double) { observer.resume(title, seconds: seconds) }

  func warn(_ message: String) { observer.warn(message) }

  func judge(_ title: Label, _ judgement: TrainingJudgement) {
    guard judgement.isNew, let remark = judgement.remark(observer.words(title)) else { return }
    observer.warn(remark + ".")
  }

  func didStop(_ title: Label) {}
}

/// The checks that were told, by their names.
private final class ToldChecks {
  private var told: Set<[String]> = []

  /// - Returns: whether they were not told before.
  func insert(_ names: [String]) -> Bool { told.insert(names).inserted }
}
