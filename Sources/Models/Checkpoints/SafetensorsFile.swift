import Foundation
import Words

/// The content of a file in the safetensors format: eight bytes with the length of the header, the header
/// as JSON, then the numbers, little-endian (https://github.com/huggingface/safetensors).
package struct SafetensorsFile {
  /// Where a tensor's numbers stand.
  struct Entry: Codable {
    var dtype: String
    var shape: [Int]
    /// Their first byte, and that after their last, counted from the end of the header.
    var offsets: [Int]

    private enum CodingKeys: String, CodingKey {
      case dtype, shape
      case offsets = "data_offsets"
    }
  }

  /// What the header has under a name.
  enum HeaderValue: Codable {
    case metadata([String: String])
    case entry(Entry)

    init(from decoder: Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let entry = try? container.decode(Entry.self) {
        self = .entry(entry)
      } else {
        self = .metadata(try container.decode([String: String].self))
      }
    }

    func encode(to encoder: Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .metadata(let metadata): try container.encode(metadata)
      case .entry(let entry): try container.encode(entry)
      }
    }
  }

  let header: [String: HeaderValue]
  private let data: Data
  /// Where the numbers start, in bytes.
  private let start: Int

  /// - Throws: `Failure` for what is cut within its header, or is no such file.
  package init(_ data: Data) throws {
    self.data = data
    guard data.count >= 8 else { throw SafetensorsFile.cutShort(data, needed: 8) }
    let length: UInt64 = Array(data.prefix(8)).littleEndian(at: 0)
    guard length <= 100_000_000 else { throw Failure("checkpoint.no-header") }
    start = 8 + Int(length)
    guard data.count >= start else { throw SafetensorsFile.cutShort(data, needed: start) }
    let body = Data(data.dropFirst(8).prefix(Int(length)))
    guard let header = try? JSONDecoder().decodeStrictly([String: HeaderValue].self, from: body)
    else {
      throw Failure("checkpoint.no-header")
    }
    self.header = header
  }

  /// The names of all tensors.
  package var names: [String] { header.keys.filter { entry($0) != nil }.sorted() }

  /// What was written beside the tensors.
  package var metadata: [String: String] {
    guard case .metadata(let metadata) = header["__metadata__"] else { return [:] }
    return metadata
  }

  func entry(_ name: String) -> Entry? {
    guard case .entry(let entry) = header[name] else { return nil }
    return entry
  }

  /// The sizes of a tensor's axes; nil where there is no such tensor.
  package func shape(of name: String) -> [Int]? { entry(name)?.shape }

  /// A tensor's numbers, row by row. Halves and doubles (F16, BF16, F64) are converted.
  ///
  /// - Throws: `Failure` where it is missing, cut short, or is of another kind.
  package func floats(of name: String) throws -> [Float] {
    guard let entry = entry(name) else { throw Failure("checkpoint.missing", ["name": name]) }
    let sizes = ["F32": 4, "F16": 2, "BF16": 2, "F64": 8]
    let count = entry.shape.reduce(1 as Int?) { product, size in
      guard let product, size >= 0 else { return nil }
      let (value, isTooLarge) = product.multipliedReportingOverflow(by: size)
      return isTooLarge ? nil : value
    }
    guard let size = sizes[entry.dtype], let count, entry.offsets.count == 2,
      entry.offsets[0] >= 0, entry.offsets[0] <= entry.offsets[1],
      (entry.offsets[1] - entry.offsets[0]) / size == count,
      (entry.offsets[1] - entry.offsets[0]) % size == 0
    else {
      throw Failure("checkpoint.dtype", ["name": name, "found": "\(entry.dtype) \(entry.shape)"])
    }
    guard entry.offsets[1] <= data.count - start else {
      throw SafetensorsFile.cutShort(data, needed: start &+ entry.offsets[1])
    }
    let numbers = Array(data.dropFirst(start + entry.offsets[0]).prefix(count * size))
    func decoded<Bits: FixedWidthInteger>(_ number: (Bits) -> Float) -> [Float] {
      (0..<count).map { number(numbers.littleEndian(at: $0 * size)) }
    }
    return switch entry.dtype {
    case "F32": decoded { (bits: UInt32) in Float(bitPattern: bits) }
    case "F16": decoded { (bits: UInt16) in Float(Float16(bitPattern: bits)) }
    // The upper half of a float.
    case "BF16": decoded { (bits: UInt16) in Float(bitPattern: UInt32(bits) << 16) }
    default: decoded { (bits: UInt64) in Float(Double(bitPattern: bits)) }
    }
  }

  static func cutShort(_ data: Data, needed: Int) -> Failure {
    Failure("checkpoint.short", ["bytes": "\(data.count)", "needed": "\(needed)"])
  }
}

extension [UInt8] {
  /// The number whose bytes start at a place.
  fileprivate func littleEndian<Number: FixedWidthInteger>(at start: Int) -> Number {
    guard start >= 0, start + MemoryLayout<Number>.size <= count else {
      fatalError("no \(Number.self) at byte \(start) of \(count)")
    }
    let number = unsafe withUnsafeBytes {
      unsafe $0.loadUnaligned(fromByteOffset: start, as: Number.self)
    }
    return Number(littleEndian: number)
  }
}
