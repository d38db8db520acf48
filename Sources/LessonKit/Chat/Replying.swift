import Alignment
import Course
import Foundation
import Models
import Randomness
import Tensors
import Tokenization
import ToyWorld

/// How answers are drawn.
struct ReplyOptions: Sendable {
  /// 0 always takes the likeliest token.
  var temperature = 1.0
  /// Answers of each model, of which the reward model's favourite is told.
  var candidates = 1
}

extension Course {
  /// One answer of a model to a question, read by the reward model, the rubric and the reference.
  func reply(
    of chat: ChatModel, beside models: ChatModels, to question: String, _ options: ReplyOptions,
    using random: inout RandomSource
  ) -> Reply {
    let prompt = tokenizer.prompt(question)
    let completions = chat.model.sample(
      Array(repeating: prompt, count: options.candidates),
      options: SamplingOptions(
        temperature: Float(options.temperature), maximumNewTokens: examiner.maximumNewTokens,
        endOfText: tokenizer.endOfText),
      workers: workers, using: &random)
    // What was cut off comes last, whatever its score.
    let ended = completions.filter(\.hasEnded)
    let candidates = ended.isEmpty ? Array(completions.prefix(1)) : ended
    let scores = models.judge?.scores(candidates.map { prompt + $0.tokens }, workers: workers)
    let best = scores.flatMap { scores in scores.indices.max { scores[$0] < scores[$1] } } ?? 0
    let completion = candidates[best]
    let text = tokenizer.text(completion.tokens)
    return Reply(
      model: chat.name.rawValue, text: text, hasEnded: completion.hasEnded,
      tokens: tokens(
        completion.tokens, after: prompt, by: chat.model, from: models.reference,
        temperature: options.temperature),
      reward: completion.hasEnded ? scores.map { Double($0[best]) } : nil,
      gold: world.prompt(withText: question).map {
        examiner.rubric.judge(text, ended: completion.hasEnded, to: $0).gold
      })
  }

  /// The tokens of an answer as its model saw them, and how far it was from the reference at each.
  private func tokens(
    _ response: [Int32], after prompt: [Int32], by model: LanguageModel,
    from reference: LanguageModel?, temperature: Double
  ) -> [ReplyToken] {
    let scale = temperature > 0 ? Float(temperature) : 1
    return withTape(model.parameters) { tape in
      let (logs, own) = model.logProbabilities(
        of: [response], after: [prompt], temperature: scale, on: tape)
      let divergences = reference.map { reference in
        withTape(reference.parameters) { tape in
          let others = reference.logProbabilities(of: [response], after: [prompt], on: tape)
            .distributions
          return response.indices.map {
            klDivergence(own.values(row: $0), others.values(row: $0))
          }
        }
      }
      return response.enumerated().map { place, id in
        ReplyToken(
          id: id, text: tokenizer.visible(id), logProbability: Double(logs.value[place]),
          kl: divergences?[place])
      }
    }
  }
}
