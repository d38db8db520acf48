import Foundation
import Models
import Tensors
import Tokenization
import Words

/// A model with its tokenizer, as Hugging Face's transformers read them from a folder: `AutoModelForCausalLM` or
/// `AutoModelForSequenceClassification`, and `AutoTokenizer`.
package struct HuggingFaceFolder: Sendable {
  package let url: URL

  package init(_ url: URL) { self.url = url }

  /// Writes a language model.
  ///
  /// - Parameters:
  ///   - newTokens: how many tokens `generate()` writes at most.
  ///   - card: the model's card, `README.md`, in Markdown.
  /// - Throws: `Failure`.
  package func write(
    _ model: LanguageModel, _ tokenizer: Tokenizer, newTokens: Int, card: String
  ) throws {
    try write(
      model.gpt2Parameters, model.configuration, isScalar: false, tokenizer, card: card)
    try write(
      GenerationConfiguration(
        bosTokenId: tokenizer.endOfText, eosTokenId: tokenizer.endOfText,
        padTokenId: tokenizer.padding, maxNewTokens: newTokens), to: "generation_config.json")
  }

  /// Writes a reward model. It reads a prompt and an answer with its `<eos>`; what follows must be padding.
  ///
  /// - Throws: `Failure`.
  package func write(_ model: ScalarModel, _ tokenizer: Tokenizer, card: String) throws {
    try write(
      model.gpt2Parameters, model.transformer.configuration, isScalar: true, tokenizer, card: card)
  }

  private func write(
    _ parameters: Parameters, _ configuration: TransformerConfiguration, isScalar: Bool,
    _ tokenizer: Tokenizer, card: String
  ) throws {
    try makeFolder(url)
    try writeAtomically(card, to: url.appending(path: "README.md"))
    try write(
      GPT2Configuration(
        configuration, isScalar: isScalar, endOfText: tokenizer.endOfText,
        padding: tokenizer.padding), to: "config.json")
    // Without the metadata, some versions do not know whose format it is.
    try writeAtomically(
      Checkpoint.data(parameters, metadata: ["format": "pt"]),
      to: url.appending(path: "model").appendingPathExtension("safetensors"))
    try write(TokenizerFile(tokenizer), to: "tokenizer.json")
    let end = tokenizer.token(tokenizer.endOfText)
    try write(
      TokenizerConfiguration(
        bosToken: end, eosToken: end, padToken: tokenizer.token(tokenizer.padding),
        modelMaxLength: configuration.contextLength), to: "tokenizer_config.json")
  }

  private func write(_ content: some Encodable, to name: String) throws {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    try writeAtomically(encoder.encode(content) + Data("\n".utf8), to: url.appending(path: name))
  }
}

extension Tokenizer {
  /// What fills up short sequences of a batch there; the course has none. It must differ from `<eos>`, as a reward model
  /// reads the last token that is no padding, which is `<eos>`; no text of a language model has a `<mask>`.
  var padding: Int32 { mask }
}
