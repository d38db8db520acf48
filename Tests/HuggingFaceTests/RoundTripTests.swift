import Foundation
import HuggingFace
import Models
import Randomness
import Tensors
import TestSupport
import Testing
import Tokenization
import Words

@Suite struct RoundTripTests {
  private let folder: TemporaryFolder
  private let target: HuggingFaceFolder
  private let tokenizer = makeTokenizer()

  init() throws {
    folder = try TemporaryFolder()
    target = HuggingFaceFolder(folder.url.appending(path: "model"))
  }

  @Test func `a language model comes back with the same bits, and its tokenizer`() throws {
    let model = makeModel(tokenizer)
    try target.write(model, tokenizer, newTokens: 5, card: "A card.\n")
    #expect(
      try folder.names("model") == [
        "README.md", "config.json", "generation_config.json", "model.safetensors",
        "tokenizer.json", "tokenizer_config.json",
      ])
    let imported = try target.read()
    #expect(imported.tokenizer == tokenizer)
    #expect(try imported.language().parameters.values == model.parameters.values)
    #expect(try imported.language().configuration == model.configuration)
  }

  @Test func `a reward model comes back with the same scores, its bias in the last norm`() throws {
    var random = RandomSource(seed: 2)
    let model = ScalarModel(from: makeModel(tokenizer), using: &random)
    model.rescale(gain: 3, shift: -2)
    try target.write(model, tokenizer, card: "")
    let copy = try target.read().scalar()
    #expect(copy.parameters[copy.head.bias].values == [0])
    let sequences: [[Int32]] = [[0, 5, 9, 0], [0, 260, 261, 262, 0], [7]]
    func scores(_ model: ScalarModel) -> [Float] {
      withTape(model.parameters) { tape in model(TokenBatch(sequences, on: tape)).value.values }
    }
    expectClose(scores(copy), scores(model))
    #expect(scores(copy) != scores(ScalarModel(from: makeModel(tokenizer), using: &random)))
  }

  @Test func `weights have GPT-2's names`() throws {
    try target.write(makeModel(tokenizer), tokenizer, newTokens: 5, card: "")
    let file = try SafetensorsFile(
      Data(contentsOf: target.url.appending(path: "model.safetensors")))
    #expect(file.metadata == ["format": "pt"])
    #expect(file.shape(of: "transformer.wte.weight") == [264, 8])
    #expect(file.shape(of: "transformer.h.1.attn.c_attn.weight") == [8, 24])
    #expect(file.shape(of: "transformer.h.0.mlp.c_proj.bias") == [8])
    #expect(file.names.count == 4 + 2 * 12)
  }

  @Test func `halves and doubles are converted`() throws {
    let header = """
      {"bf":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]},\
      "h":{"dtype":"F16","shape":[2],"data_offsets":[4,8]},\
      "d":{"dtype":"F64","shape":[1,1],"data_offsets":[8,16]},\
      "i":{"dtype":"I64","shape":[1],"data_offsets":[8,16]},\
      "short":{"dtype":"F64","shape":[1],"data_offsets":[16,24]}}
      """
    let numbers: [UInt8] =
      [0xc0, 0x3f, 0x80, 0xbf, 0x00, 0x3e, 0x00, 0xc0] + [UInt8](repeating: 0, count: 6) + [
        0xe0, 0x3f,
      ]
    var length = UInt64(header.utf8.count).littleEndian
    let data = withUnsafeBytes(of: &length) { Data($0) } + Data(header.utf8) + Data(numbers)
    let file = try SafetensorsFile(data)
    #expect(try file.floats(of: "bf") == [1.5, -1])
    #expect(try file.floats(of: "h") == [1.5, -2])
    #expect(try file.floats(of: "d") == [0.5])
    for name in ["i", "short", "none"] {
      #expect(throws: Failure.self) { try file.floats(of: name) }
    }
  }
}

/// What is no model that the course can compute.
@Suite struct RefusalTests {
  private let folder: TemporaryFolder
  private let target: HuggingFaceFolder

  init() throws {
    folder = try TemporaryFolder()
    target = HuggingFaceFolder(folder.url)
    let tokenizer = makeTokenizer()
    try target.write(makeModel(tokenizer), tokenizer, newTokens: 5, card: "")
  }

