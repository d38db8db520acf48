import Foundation
import Tensors
import Words

/// A model's weights in the safetensors format: eight bytes with the length of the header, the header
/// as JSON, then the numbers, little-endian (https://github.com/huggingface/safetensors).
package enum Checkpoint {
  private struct Entry: Codable {
    var dtype: String
    var shape: [Int]
    var offsets: [Int]

    private enum CodingKeys: String, CodingKey {
      case dtype, shape
      case offsets = "data_offsets"
    }
  }

  /// The bytes of a file with all parameters.
  ///
  /// - Parameter metadata: written to the header, for whoever opens the file elsewhere.
  package static func data(
    _ parameters: Parameters, metadata: [String: String] = [:]
  ) throws -> Data {
    try data([NamedParameters(parameters)], metadata: metadata)
  }

  /// The bytes of a file with the parameters of several networks.
  package static func data(
    _ parts: [NamedParameters], metadata: [String: String]
  ) throws -> Data {
    var header: [String: HeaderValue] = [:]
    if !metadata.isEmpty { header["__metadata__"] = .metadata(metadata) }
    for tensor in NamedTensor.all(of: parts) {
      let shape = tensor.parameter.shape
      header[tensor.name] = .entry(
        Entry(
          dtype: "F32", shape: shape.axes,
          offsets: [tensor.start, tensor.start + shape.count * 4]))
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var json = try encoder.encode(header)
    // The numbers start at a multiple of eight bytes.
    while json.count % 8 != 0 { json.append(UInt8(ascii: " ")) }
    var bytes: [UInt8] = []
    let count = parts.reduce(0) { $0 + $1.parameters.count }
    bytes.reserveCapacity(8 + json.count + count * 4)
    bytes.append(littleEndian: UInt64(json.count))
    bytes += json
    for part in parts {
      // Swift builds for no machine that keeps numbers the other way round.
      unsafe part.parameters.values.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
    }
    return Data(bytes)
  }

  /// Reads a file into parameters that have been laid out already.
  ///
  /// - Throws: `Failure` when the file is cut short, is no safetensors file or is of another
  ///   model; the parameters are then unchanged.
  package static func read(_ data: Data, into parameters: Parameters) throws {
    try read(data, into: [NamedParameters(parameters)])
  }

  /// The same for a file with the parameters of several networks.
  package static func read(_ data: Data, into parts: [NamedParameters]) throws {
    let (header, start) = try header(of: data)
    let numbers = Array(data.dropFirst(start))
    let tensors = NamedTensor.all(of: parts)
    var starts: [Int] = []
    for tensor in tensors {
      guard case .entry(let entry) = header[tensor.name] else {
        throw Failure("checkpoint.missing", ["name": tensor.name])
      }
      let shape = tensor.parameter.shape
      guard entry.dtype == "F32", entry.shape == shape.axes,
        entry.offsets.count == 2, entry.offsets[0] >= 0, entry.offsets[0] <= entry.offsets[1],
        entry.offsets[1] - entry.offsets[0] == shape.count * 4
      else {
        throw Failure(
          "checkpoint.other",
          [
            "name": tensor.name, "found": "\(entry.dtype) \(entry.shape)",
            "needed": "F32 \(shape.axes)",
          ])
      }
      guard entry.offsets[1] <= numbers.count else {
        throw cutShort(data, needed: start &+ entry.offsets[1])
      }
      starts.append(entry.offsets[0])
    }
    let names = Set(tensors.map(\.name) + ["__metadata__"])
    if let extra = header.keys.filter({ !names.contains($0) }).min() {
      throw Failure("checkpoint.unexpected", ["name": extra])
    }
    for (tensor, start) in zip(tensors, starts) {
      let values = (0..<tensor.parameter.shape.count).map { index in
        Float(bitPattern: numbers.littleEndian(at: start + 4 * index))
      }
      tensor.parameters.set(tensor.parameter, to: values)
    }
  }

  /// What was written beside the tensors.
  ///
  /// - Throws: `Failure`.
  package static func metadata(of data: Data) throws -> [String: String] {
    guard case .metadata(let metadata) = try header(of: data).entries["__metadata__"] else {
      return [:]
    }
    return metadata
  }

  /// - Returns: the entries by their names, and where the numbers start, in bytes.
  private static func header(
    of data: Data
  ) throws -> (entries: [String: HeaderValue], start: Int) {
    guard data.count >= 8 else { throw cutShort(data, needed: 8) }
    let length: UInt64 = Array(data.prefix(8)).littleEndian(at: 0)
    guard length <= 100_000_000 else { throw Failure("checkpoint.no-header") }
    let start = 8 + Int(length)
    guard data.count >= start else { throw cutShort(data, needed: start) }
    let body = Data(data.dropFirst(8).prefix(Int(length)))
    guard let entries = try? JSONDecoder().decodeStrictly([String: HeaderValue].self, from: body)
    else {
      throw Failure("checkpoint.no-header")
    }
    return (entries, start)
  }

  private static func cutShort(_ data: Data, needed: Int) -> Failure {
    Failure("checkpoint.short", ["bytes": "\(data.count)", "needed": "\(needed)"])
  }

  private enum HeaderValue: Codable {
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
}

extension [UInt8] {
  fileprivate mutating func append<Number: FixedWidthInteger>(littleEndian number: Number) {
    for shift in stride(from: 0, to: Number.bitWidth, by: 8) {
      append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }

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
