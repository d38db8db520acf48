import LessonKit
import TestSupport
import Testing
import ToyTransformer

@Suite struct ToyTransformerTests {
  private let course: Course
  private let model: LanguageModel
  private let ids: [Int32] = [0, 7, 300, 42, 7]

  init() throws {
    course = try makeTinyCourse(["base.layers": "2"])
    var random = course.random("model")
    // Wider than a new model's weights, so that guesses differ.
    model = LanguageModel(
      TransformerConfiguration(
        vocabularySize: 400, width: 16, layers: 2, heads: 2, contextLength: 16,
        initialDeviation: 0.3), using: &random)
  }

  @Test(arguments: [true, false])
  func `its logits are those of the model`(isCausal: Bool) {
    let pass = ForwardPass(model, reading: ids, isCausal: isCausal)
    let expected = withTape(model.parameters) { tape in
      model(TokenBatch([ids], on: tape), isCausal: isCausal).value.values
    }
    #expect(pass.logits.count == ids.count)
    #expect(largestDifference(pass.logits.joined(), expected) == 0)
  }

  @Test func `it keeps the stream after each step, and every shape`() {
    let pass = ForwardPass(model, reading: ids)
    #expect(
      pass.streams.map(\.name)
        == ["embedding", "attention 1", "MLP 1", "attention 2", "MLP 2"])
    for stream in pass.streams {
      #expect(stream.rows.map(\.count) == Array(repeating: 16, count: ids.count))
    }
    let shapes = Dictionary(uniqueKeysWithValues: pass.shapes.map { ($0.step, $0.shape) })
    #expect(shapes["queries, keys, values 2"] == Shape(5, 48))
    #expect(shapes["inside of MLP 1"] == Shape(5, 64))
    #expect(shapes["logits"] == Shape(5, 400))
  }

  @Test func `each row of attention sums to one and ends at the token itself`() {
    let pass = ForwardPass(model, reading: ids)
    #expect(pass.attention.count == 2 && pass.attention[0].count == 2)
    for rows in pass.attention.joined() {
      for (query, row) in rows.enumerated() {
        #expect(abs(row.reduce(0, +) - 1) < 1e-5)
        #expect(row[(query + 1)...].allSatisfy { $0 == 0 })
      }
    }
  }

  @Test func `a later token moves earlier guesses only without a mask`() {
    var other = ids
    other[3] = 99
    for isCausal in [true, false] {
      let before = ForwardPass(model, reading: ids, isCausal: isCausal).logits
      let after = ForwardPass(model, reading: other, isCausal: isCausal).logits
      let moved = largestDifference(before[..<3].joined(), after[..<3].joined())
      #expect((moved == 0) == isCausal)
      #expect(largestDifference(before[3], after[3]) > 0)
    }
  }

  /// e² = 7.389: at T = 0.5 the logits 1 and 0 are 2 apart.
  @Test func `softmax divides the logits by the temperature`() {
    let cold = softmax([1, 0], temperature: 0.5)
    #expect(abs(cold[0] / cold[1] - 7.389) < 1e-3)
    #expect(abs(cold[0] + cold[1] - 1) < 1e-12)
    #expect(softmax([1000, 1000]) == [0.5, 0.5])
  }

  @Test func `backpropagation agrees with differences at weights of every parameter`() {
    let comparisons = course.gradientCheck(
      of: model, on: .nextToken(ids), step: 0.01, countPerParameter: 2)
    #expect(Set(comparisons.map(\.parameter)).count == model.parameters.layout.count)
    #expect(comparisons[0].relativeError < 0.05)
    #expect(comparisons.contains { abs($0.analytic) > 0.001 })
  }

  @Test func `a sentence that leaves no room for an answer is told with its length`() throws {
    #expect(course.lengthProblem(of: course.openingSentence) == nil)
    let long = String(repeating: "ÿ", count: 60)
    let count = course.tokenizer.opening(long).count
    let problem = try #require(course.lengthProblem(of: long))
    #expect(problem.key == "too-long" && problem.values["tokens"] == "\(count)")
  }
}
