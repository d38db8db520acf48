import Foundation
import Models
import Randomness
import Tensors
import Testing
import Words

@Suite struct CheckpointTests {
  @Test func `a file that NumPy wrote is read, and written again byte for byte`() throws {
    let file = try Golden.weights()
    let model = try Golden.makeModel()
    #expect(try Checkpoint.data(model.parameters) == file)
  }

  @Test func `a round trip keeps every bit`() throws {
    let model = makeTinyModel(seed: 4)
    let pointer = model.parameters.pointer
    let special: [Float] = [
      .nan, Float(bitPattern: 0x7fc1_2345), .infinity, -.infinity, -0.0, .leastNonzeroMagnitude,
    ]
    pointer.update(from: special, count: special.count)
    let copy = makeTinyModel(seed: 5)
    try Checkpoint.read(
      Checkpoint.data(model.parameters, metadata: ["seed": "4"]), into: copy.parameters)
    #expect(copy.parameters.bits == model.parameters.bits)
  }

  @Test func `the numbers start at a multiple of eight bytes, whatever the metadata`() throws {
    let model = makeTinyModel()
    for length in 0..<9 {
      let note = String(repeating: "x", count: length)
      let data = try Checkpoint.data(model.parameters, metadata: ["note": note])
      let headerLength = Int(data.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
      #expect(headerLength % 8 == 0)
      #expect(data.count == 8 + headerLength + 4 * model.parameters.count)
      let header = try JSONSerialization.jsonObject(with: data[8..<8 + headerLength])
      let metadata = (header as? [String: Any])?["__metadata__"] as? [String: String]
      #expect(metadata == ["note": note])
    }
  }

  @Test func `a slice of a larger file is read`() throws {
    let model = makeTinyModel(seed: 4)
    let file = try Data([1, 2, 3]) + Checkpoint.data(model.parameters)
    let copy = makeTinyModel(seed: 5)
    try Checkpoint.read(file[3...], into: copy.parameters)
    #expect(copy.parameters.bits == model.parameters.bits)
  }

  @Test func `a scalar model's weights make a round trip too`() throws {
    var random = RandomSource(seed: 1)
    let model = ScalarModel(from: makeTinyModel(), using: &random)
    let copy = ScalarModel(from: makeTinyModel(seed: 9), using: &random)
    try Checkpoint.read(Checkpoint.data(model.parameters), into: copy.parameters)
    #expect(copy.parameters.bits == model.parameters.bits)
  }
}

/// Whatever is wrong with a file: it is told, and the parameters stay as they were.
@Suite struct DamagedCheckpointTests {
  private let file: Data
  private let headerLength: Int

  init() throws {
    file = try Golden.weights()
    headerLength = Int(file[0]) + 256 * Int(file[1])
  }

  private let noHeader = "it is not a safetensors file: it has no readable header"

  private func cutShort(_ bytes: Int, _ needed: Int) -> String {
    "it is cut short: \(bytes) bytes, but at least \(needed) are needed"
  }

  private func expectRefusal(
    _ data: Data, _ message: String? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let model = Golden.makeUntrainedModel()
    let before = model.parameters.bits
    let error = #expect(throws: Failure.self, sourceLocation: sourceLocation) {
      try Checkpoint.read(data, into: model.parameters)
    }
    if let message { #expect(error?.problem == message, sourceLocation: sourceLocation) }
    #expect(model.parameters.bits == before, sourceLocation: sourceLocation)
  }

  /// The file with another header.
  private func file(replacing old: String, with new: String) -> Data {
    let text = String(decoding: file[8..<8 + headerLength], as: UTF8.self)
    #expect(text.contains(old))
    return file(header: text.replacing(old, with: new))
  }

  private func file(header: String) -> Data {
    let bytes = Data(header.utf8)
    return withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { Data($0) } + bytes
      + file[(8 + headerLength)...]
  }

  @Test func `a file that ends early is refused, wherever it ends`() {
    let start = 8 + headerLength
    for length in [0, 1, 7] {
      expectRefusal(file.prefix(length), cutShort(length, 8))
    }
    for length in [8, 9, start / 2, start - 1] {
      expectRefusal(file.prefix(length), cutShort(length, start))
    }
    // Within a tensor, at its end (the token embedding's 112 bytes) and one byte before the file's.
    for length in [start, start + 1, start + 111, start + 112, start + 113, file.count - 1] {
      expectRefusal(file.prefix(length))
    }
    for length in stride(from: start, to: file.count, by: 61) { expectRefusal(file.prefix(length)) }
  }

  @Test func `a header that is no JSON is refused`() {
    expectRefusal(file(header: "not JSON"), noHeader)
    expectRefusal(file(header: ""), noHeader)
    expectRefusal(file(header: "[]"), noHeader)
    expectRefusal(Data("Once upon a time there was a checkpoint.".utf8), noHeader)
    expectRefusal(Data(repeating: 0xff, count: 64), noHeader)
    expectRefusal(Data(repeating: 0, count: 64), noHeader)
  }

  @Test func `a tensor that is missing is named`() {
    expectRefusal(
      file(header: "{}"), "it has no tensor 'token_embedding.weight': it is of another model")
    expectRefusal(
      file(replacing: "blocks.1.mlp.output.bias", with: "blocks.1.mlp.output.bios"),
      "it has no tensor 'blocks.1.mlp.output.bias': it is of another model")
  }

  @Test func `a tensor of another type or shape is named`() {
    expectRefusal(
      file(replacing: #""dtype":"F32","shape":[6,4]"#, with: #""dtype":"F16","shape":[6,4]"#),
      "its tensor 'position_embedding.weight' is F16 [6, 4], but this model needs F32 [6, 4]")
    expectRefusal(
      file(replacing: #""shape":[6,4]"#, with: #""shape":[4,6]"#),
      "its tensor 'position_embedding.weight' is F32 [4, 6], but this model needs F32 [6, 4]")
  }

  @Test(arguments: ["[112,209]", "[-8,88]", "[208,112]", "[112]", "[]", "[112,208,208]"])
  func `offsets that do not fit the shape are refused`(offsets: String) {
    // The position embedding: 6 × 4 numbers after the 28 of the token embedding.
    expectRefusal(file(replacing: "[112,208]", with: offsets))
  }

  @Test func `offsets beyond the file are refused`() {
    expectRefusal(file(replacing: "[112,208]", with: "[1000000,1000096]"))
  }

  @Test func `a model of another size is refused`() throws {
    for (layers, width) in [(1, 4), (2, 8)] {
      var random = RandomSource(seed: 0)
      let other = LanguageModel(
        TransformerConfiguration(
          vocabularySize: 7, width: width, layers: layers, heads: 2, contextLength: 6),
        using: &random)
      expectRefusal(try Checkpoint.data(other.parameters))
    }
  }

  @Test func `a model of more layers, or with a head, is refused`() throws {
    var random = RandomSource(seed: 0)
    let deeper = LanguageModel(
      TransformerConfiguration(vocabularySize: 7, width: 4, layers: 3, heads: 2, contextLength: 6),
      using: &random)
    let scalarModel = ScalarModel(from: Golden.makeUntrainedModel(), using: &random)
    expectRefusal(try Checkpoint.data(deeper.parameters))
    expectRefusal(try Checkpoint.data(scalarModel.parameters))
  }
}
