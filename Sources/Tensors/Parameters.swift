import Glibc
import Randomness

/// One trainable tensor of a model: its path, its shape and its place among all parameters.
package struct Parameter: Sendable, Equatable {
  /// For example `blocks.0.attention.qkv.weight`.
  package let name: String
  package let shape: Shape
  /// Where it starts in the flat buffer, in floats.
  package let offset: Int
  package let start: InitialNumbers
}

/// What a parameter is before training.
package enum InitialNumbers: Sendable, Equatable {
  case all(Float)
  /// Drawn from N(0, `deviation`²).
  case random(deviation: Double)
}

/// Declares a model's parameters one after another, so that together they fill one flat buffer.
package struct ParameterLayout: Sendable {
  package private(set) var parameters: [Parameter] = []
  package private(set) var count = 0
  private var path: [String] = []

  package init() {}

  /// Adds a parameter below the current path.
  package mutating func add(
    _ name: String, _ shape: Shape, _ start: InitialNumbers = .all(0)
  ) -> Parameter {
    let full = (path + [name]).joined(separator: ".")
    let parameter = Parameter(name: full, shape: shape, offset: count, start: start)
    parameters.append(parameter)
    count += shape.count
    return parameter
  }

  /// Declares what `body` declares below `name`.
  package mutating func scope<Part>(_ name: String, _ body: (inout ParameterLayout) -> Part) -> Part
  {
    path.append(name)
    defer { path.removeLast() }
    return body(&self)
  }
}

/// The numbers of a model: every parameter in one contiguous buffer.
///
/// One buffer makes the rest simple: a copy of a model is one `memcpy`, the norm of a gradient one
/// loop, an optimizer's step one pass.
///
/// Workers share it without a lock, which the compiler cannot check: while they run, weights are only
/// read, and what is written (each shard's gradients; each range of the weights in an optimizer's step)
/// is written by one of them. Between their jobs one thread has it all.
package final class Parameters: @unchecked Sendable {
  package let layout: [Parameter]
  package let count: Int
  package let pointer: UnsafeMutablePointer<Float>

  /// All zero.
  package init(_ layout: ParameterLayout) {
    self.layout = layout.parameters
    count = layout.count
    pointer = Parameters.allocate(count)
    pointer.initialize(repeating: 0, count: count)
  }

  /// As they are before training, drawn one after another.
  package convenience init(_ layout: ParameterLayout, using random: inout RandomSource) {
    self.init(layout)
    for parameter in self.layout {
      switch parameter.start {
      case .all(let number): fill(parameter, with: number)
      case .random(let deviation): fill(parameter, deviation: deviation, using: &random)
      }
    }
  }

  private init(copying other: Parameters) {
    layout = other.layout
    count = other.count
    pointer = Parameters.allocate(count)
    pointer.initialize(from: other.pointer, count: count)
  }

  deinit { pointer.deallocate() }

  /// Room for numbers. Much of it lies in pages of 2 MB where the system has them: the processor then remembers where all
  /// of them are, while of pages of 4 KB it forgets some between two rows of a large matrix.
  private static func allocate(_ count: Int) -> UnsafeMutablePointer<Float> {
    let page = 2 << 20
    let bytes = count * MemoryLayout<Float>.stride
    guard bytes >= 2 * page else { return .allocate(capacity: count) }
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: page)
    madvise(memory, bytes, MADV_HUGEPAGE)
    return memory.bindMemory(to: Float.self, capacity: count)
  }

  package func copy() -> Parameters { Parameters(copying: self) }

  /// The view of one parameter.
  package subscript(parameter: Parameter) -> Tensor {
    Tensor(pointer + parameter.offset, shape: parameter.shape)
  }

  /// One number, by its place among all.
  package subscript(index: Int) -> Float {
    get { pointer(to: index..<index + 1)[0] }
    set { pointer(to: index..<index + 1)[0] = newValue }
  }

  func pointer(to range: Range<Int>) -> UnsafeMutablePointer<Float> {
    guard range.lowerBound >= 0, range.upperBound <= count else {
      fatalError("numbers \(range) of \(count)")
    }
    return pointer + range.lowerBound
  }

  package subscript(name: String) -> Tensor? {
    layout.first { $0.name == name }.map { self[$0] }
  }

  /// Takes over the numbers of all parameters that `other` has under the same name and shape: a
  /// reward model starts from the language model's transformer in this way.
  package func copyShared(from other: Parameters) {
    for parameter in layout {
      guard let source = other[parameter.name], source.shape == parameter.shape else { continue }
      self[parameter].copy(from: source)
    }
  }

  package func set(_ parameter: Parameter, to values: [Float]) {
    let target = self[parameter]
    guard values.count == target.count else {
      fatalError("\(values.count) values do not fill a tensor of shape \(target.shape)")
    }
    values.withUnsafeBufferPointer { source in
      if let start = source.baseAddress { target.pointer.update(from: start, count: source.count) }
    }
  }

  package func fill(_ parameter: Parameter, with value: Float) {
    self[parameter].fill(value)
  }

  /// Sets all numbers to the same.
  package func fill(with value: Float) {
    pointer.update(repeating: value, count: count)
  }

  /// Draws each element from N(0, `deviation`²).
  package func fill(
    _ parameter: Parameter, deviation: Double, using random: inout RandomSource
  ) {
    let tensor = self[parameter]
    for index in 0..<tensor.count {
      tensor.pointer[index] = Float(deviation * random.normal())
    }
  }

  /// The numbers, copied out.
  package var values: [Float] { Array(UnsafeBufferPointer(start: pointer, count: count)) }
}
