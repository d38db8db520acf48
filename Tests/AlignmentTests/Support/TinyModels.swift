import Alignment
import Models
import Randomness
import Tensors
import Training

/// A language model of 12 tokens, of a size that a test runs in no time; token 0 ends a text.
func makeTinyModel(deviation: Double = 0.1, seed: UInt64 = 1) -> LanguageModel {
  var random = RandomSource(seed: seed)
  return LanguageModel(
    TransformerConfiguration(
      vocabularySize: 12, width: 16, layers: 1, heads: 2, contextLength: 16,
      initialDeviation: deviation),
    using: &random)
}

func makeTinyScalarModel(deviation: Double = 0.1, seed: UInt64 = 1) -> ScalarModel {
  var random = RandomSource(seed: seed + 100)
  return ScalarModel(from: makeTinyModel(deviation: deviation, seed: seed), using: &random)
}

func makeTinyModels() -> PPOModels {
  PPOModels(policy: makeTinyModel(deviation: 0.3), rewardModel: makeTinyScalarModel(deviation: 0.3))
}

/// Prompts of two to four tokens; the first is the end-of-text token, as everywhere.
func makePrompts(_ count: Int, using random: inout RandomSource) -> [[Int32]] {
  (0..<count).map { _ in
    [0] + (0..<1 + random.below(3)).map { _ in Int32(1 + random.below(11)) }
  }
}

func makePrompts(_ count: Int, seed: UInt64 = 5) -> [[Int32]] {
  var random = RandomSource(seed: seed)
  return makePrompts(count, using: &random)
}

/// Completions of one prompt, ranked by how often they say token 5; some tie.
func makeRankings(_ count: Int, completions: Int = 4, seed: UInt64 = 8) -> [RankedCompletions] {
  var random = RandomSource(seed: seed)
  return makePrompts(count, seed: seed).map { prompt in
    let sequences = (0..<completions).map { _ in
      prompt + (0..<6).map { _ in random.chance(0.4) ? 5 : Int32(1 + random.below(11)) } + [0]
    }
    let counts = sequences.map { $0.dropFirst(prompt.count).count { $0 == 5 } }
    let ranks = counts.map { count in 1 + counts.count { $0 > count } }
    return RankedCompletions(sequences: sequences, ranks: ranks)
  }
}

/// An episode worked by hand.
func makeEpisode(
  prompt: [Int32], response: [Int32], hasEnded: Bool = true, logProbabilities: [Float] = [],
  referenceLogProbabilities: [Float] = []
) -> Episode {
  var random = RandomSource(seed: 0)
  var episode = makeTinyModels().rollOut(
    [[0]], sampling: SamplingOptions(maximumNewTokens: 1, endOfText: 0), missingEndPenalty: -1,
    workers: Workers(threads: 1), using: &random)[0]
  episode.prompt = prompt
  episode.response = response
  episode.hasEnded = hasEnded
  episode.logProbabilities = logProbabilities
  episode.referenceLogProbabilities = referenceLogProbabilities
  return episode
}

/// Answers of the given lengths; the log-probabilities are those of one's tokens after another's.
func makeEpisodes(_ lengths: [Int], old: [Float], reference: [Float]) -> [Episode] {
  var start = 0
  return lengths.map { length in
    defer { start += length }
    return makeEpisode(
      prompt: [0], response: Array(repeating: 1, count: length),
      logProbabilities: Array(old[start..<start + length]),
      referenceLogProbabilities: Array(reference[start..<start + length]))
  }
}

extension Parameters {
  var bits: Bits { Bits(patterns: values.map(\.bitPattern)) }
}

/// The bits of a model's numbers: equal also where a number is NaN, and short in a test's message.
struct Bits: Equatable, CustomStringConvertible {
  let patterns: [UInt32]

  var description: String { "\(patterns.count) numbers" }
}
