import Foundation
import Plotting
import Words

/// A training as it goes on: a bar, growing curves with that of an earlier training behind them, and what the
/// model says. It is drawn in place, at most five times a second, and takes at most a twentieth of the time.
final class LiveView {
  /// The curves so far, each with its name.
  private var curves: [(name: String, points: [Double])] = []
  private var sample = ""
  private let total: Int
  /// Curves of an earlier training, by their names.
  private let ghosts: [String: [Double]]
  private let terminal: Terminal
  /// The widths of the lines that stand on the screen.
  private var widths: [Int] = []
  private var lastDrawing: ContinuousClock.Instant?
  private var spent = Duration.zero
  private let start = ContinuousClock.now

  init(total: Int, ghosts: [String: [Double]], terminal: Terminal) {
    (self.total, self.ghosts, self.terminal) = (total, ghosts, terminal)
  }

  func add(_ values: [(name: String, value: Double)], sample: String?) {
    for (index, (name, value)) in values.prefix(2).enumerated() {
      if index == curves.count { curves.append((name, [])) }
      curves[index].points.append(value)
    }
    if let sample { self.sample = sample.replacing("\n", with: " ⏎ ").printable }
  }

  /// Draws bar and curves, unless it was drawn a moment ago.
  func draw(below bar: String, hint: String?, isLast: Bool = false) {
    let now = ContinuousClock.now
    if !isLast, let lastDrawing {
      let isRecent = now - lastDrawing < .milliseconds(200)
      guard !isRecent, spent * 20 < now - start else { return }
    }
    lastDrawing = now
    erase()
    let lines = isLast ? [StyledText(bar)] : [StyledText(bar)] + picture + told(hint)
    for line in lines { terminal.message(line.rendered(colour: terminal.colour) + "\n") }
    widths = lines.map(\.plain.displayWidth)
    spent += ContinuousClock.now - now
  }

  /// Takes what was drawn away, so that something else can be written.
  func erase() {
    guard !widths.isEmpty else { return }
    // In a window that was made narrower a line takes several rows.
    let columns = max(1, terminal.columns)
    let rows = widths.reduce(0) { $0 + max(1, ($1 + columns - 1) / columns) }
    terminal.message("\u{1B}[\(rows)A\u{1B}[J")
    widths = []
  }

  private func told(_ hint: String?) -> [StyledText] {
    let width = terminal.pageWidth - 1
    return [
      sample.isEmpty ? nil : StyledText("“\(sample)”", .italic).truncated(to: width),
      hint.map { StyledText($0, .dim).truncated(to: width) },
    ].compactMap(\.self)
  }

  /// The curves, beside each other where the window is wide.
  private var picture: [StyledText] {
    let isWide = terminal.columns >= 76
    let columns = (terminal.pageWidth - 1) / (isWide && curves.count > 1 ? 2 : 1) - 2
    let parts = curves.map { curve in
      Sparkline(
        name: curve.name, points: curve.points, ghost: ghosts[curve.name] ?? [], total: total
      ).lines(columns: columns, rows: terminal.rows < 20 || !isWide ? 3 : 5)
    }
    guard isWide, parts.count == 2 else { return parts.flatMap { $0 } }
    return zip(parts[0], parts[1]).map { $0.padded(to: columns + 2) + $1 }
  }
}
