import CAllocationCounter
import Glibc
import Synchronization
import Tensors

/// Counts allocations on the heap, of some threads only: other tests run at the same time.
package final class AllocationCount {
  /// It is never freed: a thread may go on counting where a test ends before it calls `stop`.
  private let pointer = UnsafeMutablePointer<Int>.allocate(capacity: 1)

  package init() { pointer.initialize(to: 0) }

  package var value: Int { pointer.pointee }

  /// Counts what all threads of `workers` allocate, the calling one among them.
  package func start(for workers: Workers) {
    nonisolated(unsafe) let pointer = pointer
    onEachThread(of: workers) { count_allocations_of_this_thread(pointer) }
  }

  package func stop(for workers: Workers) {
    onEachThread(of: workers) { count_allocations_of_this_thread(nil) }
  }

  /// What all threads allocate between the reports of two steps; called with each report.
  ///
  /// - Returns: nil until the last of them has come.
  package func between(
    _ first: Int, _ last: Int, at step: Int, of workers: Workers
  ) -> Int? {
    if step == first {
      start(for: workers)
      // Without what starting itself has taken.
      pointer.pointee = 0
    }
    guard step == last else { return nil }
    let count = value
    stop(for: workers)
    return count
  }

  /// What `body` allocates on this thread.
  package static func of(_ body: () -> Void) -> Int {
    let count = AllocationCount()
    count_allocations_of_this_thread(count.pointer)
    body()
    count_allocations_of_this_thread(nil)
    return count.value
  }
}

/// Calls `body` once on each thread of `workers`, which must have no other job.
package func onEachThread(of workers: Workers, _ body: @escaping @Sendable () -> Void) {
  let arrived = Atomic<Int>(0)
  // Each call waits for the others, so that each has a thread of its own.
  workers.forEach(workers.threads) { _ in
    arrived.add(1, ordering: .sequentiallyConsistent)
    while arrived.load(ordering: .sequentiallyConsistent) < workers.threads { sched_yield() }
    body()
  }
}
