import Glibc
import Synchronization
import Words

/// Memory that is handed out by moving a mark and taken back all at once.
///
/// A training step asks for the same few hundred blocks each time. With an arena that is an
/// addition each; after the step `reset()` moves the mark back, and the next step writes over the
/// same memory.
///
/// An arena reserves far more addresses than it will need: they cost nothing, and the system puts memory
/// behind them when they are first written to. So it grows without ever moving or leaving gaps.
package final class Arena {
  private let space: AddressSpace
  private var used = 0
  /// The most bytes that were handed out at a time.
  package private(set) var capacity = 0

  package init() { space = .take() }

  deinit {
    // What a large step needed goes back to the system; the next arena may need little.
    let kept = 64 << 20
    if capacity > kept { madvise(space.base + kept, capacity - kept, MADV_DONTNEED) }
    space.giveBack()
  }

  /// A tensor whose numbers are whatever was there before.
  package func makeTensor(_ shape: Shape) -> Tensor {
    Tensor(allocate(Float.self, count: shape.count), shape: shape)
  }

  /// Room for `count` elements of a trivial type, on a cache line of its own.
  package func allocate<Element: BitwiseCopyable>(
    _ type: Element.Type, count: Int
  ) -> UnsafeMutablePointer<Element> {
    let start = space.base + used
    used += (count * MemoryLayout<Element>.stride + 63) & ~63
    capacity = max(capacity, used)
    guard used <= space.size else { endForLackOfMemory(megabytes: space.size >> 20) }
    return start.bindMemory(to: type, capacity: count)
  }

  /// Takes back everything that was handed out.
  package func reset() { used = 0 }
}

/// A range of addresses of this process.
private struct AddressSpace: @unchecked Sendable {
  let base: UnsafeMutableRawPointer
  let size: Int

  /// Those of arenas that are gone. Tapes come and go with each evaluation and each rollout, and new memory
  /// is slow: the system clears it, page by page. (A tensor that outlives its tape reads numbers of another.)
  private static let spare = Mutex<[AddressSpace]>([])

  static func take() -> AddressSpace {
    if let space = spare.withLock({ $0.popLast() }) { return space }
    // Where addresses are limited (`ulimit -v`), a smaller share leaves room for others.
    for size in [1 << 34, 1 << 30, 1 << 28, 1 << 26] {
      let base = mmap(
        nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
      if let base, base != MAP_FAILED {
        madvise(base, size, MADV_HUGEPAGE)
        return AddressSpace(base: base, size: size)
      }
    }
    endForLackOfMemory(megabytes: 64)
  }

  func giveBack() { AddressSpace.spare.withLock { $0.append(self) } }
}

/// Ends the program with a sentence. Settings can ask for more than there is, also where it was estimated
/// otherwise; and in the middle of a step, on any thread, nothing can be taken back.
///
/// - Parameter megabytes: what a step needs and cannot have.
private func endForLackOfMemory(megabytes: Int) -> Never {
  let failure = Failure("no-memory", ["megabytes": "\(megabytes)"])
  let text = "\n" + Messages.text("report.error", ["error": "\(failure)"]) + "\n"
  _ = Array(text.utf8).withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
  exit(1)
}
