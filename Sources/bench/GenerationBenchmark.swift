import Models
import Randomness
import Tensors

/// Tokens a second of `LanguageModel.sample`: 64 prompts of 8 tokens, 48 new ones each.
func measureGeneration(_ size: BenchmarkSize, repeats: Int, workers: Workers) -> Measurement {
  var random = RandomSource(seed: 0, stream: "bench")
  let model = LanguageModel(size.model, using: &random)
  let (count, promptLength) = (64, 8)
  let new = min(48, size.model.contextLength - promptLength)
  let prompts = size.prompts(count, length: promptLength, using: &random)
  // No token ends a text, so that all are written to their full length.
  let options = SamplingOptions(maximumNewTokens: new, endOfText: -1)
  let passes = 3
  func write(_ passes: Int) {
    for _ in 0..<passes {
      let texts = model.sample(prompts, options: options, workers: workers, using: &random)
      guard texts.allSatisfy({ $0.tokens.count == new }) else { fatalError("a text ended early") }
    }
  }
  write(2)
  let rates = (0..<repeats).map { _ in
    let start = now()
    write(passes)
    return Double(passes * count * new) / (now() - start)
  }
  return Measurement(
    "generate", size: size.name, threads: workers.threads, unit: "tokens/s", values: rates
  ) { $0 * (size.linearOperations + size.attentionOperations(promptLength + new / 2)) / 1e9 }
}

extension BenchmarkSize {
  func prompts(_ count: Int, length: Int, using random: inout RandomSource) -> [[Int32]] {
    (0..<count).map { _ in
      (0..<length).map { _ in Int32(random.below(model.vocabularySize)) }
    }
  }
}
