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
    var header: [String: HeaderValue] = [:]
    if !metadata.isEmpty { header["__metadata__"] = .metadata(metadata) }
    for parameter in parameters.layout {
      let start = parameter.offset * 4
      header[parameter.name] = .entry(
        Entry(
          dtype: "F32", shape: parameter.shape.axes,
          offsets: [start, start + parameter.shape.count * 4]))
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var json = try encoder.encode(header)
    // The numbers start at a multiple of eight bytes.
    while json.count % 8 != 0 { json.append(UInt8(ascii: " ")) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + json.count + parameters.count * 4)
    bytes.append(littleEndian: UInt64(json.count))
    bytes += json
    for value in parameters.values { bytes.append(littleEndian: value.bitPattern) }
    return Data(bytes)
  }

  /// Reads a file into parameters that have been laid out already.
  ///
  /// - Throws: `Failure` when the file is cut short, is no safetensors file or is of another
  ///   model; the parameters are then unchanged.
  package static func read(_ data: Data, into parameters: Parameters) throws {
    func short(_ needed: Int) -> Failure {
      Failure("checkpoint.short", ["bytes": "\(data.count)", "needed": "\(needed)"])
    }
    guard data.count >= 8 else { throw short(8) }
    let length: UInt64 = Array(data.prefix(8)).littleEndian(at: 0)
    guard length <= 100_000_000 else { throw Failure("checkpoint.no-header") }
    let start = 8 + Int(length)
    guard data.count >= start else { throw short(start) }
    let body = Data(data.dropFirst(8).prefix(Int(length)))
    guard let header = try? JSONDecoder().decode([String: HeaderValue].self, from: body) else {
      throw Failure("checkpoint.no-header")
    }
    let numbers = Array(data.dropFirst(start))
    for parameter in parameters.layout {
      guard case .entry(let entry) = header[parameter.name] else {
        throw Failure("checkpoint.missing", ["name": parameter.name])
      }
      guard entry.dtype == "F32", entry.shape == parameter.shape.axes,
        entry.offsets.count == 2, entry.offsets[0] >= 0, entry.offsets[0] <= entry.offsets[1],
        entry.offsets[1] - entry.offsets[0] == parameter.shape.count * 4
      else {
        throw Failure(
          "checkpoint.other",
          [
            "name": parameter.name, "found": "\(entry.dtype) \(entry.shape)",
            "needed": "F32 \(parameter.shape.axes)",
          ])
      }
      guard entry.offsets[1] <= numbers.count else { throw short(start &+ entry.offsets[1]) }
    }
    let names = Set(parameters.layout.map(\.name) + ["__metadata__"])
    if let extra = header.keys.filter({ !names.contains($0) }).min() {
      throw Failure("checkpoint.unexpected", ["name": extra])
    }
    for parameter in parameters.layout {
      guard case .entry(let entry) = header[parameter.name] else { continue }
      let values = (0..<parameter.shape.count).map { index in
        Float(bitPattern: numbers.littleEndian(at: entry.offsets[0] + 4 * index))
      }
      parameters.set(parameter, to: values)
    }
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
    var number: Number = 0
    for place in 0..<Number.bitWidth / 8 { number |= Number(self[start + place]) << (8 * place) }
    return number
  }
}
