import Metrics
import Plotting
import Words

extension Comparison {
  /// A metric of all groups in one panel: a line for a run, a band over seeds for several.
  func figure(of metric: String) -> Figure {
    let series = zip(names, groups).map { name, group -> Series in
      let label = Label.verbatim(name)
      guard group.isOfSeveral else {
        let points = group.runs[0].metrics.series(metric)
        return .line(label, points, smoothing: RunGroup.smoothing(of: points.count))
      }
      let curve = group.curve(metric)
      return .band(label, x: curve.map { Double($0.step) }, y: curve.map(\.value))
    }
    let values = ["metric": metric, "lesson": "\(lesson.number)", "seeds": seedCount]
    let hasBands = groups.contains(where: \.isOfSeveral)
    return Figure(
      name: metric.replacing("/", with: "-"), title: Label("compare-figure.title", values),
      caption: Label(hasBands ? "compare-figure.bands" : "compare-figure.lines", values),
      panel: Panel(
        x: Axis("compare-figure.step"), y: Axis(.verbatim(metric)), series: series)
    ).told { Messages.text($0).map(Label.verbatim) ?? $0 }
  }

  /// Of how many seeds a group is, such as "3" or "2 to 3".
  private var seedCount: String {
    let counts = groups.map(\.runs.count)
    guard let fewest = counts.min(), let most = counts.max(), fewest < most else {
      return "\(counts[0])"
    }
    return Messages.text("compare-figure.counts", ["fewest": "\(fewest)", "most": "\(most)"])
  }
}
