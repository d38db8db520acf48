import Foundation
import Models
import Randomness
import Tensors
import Tokenization
import Words

/// A model that was trained elsewhere.
package struct ImportedModel: Sendable {
  package enum Network: Sendable {
    case language(LanguageModel)
    /// A reward model.
    case scalar(ScalarModel)
  }

  package let network: Network
  package let tokenizer: Tokenizer
}

extension HuggingFaceFolder {
  /// Reads a model of GPT-2's kind with its tokenizer.
  ///
  /// Tokens are put in the course's order: markers, bytes, merges. Rows of the embedding move with them.
  ///
  /// - Throws: `Failure` that says what does not fit.
  package func read() throws -> ImportedModel {
    let file = url.appending(path: "config.json")
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw Failure("import.no-model", at: url.path)
    }
    let config: ReadConfiguration = try readJSON(file, orFail: "import.settings")
    try config.check(at: file)
    let (tokenizer, order) = try readTokenizer(words: config.vocabSize)
    if let end = config.eosTokenId, end != order[0] {
      let values = ["key": "eos_token_id", "found": "\(end)", "needed": "\(order[0])"]
      throw Failure("import.other", values, at: file.path)
    }
    let configuration = TransformerConfiguration(
      vocabularySize: tokenizer.vocabularySize, width: config.nEmbd, layers: config.nLayer,
      heads: config.nHead, contextLength: config.nPositions,
      initialDeviation: config.initializerRange ?? 0.02)
    let weights = try Weights(in: url)
    let model = try LanguageModel(configuration) { parameter in
      let name = GPT2Names.name(of: parameter.name)
      let values = try weights.floats(name, parameter.shape)
      guard name == "transformer.wte.weight" else { return values }
      let width = configuration.width
      return order.flatMap { values[$0 * width..<($0 + 1) * width] }
    }
    guard config.isScalar else {
      try weights.requireNothingElse(unless: model.parameters.layout.map(\.name), tied: true)
      return ImportedModel(network: .language(model), tokenizer: tokenizer)
    }
    var random = RandomSource(seed: 0)
    let scalar = ScalarModel(from: model, using: &random)
    let head = try weights.floats("score.weight", Shape(1, configuration.width))
    scalar.parameters.set(scalar.head.weight, to: head)
    try weights.requireNothingElse(unless: model.parameters.layout.map(\.name), tied: false)
    return ImportedModel(network: .scalar(scalar), tokenizer: tokenizer)
  }

  /// - Parameter words: how many rows the embedding has.
  /// - Returns: the tokenizer, and which row each of its tokens has.
  private func readTokenizer(words: Int) throws -> (Tokenizer, [Int]) {
    let file = url.appending(path: "tokenizer.json")
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw Failure("import.no-tokenizer", at: url.path)
    }
    let read: ReadTokenizer = try readJSON(file, orFail: "import.tokenizer")
    guard read.model.type == "BPE", read.splits == ReadTokenizer.courseSplits else {
      throw Failure("import.tokenizer-rule", at: file.path)
    }
    let markers = read.addedTokens.sorted { $0.id < $1.id }
    let tokenizer = try Tokenizer(
      specialTokens: markers.map(\.content), mergedNames: read.model.merges.map(\.parts),
      path: file.path)
    var ids = read.model.vocab
    for marker in markers { ids[marker.content] = marker.id }
    let order = try tokenizer.names.map { name in
      guard let id = ids[name] else {
        throw Failure("import.no-token", ["name": name], at: file.path)
      }
      return id
    }
    guard words == order.count, order.sorted() == Array(0..<words) else {
      let values = ["count": "\(order.count)", "rows": "\(words)"]
      throw Failure("import.token-count", values, at: file.path)
    }
    // Two markers are known by their places.
    guard markers.count >= 2 else { throw Failure("import.markers", at: file.path) }
    return (tokenizer, order)
  }
}

/// What is read of `config.json`.
private struct ReadConfiguration: Decodable {
  let modelType: String
  let architectures: [String]?
  let vocabSize, nPositions, nEmbd, nLayer, nHead: Int
  let nInner: Int?
  let activationFunction: String?
  let layerNormEpsilon, initializerRange: Double?
  let tieWordEmbeddings, scaleAttnWeights, scaleAttnByInverseLayerIdx: Bool?
  let id2label: [String: String]?
  /// The marker that ends a text.
  let eosTokenId: Int?

  var isScalar: Bool { architectures?.first == "GPT2ForSequenceClassification" }

