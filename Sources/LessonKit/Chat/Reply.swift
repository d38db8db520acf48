import Foundation

/// A token of an answer, with what its model thought of it.
package struct ReplyToken: Encodable, Sendable {
  package let id: Int32
  package let text: String
  /// log π, at the temperature that it was drawn with; at 1 where the likeliest was taken.
  package let logProbability: Double
  /// KL(π ‖ π_SFT) over the whole vocabulary at this place, in nats.
  package let kl: Double?

  package var probability: Double { exp(logProbability) }
}

/// What one model answered.
package struct Reply: Encodable, Sendable {
  package let model: String
  /// Without the marker at its end.
  package let text: String
  package let hasEnded: Bool
  package let tokens: [ReplyToken]
  /// The reward model's score; nil for an answer that was cut off, of which it knows nothing.
  package let reward: Double?
  /// The rubric's score, 0...1; nil for a question that this world doesn't ask.
  package let gold: Double?

  /// log π of the whole answer: the sum over its tokens.
  package var logProbability: Double { tokens.reduce(0) { $0 + $1.logProbability } }

  /// KL(π ‖ π_SFT) in nats: the sum over its tokens.
  package var kl: Double? {
    let divergences = tokens.compactMap(\.kl)
    return divergences.count == tokens.count ? divergences.reduce(0, +) : nil
  }

  private enum CodingKeys: String, CodingKey {
    case model, text, hasEnded, tokens, reward, gold, logProbability, kl
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(model, forKey: .model)
    try container.encode(text, forKey: .text)
    try container.encode(hasEnded, forKey: .hasEnded)
    try container.encode(tokens, forKey: .tokens)
    try container.encode(reward, forKey: .reward)
    try container.encode(gold, forKey: .gold)
    try container.encode(logProbability, forKey: .logProbability)
    try container.encode(kl, forKey: .kl)
  }
}

/// A question with the answers of all models.
package struct Exchange: Encodable, Sendable {
  package let question: String
  package let temperature: Double
  /// How many answers each model drew, of which the best one is told.
  package let candidates: Int
  /// Words of the question that the web text doesn't have.
  package let unknownWords: [String]
  package let replies: [Reply]
}
