import Foundation
import Tensors
import Words

/// A model's weights in the safetensors format; see `SafetensorsFile`.
package enum Checkpoint {
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
    var header: [String: SafetensorsFile.HeaderValue] = [:]
    if !metadata.isEmpty { header["__metadata__"] = .metadata(metadata) }
    for tensor in NamedTensor.all(of: parts) {
      let shape = tensor.parameter.shape
      header[tensor.name] = .entry(
        SafetensorsFile.Entry(
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
    let file = try SafetensorsFile(data)
    let tensors = NamedTensor.all(of: parts)
    for tensor in tensors {
      guard let entry = file.entry(tensor.name) else {
        throw Failure("checkpoint.missing", ["name": tensor.name])
      }
      let shape = tensor.parameter.shape
      guard entry.dtype == "F32", entry.shape == shape.axes else {
        throw Failure(
          "checkpoint.other",
          [
            "name": tensor.name, "found": "\(entry.dtype) \(entry.shape)",
            "needed": "F32 \(shape.axes)",
          ])
      }
    }
    let values = try tensors.map { try file.floats(of: $0.name) }
    let names = Set(tensors.map(\.name) + ["__metadata__"])
    if let extra = file.header.keys.filter({ !names.contains($0) }).min() {
      throw Failure("checkpoint.unexpected", ["name": extra])
    }
    for (tensor, values) in zip(tensors, values) {
      tensor.parameters.set(tensor.parameter, to: values)
    }
  }

  /// What was written beside the tensors.
  ///
  /// - Throws: `Failure`.
  package static func metadata(of data: Data) throws -> [String: String] {
    try SafetensorsFile(data).metadata
  }
}

extension [UInt8] {
  fileprivate mutating func append<Number: FixedWidthInteger>(littleEndian number: Number) {
    for shift in stride(from: 0, to: Number.bitWidth, by: 8) {
      append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }
}
