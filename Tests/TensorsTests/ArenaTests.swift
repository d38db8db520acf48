import Tensors
import Testing

@Suite struct ArenaTests {
  @Test func `each tensor starts on a cache line`() {
    let arena = Arena()
    for count in [0, 1, 15, 16, 17, 1000, 3_000_000] {
      let tensor = arena.makeTensor(Shape(count))
      #expect(Int(bitPattern: tensor.pointer) % 64 == 0)
    }
    #expect(Int(bitPattern: arena.allocate(Int32.self, count: 3)) % 64 == 0)
  }

  @Test func `tensors do not overlap, within a block or across blocks`() throws {
    let arena = Arena(blockSize: 1 << 16)
    let tensors = (0..<300).map { index in
      let tensor = arena.makeTensor(Shape(1 + index * 37))
      tensor.pointer.update(repeating: Float(index), count: tensor.count)
      return tensor
    }
    #expect(arena.capacity > 2 << 20, "more than one block")
    for (index, tensor) in tensors.enumerated() {
      try #require(tensor.values.allSatisfy { $0 == Float(index) })
    }
  }

  @Test func `after a reset the same memory is handed out`() {
    let arena = Arena()
    let first = arena.makeTensor(Shape(100))
    _ = arena.makeTensor(Shape(50))
    arena.reset()
    #expect(arena.makeTensor(Shape(7)).pointer == first.pointer)
  }

  @Test func `one tensor may be larger than a block`() {
    let arena = Arena(blockSize: 1 << 12)
    let tensor = arena.makeTensor(Shape(3 << 20))
    tensor.pointer.update(repeating: 1, count: tensor.count)
    #expect(arena.capacity >= 12 << 20)
  }

  @Test func `after a reset all the room is one piece`() {
    let arena = Arena(blockSize: 1 << 21)
    for _ in 0..<3 { _ = arena.makeTensor(Shape(400_000)) }
    arena.reset()
    let capacity = arena.capacity
    #expect(capacity >= 3 << 21)
    _ = arena.makeTensor(Shape(capacity / 4))
    #expect(arena.capacity == capacity)
  }

  @Test func `capacity is steady after the first rounds, and memory stays in place`() {
    let arena = Arena(blockSize: 1 << 16)
    var capacities: [Int] = []
    var starts: [UnsafeMutablePointer<Float>] = []
    for _ in 0..<6 {
      arena.reset()
      let tensors = (0..<40).map { arena.makeTensor(Shape(100_000 + $0)) }
      capacities.append(arena.capacity)
      starts.append(tensors[39].pointer)
    }
    #expect(Set(capacities.dropFirst()).count == 1, "\(capacities)")
    #expect(Set(starts.dropFirst()).count == 1)
  }
}
