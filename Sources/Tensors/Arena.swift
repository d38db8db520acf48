import Glibc

/// Memory that is handed out by moving a mark and taken back all at once.
///
/// A training step asks for the same few hundred blocks each time. With an arena that is an
/// addition each; after the step `reset()` moves the mark back, and the next step writes over the
/// same memory. The first steps make the arena grow; after that nothing is allocated.
package final class Arena {
  private struct Block {
    let base: UnsafeMutableRawPointer
    let capacity: Int
  }

  private var blocks: [Block] = []
  private var current = 0
  private var used = 0
  private let blockSize: Int

  /// - Parameter blockSize: bytes asked of the system at a time.
  package init(blockSize: Int = 4 << 20) {
    self.blockSize = blockSize
  }

  deinit {
    for block in blocks { munmap(block.base, block.capacity) }
  }

  /// Bytes held from the system.
  package var capacity: Int { blocks.reduce(0) { $0 + $1.capacity } }

  /// A tensor whose numbers are whatever was there before.
  package func makeTensor(_ shape: Shape) -> Tensor {
    Tensor(allocate(Float.self, count: shape.count), shape: shape)
  }

  /// Room for `count` elements of a trivial type, on a cache line of its own.
  package func allocate<Element: BitwiseCopyable>(
    _ type: Element.Type, count: Int
  ) -> UnsafeMutablePointer<Element> {
    let bytes = (count * MemoryLayout<Element>.stride + 63) & ~63
    while current < blocks.count, used + bytes > blocks[current].capacity {
      current += 1
      used = 0
    }
    if current == blocks.count { grow(by: bytes) }
    let start = blocks[current].base + used
    used += bytes
    return start.bindMemory(to: type, capacity: count)
  }

  /// Takes back everything that was handed out.
  package func reset() {
    // One large block is denser than several; the next round finds all its room in one piece.
    if blocks.count > 1 {
      let total = capacity
      for block in blocks { munmap(block.base, block.capacity) }
      blocks.removeAll(keepingCapacity: true)
      grow(by: total)
    }
    current = 0
    used = 0
  }

  private func grow(by bytes: Int) {
    let size = max(blockSize, (bytes + (2 << 20) - 1) & ~((2 << 20) - 1))
    guard
      let base = mmap(
        nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      base != MAP_FAILED
    else { fatalError("no memory: \(size >> 20) MB were asked for; try a smaller batch or model") }
    madvise(base, size, MADV_HUGEPAGE)
    blocks.append(Block(base: base, capacity: size))
    current = blocks.count - 1
    used = 0
  }
}
