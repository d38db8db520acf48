import Tensors
import Testing

@Suite struct ShapeTests {
  @Test func `a shape knows its rows, columns and elements`() {
    let matrix = Shape(3, 5)
    #expect([matrix.rank, matrix.rows, matrix.columns, matrix.count] == [2, 3, 5, 15])
    let vector = Shape(4)
    #expect([vector.rank, vector.rows, vector.columns, vector.count] == [1, 4, 1, 4])
    #expect(Shape(0, 5).count == 0)
  }

  @Test(arguments: [[4], [2, 3], [2, 3, 4], [2, 3, 4, 5], [0]])
  func `a shape is read from its axes and described by them`(axes: [Int]) throws {
    let shape = try #require(Shape(axes: axes))
    #expect(shape.axes == axes)
    #expect(shape.count == axes.reduce(1, *))
    #expect(shape.columns == axes.dropFirst().reduce(1, *))
    #expect(shape.description == "\(axes)")
  }

  @Test(arguments: [[], [1, 2, 3, 4, 5], [3, -1]])
  func `axes that are no shape are refused`(axes: [Int]) {
    #expect(Shape(axes: axes) == nil)
  }

  @Test func `shapes of another rank are not equal`() {
    #expect(Shape(4) != Shape(4, 1))
    #expect(Shape(axes: [2, 3]) == Shape(2, 3))
  }

  @Test func `sequences lie end to end`() {
    let tape = makePlainTape()
    let layout = SequenceLayout(lengths: [3, 1, 5], on: tape)
    #expect(Array(layout.starts) == [0, 3, 4])
    #expect(layout.rows == 9)
    #expect(layout.count == 3)
    #expect(SequenceLayout(lengths: [], on: tape).rows == 0)
  }
}
