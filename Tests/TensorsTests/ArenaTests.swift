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

  @Test func `tensors do not overlap`() throws {
    let arena = Arena()
    let tensors = (0..<300).map { index in
      let tensor = arena.makeTensor(Shape(1 + index * 37))
      tensor.pointer.update(repeating: Float(index), count: tensor.count)
      return tensor
    }
    for (index, tensor) in tensors.enumerated() {
      try #require(tensor.values.allSatisfy { $0 == Float(index) })
    }
  }

  @Test func `arenas do not share memory`() {
    let (first, second) = (Arena(), Arena())
    let (a, b) = (first.makeTensor(Shape(1000)), second.makeTensor(Shape(1000)))
    a.pointer.update(repeating: 1, count: 1000)
    b.pointer.update(repeating: 2, count: 1000)
    #expect(a.values.allSatisfy { $0 == 1 })
  }

  @Test func `after a reset the same memory is handed out`() {
    let arena = Arena()
    let first = arena.makeTensor(Shape(100))
    _ = arena.makeTensor(Shape(50))
    arena.reset()
    #expect(arena.makeTensor(Shape(7)).pointer == first.pointer)
  }

  @Test func `an arena that is gone leaves its memory to the next`() {
    func pointer() -> UnsafeMutablePointer<Float> { Arena().makeTensor(Shape(1)).pointer }
    // Tests beside this one may take the memory in between, but not each time.
    #expect(Set((0..<50).map { _ in pointer() }).count < 50)
  }

  @Test func `capacity is the most that was needed at a time`() {
    let arena = Arena()
    for count in [100, 300, 200] {
      arena.reset()
      _ = arena.makeTensor(Shape(count * 16))
      _ = arena.makeTensor(Shape(16))
    }
    #expect(arena.capacity == (300 * 16 + 16) * 4)
  }

  @Test func `a step for which there is no memory ends the program with a sentence`() async throws {
    let result = try await #require(
      processExitsWith: .exitCode(1), observing: [\.standardErrorContent]
    ) {
      _ = Arena().allocate(Float.self, count: 1 << 33)
    }
    let words = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(words.contains("Error: One step of this training needs more than"))
    #expect(words.contains("--set base.batchSize="))
  }
}
