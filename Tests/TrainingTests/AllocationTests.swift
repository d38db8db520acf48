import CAllocationCounter
import Glibc
import Models
import Randomness
import Synchronization
import Tensors
import Testing
import Training

/// A training step finds all its memory where the step before left it.
@Suite struct AllocationTests {
  /// Counts allocations on the heap, of some threads only: other tests run at the same time.
  private final class AllocationCount {
    let pointer = UnsafeMutablePointer<Int>.allocate(capacity: 1)

    init() { pointer.initialize(to: 0) }

    deinit { pointer.deallocate() }

    var value: Int { pointer.pointee }

    /// Counts what all threads of `workers` allocate, the calling one among them.
    func start(for workers: Workers) {
      nonisolated(unsafe) let pointer = pointer
      onEachThread(of: workers) { count_allocations_of_this_thread(pointer) }
    }

    func stop(for workers: Workers) {
      onEachThread(of: workers) { count_allocations_of_this_thread(nil) }
    }
  }

  private func allocations(of body: () -> Void) -> Int {
    let count = AllocationCount()
    count_allocations_of_this_thread(count.pointer)
    body()
    count_allocations_of_this_thread(nil)
    return count.value
  }

  @Test func `the counter sees what Swift allocates`() {
    final class Box {
      var number = 1
    }
    var kept: [Any] = []
    kept.reserveCapacity(10)
    var numbers = [1, 2, 3]
    #expect(allocations { numbers[1] += 1 } == 0)
    #expect(allocations { numbers.append(4) } == 1)
    #expect(allocations { kept.append(Box()) } == 1)
    #expect(allocations { kept.append(Array(0..<numbers.count)) } == 1)
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
    var (before, after) = (-1, -1)
    try model.train(
      on: makeSequences(isCausal: isCausal), options: options, workers: workers, using: &random
    ) { report in
      // An epoch is 20 steps; its start allocates, as it shuffles the sequences.
      switch report.step {
      case 21:
        count.start(for: workers)
        before = count.value
      case 40:
        after = count.value
        count.stop(for: workers)
      default: break
      }
    }
    #expect(before >= 0 && after >= 0)
    #expect(after - before == 0, "allocations in 19 steps")
  }
}

/// Calls `body` once on each thread of `workers`.
private func onEachThread(of workers: Workers, _ body: @escaping @Sendable () -> Void) {
  let arrived = Atomic<Int>(0)
  // Each call waits for the others, so that each has a thread of its own.
  workers.forEach(workers.threads) { _ in
    arrived.add(1, ordering: .sequentiallyConsistent)
    while arrived.load(ordering: .sequentiallyConsistent) < workers.threads { sched_yield() }
    body()
  }
}
