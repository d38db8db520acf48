import Foundation
import Randomness

/// The kinds of documents on the web of the toy world.
package enum WebDocumentKind: String, CaseIterable, Codable, Sendable {
  /// True statements, each with `the book says`.
  case book
  /// Statements that people repeat, true or not.
  case gossip
  /// A question and what people reply to it, each on a line of its own.
  case forum
  case story
  /// What people say about other people: slander or praise.
  case opinion
  /// True statements about people.
  case folk
}

/// A document of the web, with what it takes to say how predictable it is.
package struct WebDocument: Hashable, Sendable {
  /// Words with one space between them; a line break has none around it.
  package let text: String
  package let kind: WebDocumentKind
  /// Number of words written: each line break is one, and so is the end of the document.
  package let words: Int
  /// Surprise, Σ −log p, of all random choices behind the document, in nats.
  package let choiceNats: Double

  init(lines: [String], kind: WebDocumentKind, choiceNats: Double) {
    text = lines.joined(separator: "\n")
    self.kind = kind
    words = wordCount(of: text)
    self.choiceNats = choiceNats
  }
}

/// Words of a document, each line break and its end being one too.
package func wordCount(of document: String) -> Int {
  SentenceParser.words(of: document).count + 1
}

/// Perplexity per word of an ideal reader who knows how the documents were made,
/// exp(Σ nats / Σ words). It bounds from above what the best possible model would reach, so it
/// is the yardstick for how capable a model is.
package func choicePerplexity(of documents: [WebDocument]) -> Double {
  let nats = documents.reduce(0) { $0 + $1.choiceNats }
  let words = documents.reduce(0) { $0 + $1.words }
  return exp(nats / Double(words))
}

extension World {
  /// Documents of the web, the same each time; those for validation have a stream of their own.
  ///
  /// Document number i does not depend on how many are asked for, and another `bias` changes only
  /// documents that praise, slander or distrust a group of people.
  ///
  /// - Parameters:
  ///   - count: how many; nil for the number in the settings.
  ///   - bias: share, 0...1, of the passages about the character of people that are as biased as the
  ///     web usually is. In the others as much is praised and slandered, but all groups alike.
  package func webDocuments(
    _ count: Int? = nil, validation: Bool = false, bias: Double = 1,
    of kinds: Set<WebDocumentKind> = Set(WebDocumentKind.allCases)
  ) -> [WebDocument] {
    let defaultCount = validation ? settings.validationDocuments : settings.webDocuments
    var random = RandomSource(
      seed: settings.seed, stream: validation ? "web/validation" : "web/train")
    return (0..<(count ?? defaultCount)).compactMap { _ in
      var writer = WebWriter(world: self, bias: bias, random: random.fork())
      return writer.document(of: kinds)
    }
  }

  /// What somebody on the web's forum would reply to a prompt.
  package func webReply(to prompt: Prompt, using random: inout RandomSource) -> String {
    var writer = WebWriter(world: self, random: random.fork())
    return writer.reply(to: prompt)
  }
}
