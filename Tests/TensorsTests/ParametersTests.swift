import Tensors
import TestSupport
import Testing

@Suite struct ParametersTests {
  private static func makeModel(width: Int, hasHead: Bool = false) -> Parameters {
    var layout = ParameterLayout()
    _ = layout.add("tokens", Shape(3, width))
    layout.scope("blocks") { layout in
      for block in 0..<2 {
        layout.scope("\(block)") { layout in
          _ = layout.add("weight", Shape(width, 2))
          _ = layout.add("bias", Shape(2))
        }
      }
    }
    if hasHead { _ = layout.add("head", Shape(width)) }
    return Parameters(layout)
  }

  @Test func `names are paths, and parameters lie end to end`() {
    let model = Self.makeModel(width: 4, hasHead: true)
    #expect(
      model.layout.map(\.name) == [
        "tokens", "blocks.0.weight", "blocks.0.bias", "blocks.1.weight", "blocks.1.bias", "head",
      ])
    #expect(model.layout.map(\.offset) == [0, 12, 20, 22, 30, 32])
    #expect(model.count == 36)
    #expect(model.values == Array(repeating: 0, count: 36))
  }

  @Test func `many numbers, which lie in larger pages, are zero, are copied and are given back`() {
    for _ in 0..<20 {
      let model = Self.makeModel(width: 300_000)
      #expect(model.count > 2_000_000)
      #expect(model.values.allSatisfy { $0 == 0 })
      model.fill(with: 3)
      let copy = model.copy()
      model.fill(with: 4)
      #expect(copy.values.allSatisfy { $0 == 3 })
    }
  }

  @Test func `a parameter is a view of the one buffer`() throws {
    let model = Self.makeModel(width: 4)
    model.fill(try #require(model.layout.last), with: 7)
    #expect(model.values.suffix(3) == [0, 7, 7])
    #expect(model["blocks.1.bias"]?.values == [7, 7])
    #expect(model["blocks.2.bias"] == nil)
  }

  @Test func `numbers are set one by one, by the parameter, or all at once`() throws {
    let model = Self.makeModel(width: 4)
    model.fill(with: 5)
    model.set(try #require(model.layout.last), to: [1, 2])
    model[30] += 3
    #expect(model.values == Array(repeating: 5, count: 30) + [4, 2])
    #expect(model[31] == 2)
    let tokens = try #require(model["tokens"])
    model[5] = 7
    #expect(tokens[1, 1] == 7)
    #expect(tokens[5] == 7)
    #expect(tokens.values(row: 1) == [5, 7, 5, 5])
  }

  @Test func `a copy is independent`() {
    let model = Self.makeModel(width: 4)
    model.fill(model.layout[0], with: 1)
    let copy = model.copy()
    #expect(copy.values == model.values)
    #expect(copy.layout == model.layout)
    model.fill(model.layout[0], with: 2)
    copy.fill(copy.layout[1], with: 3)
    #expect(copy["tokens"]?.values == Array(repeating: 1, count: 12))
    #expect(model["blocks.0.weight"]?.values == Array(repeating: 0, count: 8))
  }

  @Test func `copyShared takes what has the same name and shape, and leaves the rest`() {
    let source = Self.makeModel(width: 4)
    for parameter in source.layout { source.fill(parameter, with: 1) }
    let withHead = Self.makeModel(width: 4, hasHead: true)
    withHead.copyShared(from: source)
    #expect(withHead.values == Array(repeating: 1, count: 32) + [0, 0, 0, 0])

    let wider = Self.makeModel(width: 5)
    wider.copyShared(from: source)
    #expect(wider["tokens"]?.values.allSatisfy { $0 == 0 } == true, "[3, 4] is not [3, 5]")
    #expect(wider["blocks.0.weight"]?.values.allSatisfy { $0 == 0 } == true)
    #expect(wider["blocks.0.bias"]?.values == [1, 1])
  }

  @Test func `random weights repeat, and have the deviation asked for`() {
    let first = makeParameters(["weight": Shape(100, 100)], deviation: 0.02, seed: 3)
    let second = makeParameters(["weight": Shape(100, 100)], deviation: 0.02, seed: 3)
    let other = makeParameters(["weight": Shape(100, 100)], deviation: 0.02, seed: 4)
    #expect(first.values == second.values)
    #expect(first.values != other.values)
    // 10 000 draws: the mean is within 4 of its deviations, 0.02 / 100.
    let mean = first.values.reduce(0) { $0 + Double($1) } / 1e4
    #expect(abs(mean) < 8e-4)
    let variance = first.values.reduce(0) { $0 + Double($1 * $1) } / 1e4
    expectClose(variance.squareRoot(), 0.02, relative: 0.03)
  }
}
