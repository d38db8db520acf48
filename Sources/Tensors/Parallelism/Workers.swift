import Glibc
import Synchronization

/// Threads that wait for work, one a core: the same job is done for several shards at a time.
///
/// This is data parallelism as large models use it, on one machine: each worker runs the whole model
/// on its share of the batch. What a shard computes does not depend on which thread runs it, and
/// the number of shards is set by the caller, not by the machine; so results are the same bits with
/// any number of threads.
package final class Workers: Sendable {
  package let threads: Int
  private let shared: Shared
  private let handles: [pthread_t]

  /// - Parameter threads: how many run at a time, this one included.
  package init(threads: Int = Workers.processors) {
    BLAS.useOneThread()
    self.threads = max(1, threads)
    shared = Shared()
    var handles: [pthread_t] = []
    for _ in 1..<max(1, threads) {
      var handle = pthread_t()
      let argument = Unmanaged.passRetained(shared).toOpaque()
      let status = pthread_create(
        &handle, nil,
        { argument in
          guard let argument else { return nil }
          Unmanaged<Shared>.fromOpaque(argument).takeRetainedValue().serve()
          return nil
        }, argument)
      guard status == 0 else {
        Unmanaged<Shared>.fromOpaque(argument).release()
        fatalError("no thread could be started: \(String(cString: strerror(status)))")
      }
      handles.append(handle)
    }
    self.handles = handles
  }

  deinit {
    shared.stop()
    for handle in handles { pthread_join(handle, nil) }
  }

  /// The processors of this machine.
  package static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// Calls `body` once for each index below `count`, several at a time, and waits for all.
  ///
  /// There is one job at a time. A call that finds the workers busy, because it comes from within a job
  /// or from another thread, calls `body` for one index after another, on its own thread; what it
  /// computes is the same.
  ///
  /// - Parameter body: the threads share it, so it lies on the heap. One that captures nothing but an
  ///   object, such as `self`, needs no memory of its own.
  package func forEach(_ count: Int, _ body: @escaping @Sendable (_ index: Int) -> Void) {
    guard threads > 1, count > 1, shared.reserve() else {
      for index in 0..<count { body(index) }
      return
    }
    shared.start(count, body)
    shared.help()
    shared.finish()
  }

  /// The results of `body` for each index below `count`, in order; several are computed at a time.
  package func map<Result: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (_ index: Int) -> Result
  ) -> [Result] {
    Array(unsafeUninitializedCapacity: count) { buffer, initializedCount in
      // Each index is one thread's, and so is its place.
      nonisolated(unsafe) let results = buffer
      forEach(count) { index in results.initializeElement(at: index, to: body(index)) }
      initializedCount = count
    }
  }
}

/// What the threads share. Each round has a number; a thread waits until it changes, first spinning
/// for some microseconds (rounds follow each other closely in training), then asleep.
private final class Shared: @unchecked Sendable {
  private let round = Atomic<Int>(0)
  private let next = Atomic<Int>(0)
  private let isStopping = Atomic<Bool>(false)
  /// Whether there is a job, which has the fields below for itself.
  private let isBusy = Atomic<Bool>(false)
  /// Threads inside `help`: the job must stay in place until the last has left.
  private let helping = Atomic<Int>(0)
  private var count = 0
  private var body: (@Sendable (Int) -> Void)?
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    pthread_cond_destroy(condition)
    mutex.deallocate()
    condition.deallocate()
  }

  /// Makes the caller the only one who may start a job, until `finish`; false if another is.
  func reserve() -> Bool { !isBusy.exchange(true, ordering: .acquiring) }

  func start(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    pthread_mutex_lock(mutex)
    // A thread that woke late may still be looking for work of the last round.
    while helping.load(ordering: .acquiring) > 0 {
      pthread_mutex_unlock(mutex)
      sched_yield()
      pthread_mutex_lock(mutex)
    }
    self.count = count
    self.body = body
    next.store(0, ordering: .relaxed)
    round.add(1, ordering: .sequentiallyConsistent)
    pthread_cond_broadcast(condition)
    pthread_mutex_unlock(mutex)
  }

  func help() {
    while true {
      let index = next.add(1, ordering: .sequentiallyConsistent).oldValue
      guard index < count, let body else { return }
      body(index)
    }
  }

  /// Waits until every other thread has left the job. Since this thread has left it too, every index has
  /// been taken, and whoever took one has done it.
  func finish() {
    while helping.load(ordering: .acquiring) > 0 { sched_yield() }
    body = nil
    isBusy.store(false, ordering: .releasing)
  }

  func serve() {
    var seen = 0
    while true {
      seen = wait(after: seen)
      if isStopping.load(ordering: .acquiring) { return }
      help()
      helping.subtract(1, ordering: .sequentiallyConsistent)
    }
  }

  func stop() {
    pthread_mutex_lock(mutex)
    isStopping.store(true, ordering: .releasing)
    round.add(1, ordering: .sequentiallyConsistent)
    pthread_cond_broadcast(condition)
    pthread_mutex_unlock(mutex)
  }

  /// Returns the number of the next round, counted in among the helpers.
  private func wait(after seen: Int) -> Int {
    var spins = 20_000
    while spins > 0, round.load(ordering: .acquiring) == seen { spins -= 1 }
    pthread_mutex_lock(mutex)
    while round.load(ordering: .relaxed) == seen { pthread_cond_wait(condition, mutex) }
    helping.add(1, ordering: .sequentiallyConsistent)
    let current = round.load(ordering: .relaxed)
    pthread_mutex_unlock(mutex)
    return current
  }
}
