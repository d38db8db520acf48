import Notebook
import Testing

struct PipelineMapTests {
  private let steps = ["transformer", "base model", "demonstrations", "rankings", "PPO", "limits"]

  @Test(arguments: 0..<6)
  func `the map of the course fits 80 columns, and marks where the learner is`(current: Int) {
    let lines = PipelineMap(steps: steps, current: current).lines(width: 80)
    #expect(lines.count == 2)
    #expect(lines.allSatisfy { $0.width <= 80 })
    #expect(lines[1].plain.contains("you are here"))
    // The arrow stands below the step.
    let arrow = lines[1].plain.firstIndex(of: "▲").map {
      lines[1].plain.distance(from: lines[1].plain.startIndex, to: $0)
    }
    let step = lines[0].plain.range(of: steps[current]).map {
      lines[0].plain.distance(from: lines[0].plain.startIndex, to: $0.lowerBound)
    }
    #expect(arrow == step.map { $0 + steps[current].count / 2 })
  }

  @Test func `where it does not fit, each step has a line`() {
    let lines = PipelineMap(steps: steps, current: 2).lines(width: 60)
    #expect(lines.count == 6)
    #expect(lines[2].plain == "▶ demonstrations  ◀ you are here")
  }
}
