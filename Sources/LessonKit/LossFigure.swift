import Metrics
import Plotting

/// The loss of a training, on what it reads and on what it does not.
///
/// - Parameter smoothing: the decay of the moving average, such as 0.9.
package func lossFigure(_ name: String, _ metrics: MetricLog, smoothing: Double) -> Figure {
  Figure(
    name: name,
    panel: Panel(
      x: Axis("step"), y: Axis("loss"),
      series: [
        .line("training", metrics.series("loss"), smoothing: smoothing),
        .line("validation", metrics.series("eval_loss")),
      ]))
}
