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

  @Test func `a shape is described by its axes`() {
    #expect([Shape(4), Shape(2, 3)].map(\.axes) == [[4], [2, 3]])
    #expect("\(Shape(2, 3))" == "[2, 3]")
    #expect(Shape(4) != Shape(4, 1))
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
