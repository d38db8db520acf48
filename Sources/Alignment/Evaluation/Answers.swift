import Models
import Randomness
import Tensors
import Tokenization
import ToyWorld
import Training

/// What a model answered, and what the gold rubric thinks of it.
package struct Answer: Sendable {
  package var prompt: Prompt
  /// The prompt's place in the list that was asked: answers to one prompt are not independent, and
  /// intervals are clustered by it.
  package var cluster: Int
  package var text: String
  /// The response's tokens, with the end marker where the model wrote it.
  package var tokens: [Int32]
  package var hasEnded: Bool
  package var judgement: Judgement

  package var gold: Double { judgement.gold }

  package init(
    prompt: Prompt, cluster: Int, text: String, tokens: [Int32], hasEnded: Bool,
    judgement: Judgement
  ) {
    (self.prompt, self.cluster, self.text) = (prompt, cluster, text)
    (self.tokens, self.hasEnded, self.judgement) = (tokens, hasEnded, judgement)
  }
}

/// Asks models, and judges what they say.
package struct Examiner: Sendable {
  package let tokenizer: Tokenizer
  package let rubric: Rubric
  package var maximumNewTokens: Int

  /// An answer is cut off after this many tokens; good ones take half as many.
  package static let standardMaximumNewTokens = 28

  package init(
    tokenizer: Tokenizer, rubric: Rubric, maximumNewTokens: Int = standardMaximumNewTokens
  ) {
    self.tokenizer = tokenizer
    self.rubric = rubric
    self.maximumNewTokens = maximumNewTokens
  }

  /// One answer to each prompt.
  package func answers(
    of model: LanguageModel, to prompts: [Prompt], temperature: Float = 1, workers: Workers,
    using random: inout RandomSource
  ) -> [Answer] {
    let completions = model.sample(
      workers.map(prompts.count) { tokenizer.prompt(prompts[$0].text) },
      options: SamplingOptions(
        temperature: temperature, maximumNewTokens: maximumNewTokens,
        endOfText: tokenizer.endOfText),
      workers: workers, using: &random)
    var known: [Prompt: Int] = [:]
    let clusters = prompts.map { prompt in
      let cluster = known[prompt] ?? known.count
      known[prompt] = cluster
      return cluster
    }
    return workers.map(prompts.count) { index in
      judged(
        completions[index].tokens, hasEnded: completions[index].hasEnded, to: prompts[index],
        cluster: clusters[index])
    }
  }

  /// Decodes a response and has the rubric judge it.
  package func judged(
    _ tokens: [Int32], hasEnded: Bool, to prompt: Prompt, cluster: Int = 0
  ) -> Answer {
    let text = tokenizer.text(tokens)
    return Answer(
      prompt: prompt, cluster: cluster, text: text, tokens: tokens, hasEnded: hasEnded,
      judgement: rubric.judge(text, ended: hasEnded, to: prompt))
  }
}

extension World {
  /// Prompts to examine a model with: `perKind` of each kind, going round where there are fewer, so
  /// that kinds with few prompts count as much as others.
  package func examination(_ split: Split, perKind: Int) -> [Prompt] {
    PromptKind.allCases.flatMap { kind in
      let prompts = prompts(kind, split)
      return (0..<(prompts.isEmpty ? 0 : perKind)).map { prompts[$0 % prompts.count] }
    }
  }
}
