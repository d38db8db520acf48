import Foundation
import Words

/// A progress bar on standard error. On a terminal it is redrawn at most ten times a second;
/// elsewhere only its last line is written.
package final class ProgressBar {
  private let title: String
  private let total: Int
  private let terminal: Terminal
  private let words: (Label) -> String
  private let didFinish: (String) -> Void
  private let start = ContinuousClock.now
  private var lastDrawing: ContinuousClock.Instant?
  private var drawnWidth = 0
  private var step = 0
  private var note = ""
  private var isFinished = false
  private var isStopped = false
  private let live: LiveView?
  /// Takes keys that are pressed while the training goes on, and says what they do; nil for none.
  private let keys: KeyHandler?

  /// What keys do while a model trains.
  package struct KeyHandler {
    package var act: (Key) -> Void
    /// What stands below the curves.
    package var hint: () -> String

    package init(act: @escaping (Key) -> Void, hint: @escaping () -> String) {
      (self.act, self.hint) = (act, hint)
    }
  }

  package init(
    title: String, total: Int, terminal: Terminal,
    words: @escaping (Label) -> String = \.text, ghosts: [String: [Double]] = [:],
    keys: KeyHandler? = nil, didFinish: @escaping (String) -> Void = { _ in }
  ) {
    self.title = title.printable
    self.total = max(1, total)
    self.terminal = terminal
    self.words = words
    self.didFinish = didFinish
    self.keys = keys
    live =
      terminal.isErrorTerminal && terminal.isInteractive && terminal.colour
      ? LiveView(total: max(1, total), ghosts: ghosts, terminal: terminal) : nil
  }

  deinit {
    // An error left the bar half drawn: what comes next starts on a line of its own.
    if drawnWidth > 0 && !isFinished { terminal.message("\n") }
  }

  /// Tells how far the work is.
  /// - Parameters:
  ///   - step: how many of `total` steps are done.
  ///   - note: what to watch, such as "loss 1.23".
  ///   - values: what is drawn as curves, each with its name.
  ///   - sample: what the model says now.
  /// - Throws: `Interrupted` or `Quit` if the learner leaves, `StoppedHere` if they stop the training.
  package func update(
    _ step: Int, _ note: Label = .none, values: [(name: Label, value: Double)] = [],
    sample: String? = nil
  ) throws {
    self.step = min(max(0, step), total)
    if !note.isEmpty { self.note = words(note).printable }
    if Interruption.isRequested { try askWhetherToStop() }
    guard terminal.isErrorTerminal else { return }
    if let live, !values.isEmpty {
      while let key = try keys.flatMap({ _ in try terminal.readKey(withinMilliseconds: 0) }) {
        keys?.act(key)
      }
      live.add(values.map { (words($0.name), $0.value) }, sample: sample)
      live.draw(
        below: line(elapsed: ContinuousClock.now - start, columns: terminal.columns),
        hint: keys?.hint())
      return
    }
    let now = ContinuousClock.now
    if let lastDrawing, now - lastDrawing < .milliseconds(100) { return }
    lastDrawing = now
    draw(line(elapsed: now - start, columns: terminal.columns))
  }

  /// Ends the bar. Call it once, when all is done.
  package func finish(_ note: Label? = nil) {
    guard !isFinished else { return }
    isFinished = true
    if !isStopped { step = total }
    if let note { self.note = words(note).printable }
    let elapsed = ContinuousClock.now - start
    live?.erase()
    draw(line(elapsed: elapsed, columns: terminal.columns))
    terminal.message("\n")
    didFinish(line(elapsed: elapsed, columns: 200))
  }

  /// Ctrl-C in a training: stop here, go on, or leave.
  private func askWhetherToStop() throws {
    guard terminal.isInteractive, Interruption.hasKeys, Interruption.isByKey else {
      return try Interruption.check()
    }
    Interruption.forget()
    live?.erase()
    terminal.message(prose: "\n" + Messages.text("live.stop") + "\n")
    while true {
      switch try terminal.readKey() {
      case .character("s"):
        isStopped = true
        throw StoppedHere()
      case .character("q"), .endOfInput: throw Quit()
      case .enter, .character("g"): return
      default: terminal.message(prose: Messages.text("live.stop") + "\n")
      }
    }
  }

  /// Spaces wipe out what a longer line left; that works on any terminal.
  private func draw(_ line: String) {
    guard terminal.isErrorTerminal else { return terminal.message(line) }
    let width = line.displayWidth
    let rest = String(repeating: " ", count: max(0, drawnWidth - width))
    terminal.message("\r\(line)\(rest)\(rest.isEmpty ? "" : "\r\(line)")")
    drawnWidth = width
  }

  /// The bar as text: everything that fits, the least important left out first.
  package func line(elapsed: Duration, columns: Int) -> String {
    let seconds =
      Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
    let rate = seconds > 0.5 && step > 0 ? Double(step) / seconds : nil
    let time =
      if isFinished {
        ProgressBar.clock(seconds)
      } else if let rate {
        Messages.text(
          "progress-bar.left", ["time": ProgressBar.clock(Double(total - step) / rate)])
      } else {
        ""
      }
    let spaces = String(repeating: " ", count: "\(total)".count - "\(step)".count)
    let count = "\(spaces)\(step)/\(total)"
    let speed = rate.map { $0 < 10 ? String(format: "%.1f/s", $0) : String(format: "%.0f/s", $0) }
    let candidates = [
      [bar(20), count, note, speed ?? "", time], [bar(20), count, note, time],
      [bar(10), count, note, time], [count, note, time], [count, note],
    ]
    let heading = StyledText(title).padded(to: 9).plain
    let lines = candidates.map { parts in
      ([heading] + parts.filter { !$0.isEmpty }).joined(separator: "  ")
    }
    // The last column stays free: a line that fills it would wrap.
    let fitting = lines.first { $0.displayWidth < columns } ?? lines[lines.count - 1]
    return StyledText(fitting).truncated(to: columns - 1).plain
  }

  private func bar(_ width: Int) -> String {
    let filled = step * width / total
    return String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
  }

  /// Minutes and seconds: `1:05`.
  static func clock(_ seconds: Double) -> String {
    let whole = Int(min(max(0, seconds), 359_999).rounded())
    return whole < 3600
      ? String(format: "%d:%02d", whole / 60, whole % 60)
      : String(format: "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
  }
}

/// The learner ends a training early, and wants to go on with what was learned.
package struct StoppedHere: Error, Sendable {
  package init() {}
}