  private enum CodingKeys: String, CodingKey {
    case modelType = "model_type"
    case architectures
    case vocabSize = "vocab_size"
    case nPositions = "n_positions"
    case nEmbd = "n_embd"
    case nLayer = "n_layer"
    case nHead = "n_head"
    case nInner = "n_inner"
    case activationFunction = "activation_function"
    case layerNormEpsilon = "layer_norm_epsilon"
    case initializerRange = "initializer_range"
    case tieWordEmbeddings = "tie_word_embeddings"
    case scaleAttnWeights = "scale_attn_weights"
    case scaleAttnByInverseLayerIdx = "scale_attn_by_inverse_layer_idx"
    case id2label
    case eosTokenId = "eos_token_id"
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    modelType = try container.decode(String.self, forKey: .modelType)
    // Of another kind of model nothing else is asked.
    let isGPT2 = modelType == "gpt2"
    func number(_ key: CodingKeys) throws -> Int {
      isGPT2 ? try container.decode(Int.self, forKey: key) : 0
    }
    (vocabSize, nPositions) = (try number(.vocabSize), try number(.nPositions))
    (nEmbd, nLayer, nHead) = (try number(.nEmbd), try number(.nLayer), try number(.nHead))
    architectures = try container.decodeIfPresent([String].self, forKey: .architectures)
    nInner = try container.decodeIfPresent(Int.self, forKey: .nInner)
    activationFunction = try container.decodeIfPresent(String.self, forKey: .activationFunction)
    layerNormEpsilon = try container.decodeIfPresent(Double.self, forKey: .layerNormEpsilon)
    initializerRange = try container.decodeIfPresent(Double.self, forKey: .initializerRange)
    tieWordEmbeddings = try container.decodeIfPresent(Bool.self, forKey: .tieWordEmbeddings)
    scaleAttnWeights = try container.decodeIfPresent(Bool.self, forKey: .scaleAttnWeights)
    scaleAttnByInverseLayerIdx = try container.decodeIfPresent(
      Bool.self, forKey: .scaleAttnByInverseLayerIdx)
    id2label = try container.decodeIfPresent([String: String].self, forKey: .id2label)
    eosTokenId = try container.decodeIfPresent(Int.self, forKey: .eosTokenId)
  }

  /// - Throws: `Failure` for what the course's transformer does not compute.
  func check(at file: URL) throws {
    func refuse(_ key: String, _ found: String, _ needed: String) -> Failure {
      Failure("import.other", ["key": key, "found": found, "needed": needed], at: file.path)
    }
    guard modelType == "gpt2" else { throw refuse("model_type", modelType, "gpt2") }
    let known = ["GPT2LMHeadModel", "GPT2ForSequenceClassification"]
    guard let architecture = architectures?.first, known.contains(architecture) else {
      throw refuse(
        "architectures", architectures?.joined(separator: ", ") ?? "", known.joined(separator: ", ")
      )
    }
    let sizes = [
      ("vocab_size", vocabSize, 258...1_000_000), ("n_positions", nPositions, 2...100_000),
      ("n_embd", nEmbd, 1...20_000), ("n_layer", nLayer, 1...200), ("n_head", nHead, 1...200),
    ]
    for (key, value, range) in sizes where !range.contains(value) {
      throw refuse(key, "\(value)", "\(range.lowerBound) … \(range.upperBound)")
    }
    guard nEmbd % nHead == 0 else {
      throw refuse("n_head", "\(nHead)", "\(nEmbd) / n")
    }
    let wide = nInner ?? 4 * nEmbd
    guard wide == 4 * nEmbd else { throw refuse("n_inner", "\(wide)", "\(4 * nEmbd)") }
    let activation = activationFunction ?? "gelu_new"
    guard ["gelu_new", "gelu_pytorch_tanh"].contains(activation) else {
      throw refuse("activation_function", activation, "gelu_new")
    }
    let epsilon = layerNormEpsilon ?? 1e-5
    guard abs(epsilon / 1e-5 - 1) < 1e-3 else {
      throw refuse("layer_norm_epsilon", "\(epsilon)", "1e-05")
    }
    guard scaleAttnWeights ?? true, !(scaleAttnByInverseLayerIdx ?? false) else {
      throw refuse("scale_attn_weights", "false", "true")
    }
    guard isScalar || tieWordEmbeddings ?? true else {
      throw refuse("tie_word_embeddings", "false", "true")
    }
    guard !isScalar || id2label?.count == 1 else {
      throw refuse("num_labels", "\(id2label?.count ?? 2)", "1")
    }
  }
}