  /// The words of the refusal, after a text in a file was replaced by another.
  private func refusal(_ file: String, _ old: String, _ new: String) throws -> String {
    let text = try folder.read(file)
    #expect(text.contains(old))
    _ = try folder.write(text.replacing(old, with: new), to: file)
    let error = #expect(throws: Failure.self) { try target.read() }
    return try #require(error).problem
  }

  @Test(arguments: [
    (#""gpt2""#, #""llama""#, "model_type is llama, but needed is gpt2"),
    ("GPT2LMHeadModel", "GPT2DoubleHeadsModel", "architectures is GPT2DoubleHeadsModel"),
    ("gelu_new", "gelu", "activation_function is gelu"),
    (#""n_head" : 2"#, #""n_head" : 3"#, "n_head is 3"),
    (#""n_embd" : 8"#, #""n_embd" : 16"#, "[264, 16]"),
    (#""n_layer" : 2"#, #""n_layer" : 3"#, "transformer.h.2"),
    (#""n_layer" : 2"#, #""n_layer" : 1"#, "transformer.h.1"),
    (#""n_layer" : 2"#, #""n_layer" : -1"#, "n_layer is -1"),
    (#""n_layer" : 2"#, #""n_layer" : "2""#, "n_layer"),
    (#""vocab_size" : 264"#, #""vocab_size" : 300"#, "264 tokens"),
    (#""eos_token_id" : 0"#, #""eos_token_id" : 1"#, "eos_token_id is 1"),
    (#""tie_word_embeddings" : true"#, #""tie_word_embeddings" : false"#, "tie_word_embeddings"),
    (#""layer_norm_epsilon" : 1e-05"#, #""layer_norm_epsilon" : 1e-6"#, "layer_norm_epsilon"),
  ])
  func `a config.json that does not fit is told by its key`(
    old: String, new: String, words: String
  ) throws {
    let told = try refusal("config.json", old, new)
    #expect(told.contains(words), "\(told)")
  }

  @Test(arguments: [
    (#""ByteLevel""#, #""Whitespace""#, "another rule"),
    ("{64}", "{65}", "another rule"),
    (#""BPE""#, #""WordPiece""#, "another rule"),
    (#""id" : 1,"#, #""id" : 900,"#, "leave gaps"),
    (#""merges""#, #""merge""#, "merges"),
  ])
  func `a tokenizer that does not fit is told`(old: String, new: String, words: String) throws {
    let told = try refusal("tokenizer.json", old, new)
    #expect(told.contains(words), "\(told)")
  }

  @Test func `what is missing is told`() throws {
    for (file, words) in [
      ("model.safetensors", "model.safetensors"), ("tokenizer.json", "tokenizer.json"),
      ("config.json", "config.json"),
    ] {
      try FileManager.default.removeItem(at: folder.url.appending(path: file))
      let error = #expect(throws: Failure.self) { try target.read() }
      #expect(try #require(error).problem.contains(words))
    }
  }

  @Test func `weights of a training that failed are refused`() throws {
    let tokenizer = makeTokenizer()
    let model = makeModel(tokenizer)
    model.parameters[100] = .nan
    try target.write(model, tokenizer, newTokens: 5, card: "")
    let error = #expect(throws: Failure.self) { try target.read() }
    #expect(try #require(error).problem.contains("not finite"))
  }

  @Test func `of an adapter it is said how to make a model of it`() throws {
    let file = folder.url.appending(path: "model.safetensors")
    try FileManager.default.moveItem(
      at: file, to: folder.url.appending(path: "adapter_model.safetensors"))
    let error = #expect(throws: Failure.self) { try target.read() }
    #expect(try #require(error).description.contains("merge_and_unload"))
  }

  @Test func `weights that are cut short are told, with the file`() throws {
    let file = folder.url.appending(path: "model.safetensors")
    try Data(contentsOf: file).dropLast(5).write(to: file)
    let error = #expect(throws: Failure.self) { try target.read() }
    #expect(try #require(error).problem.contains("cut short"))
  }
}
