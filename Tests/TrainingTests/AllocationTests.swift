import Models
import Randomness
import Tensors
import TestSupport
import Testing
import Training

/// A training step finds all its memory where the step before left it.
@Suite struct AllocationTests {
  @Test func `the counter sees what Swift allocates`() {
    final class Box {
      var number = 1
    }
    var kept: [Any] = []
    kept.reserveCapacity(10)
    var numbers = [1, 2, 3]
    numbers.reserveCapacity(3)
    #expect(AllocationCount.of { numbers[1] += 1 } == 0)
    #expect(AllocationCount.of { numbers.append(4) } == 1)
    #expect(AllocationCount.of { kept.append(Box()) } == 1)
    #expect(AllocationCount.of { kept.append(Array(0..<numbers.count)) } == 1)
  }

  @Test func `the counter sees every thread of some workers`() {
    let workers = Workers(threads: 3)
    let count = AllocationCount()
    count.start(for: workers)
    onEachThread(of: workers) {
      UnsafeMutablePointer<Int>.allocate(capacity: 100).deallocate()
    }
    count.stop(for: workers)
    #expect(count.value >= 3)
  }

  /// Sequences of 2 to 14 tokens.
  private func makeSequences(isCausal: Bool) -> [LabeledSequence] {
    var random = RandomSource(seed: 5)
    let masking = Masking(share: 0.3, mask: 1, ordinaryTokens: 2..<12)
    return (0..<80).map { index in
      let tokens = (0..<2 + index % 13).map { _ in Int32(2 + random.below(10)) }
      return isCausal ? .nextToken(tokens + [0]) : .masked(tokens, by: masking, using: &random)
    }
  }

  @Test(arguments: [1, 2], [true, false])
  func `a steady training step allocates nothing`(threads: Int, isCausal: Bool) throws {
    var options = LanguageModelTrainingOptions(epochs: 2, batchSize: 4, learningRate: 0.01)
    options.isCausal = isCausal
    let workers = Workers(threads: threads)
    let model = makeTinyModel(layers: 2)
    var random = RandomSource(seed: 3)
    let count = AllocationCount()
    var counted: Int?
    try model.train(
      on: makeSequences(isCausal: isCausal), options: options, workers: workers, using: &random
    ) { report in
      // An epoch is 20 steps; its start allocates, as it shuffles the sequences.
      counted = count.between(21, 40, at: report.step, of: workers) ?? counted
    }
    #expect(try #require(counted) == 0, "allocations in 19 steps")
  }
}
