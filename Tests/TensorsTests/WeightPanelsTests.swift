import Synchronization
import Tensors
import TestSupport
import Testing

@Suite struct WeightPanelsTests {
  /// Whole panels, edges to the right, and more rows than a panel has.
  private static let shapes = [
    Shape(16, 32), Shape(8, 24), Shape(300, 75), Shape(129, 5), Shape(128, 96),
  ]

  /// What rows are mapped to by a linear layer and by an embedding table, with panels or without.
  private func results(_ shape: Shape, rows: Int, _ panels: (Parameters) -> WeightPanels?)
    -> [[Float]]
  {
    let parameters = makeParameters([
      "weight": shape, "bias": Shape(shape.columns), "table": Shape(shape.columns, shape.rows),
      "rows": Shape(rows, shape.rows),
    ])
    return withTape(parameters, panels: panels(parameters)) { tape in
      (0..<2).flatMap { _ in
        let input = tape.variable(tape.parameter("rows"))
        let mapped = input.linear(
          weight: tape.parameter("weight"), bias: tape.parameter("bias"))
        let logits = input.logits(table: tape.parameter("table"), temperature: 0.5)
        defer { tape.reset() }
        return [mapped.value.values, logits.value.values]
      }
    }
  }

  @Test(arguments: shapes, [1, 13, 32])
  func `products have the same bits with panels as without`(shape: Shape, rows: Int) {
    #expect(
      results(shape, rows: rows, WeightPanels.init) == results(shape, rows: rows) { _ in nil })
  }

  @Test func `several workers may ask for the same panels at once`() {
    let parameters = makeParameters([
      "weight": Shape(70, 90), "bias": Shape(90), "rows": Shape(3, 70),
    ])
    @Sendable func mapped(_ panels: WeightPanels?) -> [Float] {
      withTape(parameters, panels: panels) { tape in
        tape.variable(tape.parameter("rows"))
          .linear(weight: tape.parameter("weight"), bias: tape.parameter("bias")).value.values
      }
    }
    let expected = mapped(nil)
    let workers = Workers(threads: 4)
    for _ in 0..<50 {
      let panels = WeightPanels(parameters)
      let all = Mutex<[[Float]]>([])
      workers.forEach(8) { _ in
        let result = mapped(panels)
        all.withLock { $0.append(result) }
      }
      #expect(all.withLock { $0 } == Array(repeating: expected, count: 8))
    }
  }
}
