import Lessons
import Metrics
import Plotting
import Testing

struct PPOLessonTests {
  @Test func `β is drawn where it adapts, and only there`() {
    var metrics = MetricLog()
    for round in 1...3 {
      metrics.record(0.1 * Double(round), as: "objective/kl_coef", step: round)
    }
    let fixed = rewardAndKLFigure(metrics, isBetaAdaptive: false)
    let adaptive = rewardAndKLFigure(metrics, isBetaAdaptive: true)
    #expect(fixed.panels.count == 3)
    #expect(!fixed.panels.contains { $0.title.contains("β") })
    #expect(adaptive.panels.dropLast().map(\.title) == fixed.panels.map(\.title))
    #expect(adaptive.panels.last?.title.contains("β") == true)
  }
}