/// The tensors of one file, or of several with an index.
private struct Weights {
  private let url: URL
  private var files: [String: SafetensorsFile] = [:]

  init(in folder: URL) throws {
    url = folder
    let single = folder.appending(path: "model").appendingPathExtension("safetensors")
    let index = folder.appending(path: "model.safetensors.index.json")
    func isThere(_ file: URL) -> Bool { FileManager.default.fileExists(atPath: file.path) }
    if isThere(single) {
      try read(single)
    } else if isThere(index) {
      struct Index: Decodable {
        let weightMap: [String: String]

        private enum CodingKeys: String, CodingKey { case weightMap = "weight_map" }
      }
      let map: Index = try readJSON(index, orFail: "import.settings")
      for name in Set(map.weightMap.values).sorted() {
        guard !name.contains("/") else { throw Failure("import.settings", at: index.path) }
        try read(folder.appending(path: name))
      }
    } else if isThere(folder.appending(path: "adapter_model.safetensors")) {
      throw Failure("import.adapter", at: folder.path)
    } else {
      throw Failure("import.no-weights", at: folder.path)
    }
  }

  private mutating func read(_ file: URL) throws {
    do {
      let content = try SafetensorsFile(readInput(file, most: 100_000_000_000))
      for name in content.names {
        files[name.hasPrefix("transformer.") || isOfHead(name) ? name : "transformer." + name] =
          content
      }
    } catch let failure as Failure {
      throw failure.placed(at: file.path)
    }
  }

  private func isOfHead(_ name: String) -> Bool {
    name.hasPrefix("lm_head.") || name.hasPrefix("score.")
  }

  func floats(_ name: String, _ shape: Shape) throws -> [Float] {
    let short = String(name.dropFirst("transformer.".count))
    guard let file = files[name] else {
      throw Failure("checkpoint.missing", ["name": name], at: url.path)
    }
    let stored = file.shape(of: name) == nil ? short : name
    guard let found = file.shape(of: stored), found == shape.axes else {
      let values = [
        "name": stored, "found": "\(file.shape(of: stored) ?? [])", "needed": "\(shape.axes)",
      ]
      throw Failure("checkpoint.other", values, at: url.path)
    }
    do {
      let values = try file.floats(of: stored)
      guard values.allSatisfy(\.isFinite) else {
        throw Failure("import.not-finite", ["name": stored], at: url.path)
      }
      return values
    } catch let failure as Failure {
      throw failure.placed(at: url.path)
    }
  }

  /// Old files also have the causal masks of attention, `attn.bias` and `attn.masked_bias`, and some the output layer,
  /// which is the embedding.
  func requireNothingElse(unless names: [String], tied: Bool) throws {
    let known = Set(names.map(GPT2Names.name) + ["score.weight"] + (tied ? ["lm_head.weight"] : []))
    let extra = files.keys.filter {
      !known.contains($0) && !$0.hasSuffix(".attn.bias") && !$0.hasSuffix(".attn.masked_bias")
    }
    if let extra = extra.min() {
      throw Failure("checkpoint.unexpected", ["name": extra], at: url.path)
    }
  }
}

extension Failure {
  fileprivate func placed(at path: String) -> Failure {
    self.path == nil ? Failure("import.file", ["reason": reason], at: path) : self
  }
}

/// What is read of `tokenizer.json`.
private struct ReadTokenizer: Decodable {
  struct Marker: Decodable {
    let id: Int
    let content: String
  }

  /// `["Ġ", "t"]`, or `"Ġ t"` in older files.
  struct Merge: Decodable {
    let parts: [String]

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let text = try? container.decode(String.self) {
        parts = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
      } else {
        parts = try container.decode([String].self)
      }
    }
  }

  struct Model: Decodable {
    let type: String
    let vocab: [String: Int]
    let merges: [Merge]
  }

  struct Step: Decodable {
    let type: String
    let pattern: [String: String]?
    let pretokenizers: [Step]?
  }

  let addedTokens: [Marker]
  let preTokenizer: Step?
  let model: Model

  private enum CodingKeys: String, CodingKey {
    case addedTokens = "added_tokens"
    case preTokenizer = "pre_tokenizer"
    case model
  }

  /// How a text is split, as far as it matters here.
  var splits: [String] {
    (preTokenizer?.pretokenizers ?? [preTokenizer].compactMap(\.self)).map { step in
      "\(step.type) \(step.pattern?["Regex"] ?? "")"
    }
  }

  static var courseSplits: [String] {
    TokenizerFile.preTokenizer.map { "\($0.type) \($0.pattern?["Regex"] ?? "")" }
  }
}
