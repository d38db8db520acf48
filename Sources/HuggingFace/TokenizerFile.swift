import Tokenization

/// `tokenizer.json` of Hugging Face's tokenizers (in snake case there).
struct TokenizerFile: Encodable {
  let version = "1.0"
  let addedTokens: [AddedToken]
  let preTokenizer = Steps(pretokenizers: TokenizerFile.preTokenizer)
  let decoder = Step.decoder
  let model: Model

  struct AddedToken: Encodable {
    let id: Int
    let content: String
    let special = true
    let normalized = false
    let singleWord = false
    let lstrip = false
    let rstrip = false
  }

  struct Steps: Encodable {
    let type = "Sequence"
    let pretokenizers: [Step]
  }

  struct Step: Encodable {
    let type: String
    var pattern: [String: String]?
    var behavior: String?
    var invert: Bool?
    var addPrefixSpace: Bool?
    var trimOffsets: Bool?
    var useRegex: Bool?

    static func split(_ expression: String) -> Step {
      Step(type: "Split", pattern: ["Regex": expression], behavior: "Isolated", invert: false)
    }

    static let bytes = Step(
      type: "ByteLevel", addPrefixSpace: false, trimOffsets: false, useRegex: false)
    static let decoder = Step(
      type: "ByteLevel", addPrefixSpace: false, trimOffsets: false, useRegex: false)
  }

  struct Model: Encodable {
    let type = "BPE"
    let vocab: [String: Int]
    let merges: [[String]]
    let fuseUnk = false
    let byteFallback = false
    let ignoreMerges = false
  }

  /// How a text is split into the pieces of `pieces(of:)`.
  static var preTokenizer: [Step] {
    [
      .split(#"\n| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|[^\S\n]+(?= \S)|[^\S\n]+"#),
      .bytes,
      // By now a character stands for a byte. Runs are cut after 64 of them, but not within a character of several
      // bytes: those that continue one, 0x80 … 0xBF, follow.
      .split("[\\s\\S]{64}[\(continuations)]*"),
    ]
  }

  init(_ tokenizer: Tokenizer) {
    addedTokens = tokenizer.specialTokens.enumerated().map { AddedToken(id: $0, content: $1) }
    let names = tokenizer.names
    model = Model(
      vocab: Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) }),
      merges: tokenizer.mergedNames)
  }

  /// The bytes that continue a character of several bytes, as the inside of a class of a regular expression.
  private static var continuations: String {
    (0x80...0xbf as ClosedRange<UInt8>).map { Tokenizer.name(of: $0) }.joined()
  }
}

/// `tokenizer_config.json`.
struct TokenizerConfiguration: Encodable {
  // Under `GPT2Tokenizer`, transformers 5 would split texts by GPT-2's rule.
  let tokenizerClass = "PreTrainedTokenizerFast"
  let bosToken, eosToken, padToken: String
  let modelMaxLength: Int
  let cleanUpTokenizationSpaces = false
  let paddingSide = "right"
  let modelInputNames = ["input_ids", "attention_mask"]
}
