import Glibc
import Synchronization
import Tensors
import Testing

/// One at a time: they measure time, and would take the processors from each other.
@Suite(.serialized, .timeLimit(.minutes(1))) struct WorkersTests {
  /// Whether each index below `count` is visited once and no other is.
  private func visitsEachOnce(_ workers: Workers, count: Int, round: Int = 1) -> Bool {
    let visits = Mutex([Int](repeating: 0, count: count))
    workers.forEach(count) { index in visits.withLock { $0[index] += round } }
    return visits.withLock { $0.allSatisfy { $0 == round } }
  }

  @Test(arguments: [1, 2, 3, 4, 8])
  func `each index is visited once, for any number of threads and indices`(threads: Int) {
    let workers = Workers(threads: threads)
    #expect(workers.threads == threads)
    for round in 1...50 {
      for count in [0, 1, 2, 3, 7, 64, 1000] {
        #expect(visitsEachOnce(workers, count: count, round: round))
      }
    }
  }

  @Test(arguments: [0, -1]) func `there is at least one thread`(threads: Int) {
    let workers = Workers(threads: threads)
    #expect(workers.threads == 1)
    #expect(visitsEachOnce(workers, count: 5))
  }

  @Test func `by default there is a thread for each processor`() {
    #expect(Workers().threads == Workers.processors)
    #expect(Workers.processors >= 1)
  }

  @Test(arguments: [2, 3]) func `twenty thousand tiny rounds end`(threads: Int) {
    let workers = Workers(threads: threads)
    let calls = Atomic<Int>(0)
    for _ in 0..<20_000 {
      workers.forEach(4) { _ in calls.add(1, ordering: .relaxed) }
    }
    #expect(calls.load(ordering: .relaxed) == 80_000)
  }

  @Test func `threads that fell asleep wake for the next round`() {
    let workers = Workers(threads: 3)
    for round in 1...20 {
      usleep(3000)  // far longer than the threads spin
      #expect(visitsEachOnce(workers, count: 6, round: round))
    }
  }

  @Test func `several threads work at the same time`() {
    let workers = Workers(threads: 2)
    let arrived = Atomic<Int>(0)
    // Each call waits for the other: on one thread this would never end.
    workers.forEach(2) { _ in
      arrived.add(1, ordering: .sequentiallyConsistent)
      while arrived.load(ordering: .sequentiallyConsistent) < 2 { sched_yield() }
    }
    #expect(arrived.load(ordering: .relaxed) == 2)
  }

  @Test(arguments: [1, 2, 3]) func `a job within a job is done, on any thread`(threads: Int) {
    let workers = Workers(threads: threads)
    for _ in 0..<200 {
      let visits = Mutex([Int](repeating: 0, count: 6 * 5))
      workers.forEach(6) { outer in
        workers.forEach(5) { inner in visits.withLock { $0[5 * outer + inner] += 1 } }
      }
      #expect(visits.withLock { $0.allSatisfy { $0 == 1 } })
    }
  }

  @Test func `a second thread need not wait until the job of the first has ended`() {
    let workers = Workers(threads: 3)
    let hasBegun = Atomic<Bool>(false)
    let isDone = Atomic<Bool>(false)
    let isRight = Atomic<Bool>(false)
    Workers(threads: 2).forEach(2) { caller in
      if caller == 0 {
        workers.forEach(3) { _ in
          hasBegun.store(true, ordering: .releasing)
          while !isDone.load(ordering: .acquiring) { sched_yield() }
        }
      } else {
        while !hasBegun.load(ordering: .acquiring) { sched_yield() }
        isRight.store(visitsEachOnce(workers, count: 5), ordering: .relaxed)
        isDone.store(true, ordering: .releasing)
      }
    }
    #expect(isRight.load(ordering: .relaxed) == true)
  }

  @Test(arguments: [2, 3]) func `threads that call at once do not disturb each other`(
    threads: Int
  ) {
    let workers = Workers(threads: threads)
    let right = Atomic<Int>(0)
    Workers(threads: 2).forEach(2) { caller in
      for count in 0..<3000 where visitsEachOnce(workers, count: 2 + (count + caller) % 7) {
        right.add(1, ordering: .relaxed)
      }
    }
    #expect(right.load(ordering: .relaxed) == 6000)
  }

  @Test(arguments: [1, 2, 3]) func `results stand in the order of their indices`(threads: Int) {
    let workers = Workers(threads: threads)
    for count in [0, 1, 2, 100] {
      // Texts, which are not plain memory; the later ones are made first.
      let texts = workers.map(count) { index in
        if index < 5 { usleep(100) }
        return String(repeating: "\(index) ", count: 10)
      }
      #expect(texts == (0..<count).map { String(repeating: "\($0) ", count: 10) })
    }
  }

  @Test func `workers that are let go of leave no thread behind`() {
    let before = threadsOfProcess()
    for _ in 0..<50 {
      #expect(visitsEachOnce(Workers(threads: 3), count: 5))
    }
    #expect(threadsOfProcess() < before + 50)
  }

  /// Four shards of a batch, each with a tape of its own; their gradients summed in order.
  private func gradientOfShards(threads: Int) -> [Float] {
    let parameters = makeParameters([
      "x": Shape(32, 48), "weight": Shape(48, 40), "bias": Shape(40),
    ])
    // Each index has a shard to itself.
    nonisolated(unsafe) let shards = (0..<4).map { _ in
      let gradients = makeGradients(for: parameters)
      return (tape: Tape(parameters, gradients: gradients), gradients: gradients)
    }
    let workers = Workers(threads: threads)
    for _ in 0..<20 {
      workers.forEach(shards.count) { index in
        let tape = shards[index].tape
        tape.reset()
        let rows = (0..<8).map { Int32(8 * index + $0) }
        let y = tape["x"].rows(at: rows).linear(
          weight: tape.parameter("weight"), bias: tape.parameter("bias"))
        tape.backward(from: y.gelu.squared.mean)
      }
    }
    return shards.dropFirst().reduce(shards[0].gradients.values) { sum, shard in
      zip(sum, shard.gradients.values).map { $0 + $1 }
    }
  }

  @Test(arguments: [2, 3, 4]) func `results are the same bits with any number of threads`(
    threads: Int
  ) {
    #expect(gradientOfShards(threads: threads) == gradientOfShards(threads: 1))
  }
}

/// How many threads this process has now, by /proc.
private func threadsOfProcess() -> Int {
  guard let directory = opendir("/proc/self/task") else { return 0 }
  defer { closedir(directory) }
  var count = 0
  while readdir(directory) != nil { count += 1 }
  return count
}
