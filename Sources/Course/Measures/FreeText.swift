import Alignment
import Metrics
import Models
import ToyWorld

extension Course {
  /// What a model writes when nobody asks it anything: documents from their start to their end.
  package func freeText(of model: LanguageModel, count: Int) -> [String] {
    var random = random("free text")
    let options = SamplingOptions(
      maximumNewTokens: model.configuration.contextLength - 1, endOfText: tokenizer.endOfText)
    return model.sample(
      Array(repeating: [tokenizer.endOfText], count: count), options: options, workers: workers,
      using: &random
    ).map { tokenizer.text($0.tokens) }
  }

  /// The share of sentences that are sentences of the toy world, whatever they say.
  package func grammaticality(of texts: [String]) -> Estimate {
    let parser = SentenceParser()
    let sentences = texts.enumerated().flatMap { text, content in
      let found = parser.grammaticality(of: content)
      return (0..<found.sentences).map { (isWellFormed: $0 < found.wellFormed, text: text) }
    }
    return .clusteredShare(
      of: sentences.map { $0.isWellFormed ? 1 : 0 }, clusters: sentences.map(\.text))
  }

  /// Several answers of a model to one prompt.
  package func answers(of model: LanguageModel, to prompt: Prompt, count: Int) -> [Answer] {
    var random = random("answers to \(prompt.text)")
    return examiner.answers(
      of: model, to: Array(repeating: prompt, count: count), workers: workers, using: &random)
  }
}
