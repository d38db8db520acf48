import Glibc
import Randomness
import Tensors

/// What a model wrote after a prompt.
package struct Completion: Sendable, Equatable {
  /// The tokens after the prompt; the end-of-text token is the last where the model wrote it.
  package var tokens: [Int32]
  /// log π of each token, at the temperature of the sampling; of greedy sampling, at temperature 1.
  package var logProbabilities: [Float]
  /// Whether the model ended the text itself rather than being cut off.
  package var hasEnded: Bool
}

/// How text is drawn from a model. There is no top-k or top-p: the distribution sampled from must be
/// the one that the KL divergence is computed with.
package struct SamplingOptions: Sendable {
  /// Below 1 the likely becomes likelier, 0 always takes the likeliest.
  package var temperature: Float
  package var maximumNewTokens: Int
  package var endOfText: Int32
  /// How many sequences a worker writes side by side: more gain little, and leave other workers without.
  package var batchSize: Int

  package init(
    temperature: Float = 1, maximumNewTokens: Int, endOfText: Int32, batchSize: Int = 32
  ) {
    self.temperature = temperature
    self.maximumNewTokens = maximumNewTokens
    self.endOfText = endOfText
    self.batchSize = batchSize
  }
}

extension LanguageModel {
  /// Continues each prompt, all of them side by side, until each has ended or reached the limit.
  ///
  /// Each sequence draws from a random source of its own, so what one writes does not depend on how
  /// long the others are.
  package func sample(
    _ prompts: [[Int32]], options: SamplingOptions, workers: Workers,
    using random: inout RandomSource
  ) -> [Completion] {
    guard options.maximumNewTokens > 0,
      prompts.allSatisfy({ !$0.isEmpty && $0.count < configuration.contextLength })
    else {
      fatalError(
        "\(options.maximumNewTokens) new tokens after prompts of \(prompts.map(\.count)), but a prompt"
          + " has 1 to \(configuration.contextLength - 1) tokens and something is to be written")
    }
    let sources = prompts.map { _ in random.fork() }
    let batches = (prompts.count + options.batchSize - 1) / options.batchSize
    let panels = WeightPanels(parameters)
    let completions = workers.map(batches) { [self] batch in
      let range = prompts.shard(batch, of: batches)
      return sample(prompts[range], options, sources[range], panels)
    }
    return completions.flatMap { $0 }
  }

  private func sample(
    _ prompts: ArraySlice<[Int32]>, _ options: SamplingOptions,
    _ sources: ArraySlice<RandomSource>, _ panels: WeightPanels
  ) -> [Completion] {
    guard !prompts.isEmpty else { return [] }
    var sources = Array(sources)
    var completions = prompts.map { _ in
      Completion(tokens: [], logProbabilities: [], hasEnded: false)
    }
    let room = prompts.map { configuration.contextLength - $0.count }
    return withTape(parameters, panels: panels) { tape in
      let cache = transformer.makeCache(slots: prompts.count)
      var batch = TokenBatch(prompts, on: tape)
      while true {
        let scale = options.temperature > 0 ? options.temperature : 1
        let logits = self(batch, rows: batch.lastRows, temperature: scale, cache: cache)
        var next: [Int32] = []
        var active: [Int] = []
        for (row, index) in cache.active.enumerated() {
          let (token, logProbability) = draw(
            from: logits.value.probabilities(row: row), isGreedy: options.temperature == 0,
            using: &sources[index])
          completions[index].tokens.append(token)
          completions[index].logProbabilities.append(logProbability)
          let written = completions[index].tokens.count
          if token == options.endOfText {
            completions[index].hasEnded = true
          } else if written < min(options.maximumNewTokens, room[index]) {
            active.append(index)
            next.append(token)
          }
        }
        guard !active.isEmpty else { return completions }
        cache.active = active
        tape.reset()
        batch = TokenBatch(next: next, after: cache, on: tape)
      }
    }
  }
}

/// Draws a token with the given probabilities, and tells the log of its own.
private func draw(
  from probabilities: [Float], isGreedy: Bool, using random: inout RandomSource
) -> (Int32, Float) {
  var token = 0
  if isGreedy {
    for id in probabilities.indices where probabilities[id] > probabilities[token] { token = id }
  } else {
    var rest = Float(random.uniform())
    // Rounding can leave a rest after all tokens: then it is the last that is possible at all.
    for id in probabilities.indices where probabilities[id] > 0 {
      token = id
      rest -= probabilities[id]
      if rest < 0 { break }
    }
  }
  return (Int32(token), logf(probabilities[token]))
}
