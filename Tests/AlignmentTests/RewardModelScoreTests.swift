import Alignment
import Models
import Tensors
import TestSupport
import Testing

@Suite struct RewardModelScoreTests {
  private let workers = Workers(threads: 2)

  @Test func `a score is read at the last token, of each sequence alone`() {
    // More than two chunks of 64, of any lengths.
    let model = makeTinyScalarModel(deviation: 0.3)
    let sequences = makePrompts(150)
    let scores = model.scores(sequences, workers: workers)
    let alone = sequences.map { sequence in
      withTape(model.parameters) {
        model(TokenBatch([sequence], on: $0)).value.values.last ?? .nan
      }
    }
    expectClose(scores, alone)
    for threads in [1, 4] {
      #expect(model.scores(sequences, workers: Workers(threads: threads)) == scores)
    }
    #expect(model.scores([], workers: workers).isEmpty)
  }

  @Test func `normalized scores have mean 0 and standard deviation 1`() {
    let model = makeTinyScalarModel(deviation: 0.3)
    let sequences = makePrompts(80)
    model.normalize(by: model.scores(sequences, workers: workers))
    let scores = model.scores(sequences, workers: workers).map(Double.init)
    let mean = scores.reduce(0, +) / 80
    let variance = scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 79
    #expect(abs(mean) < 1e-5)
    expectClose(variance, 1, relative: 1e-4)
  }

  @Test func `a worked case`() {
    // Scores 1 and 3: mean 2, deviation √2. Another sample's score r becomes (r − 2) / √2.
    let model = makeTinyScalarModel(deviation: 0.3)
    let before = model.scores(makePrompts(5), workers: workers)
    model.normalize(by: [1, 3])
    expectClose(
      model.scores(makePrompts(5), workers: workers).map(Double.init),
      before.map { (Double($0) - 2) / 1.41421356 })
  }

  @Test func `equal scores are only shifted, and one is no sample`() {
    let model = makeTinyScalarModel(deviation: 0.3)
    let before = model.scores(makePrompts(5), workers: workers)
    model.normalize(by: [0.5])
    model.normalize(by: [])
    #expect(model.scores(makePrompts(5), workers: workers) == before)
    model.normalize(by: [0.5, 0.5, 0.5])
    expectClose(model.scores(makePrompts(5), workers: workers), before.map { $0 - 0.5 })
  }
}
