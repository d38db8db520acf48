import Metrics
import Plotting
import Testing

struct FigureTests {
  private func figure(_ series: [Series]) -> Figure {
    Figure(
      name: "f", panel: Panel(x: Axis(.verbatim("x")), y: Axis(.verbatim("y")), series: series))
  }

  @Test func `a training of which no step is known has nothing to draw`() {
    let (empty, end) = (
      Series.line(.none, x: [], y: []), Series.line(.none, x: [0], y: [0.4])
    )
    #expect(figure([empty]).isOfNoSteps)
    #expect(figure([empty, end, .curve(.none, x: [1, 2], y: [3, 3])]).isOfNoSteps)
    #expect(!figure([empty, .line(.none, x: [0, 1], y: [0.4, 0.3])]).isOfNoSteps)
  }

  @Test func `a figure without such lines is drawn, whatever it shows`() {
    #expect(!figure([.points(.none, x: [0], y: [Estimate(1)])]).isOfNoSteps)
  }
}
