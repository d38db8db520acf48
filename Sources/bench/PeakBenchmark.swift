import Tensors

/// GFLOP/s of multiply-adds in registers, one loop on each thread at a time: what the processor can do.
func measurePeak(workers: Workers) -> Measurement {
  // Something that the compiler cannot know.
  let factor = Float(0.5 + 1e-9 * now())
  func run(_ count: Int) -> (seconds: Double, operations: Double) {
    let start = now()
    let results = workers.map(workers.threads) { _ in
      multiplyAndAdd(count, factor: factor, term: 1)
    }
    let seconds = now() - start
    guard results.allSatisfy({ $0.sum.isFinite }) else { fatalError("a sum is not finite") }
    return (seconds, results.reduce(0) { $0 + $1.operations })
  }
  // The first run also starts the threads.
  _ = run(1_000_000)
  let count = max(1, Int(0.02 / run(1_000_000).seconds * 1_000_000))
  let rates = (0..<7).map { _ in
    let (seconds, operations) = run(count)
    return operations / seconds / 1e9
  }
  return Measurement(
    "peak", threads: workers.threads, unit: "GFLOP/s", values: rates,
    what: "multiply-adds in registers"
  ) { $0 }
}
