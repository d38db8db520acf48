import Alignment
import Models
import Randomness
import ToyWorld
import Words

/// Outputs of the SFT model for one prompt, which everybody gets under the same number.
package struct LabelSet: Sendable {
  package let number: Int
  package let prompt: String
  package let completions: [String]
}

extension Course {
  /// The most and the fewest outputs of a set that people rank.
  package static let labelOutputs = 4...9

  /// The sequence of sets that people rank, in pages; fixed by world, settings and seed.
  ///
  /// - Returns: sets of 4 to 9 outputs, no two alike. A set is missing where the model knows but one answer.
  package func labelSets(page: Int, seed: UInt64) throws -> [LabelSet] {
    struct Settings: Codable {
      var page: Int
      var setSeed: UInt64
    }
    let size = 50
    let sft = try supervisedFineTuned()
    let key = try StageKey(
      "label-sets", recipe: 1, settings: Settings(page: page, setSeed: seed), parents: [sft.key])
    let outputs = try runner.stage(
      key, title: Label("outputs", ["count": "\(size)"]), total: size, snapshot: [Outputs](),
      restore: { _, outputs in outputs }, weights: { _ in nil },
      run: { run in
        var random = RandomSource(seed: seed, stream: "label sets, page \(page)")
        let most = Course.labelOutputs.upperBound
        let prompts = (0..<size).map { _ in
          world.samplePrompt(from: .equalShares(), split: .train, using: &random)
        }
        let answers = examiner.answers(
          of: sft.product, to: prompts.flatMap { Array(repeating: $0, count: 3 * most) },
          workers: workers, using: &random)
        run.snapshot = prompts.enumerated().map { place, prompt in
          let texts = answers[place * 3 * most..<(place + 1) * 3 * most]
            .filter(\.hasEnded).map(\.text)
          return Outputs(
            prompt: prompt.text, completions: Array(texts.withoutRepeats.prefix(most)))
        }
        try run.update(size, .none)
        return (run.snapshot, .none)
      })
    return outputs.product.enumerated().compactMap { place, outputs in
      guard outputs.completions.count >= Course.labelOutputs.lowerBound else { return nil }
      return LabelSet(
        number: page * size + place, prompt: outputs.prompt, completions: outputs.completions)
    }
  }
}
