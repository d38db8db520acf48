import Alignment
import Models
import Randomness
import ToyWorld
import Words

/// Outputs for one prompt, which everybody gets under the same number.
package struct LabelSet: Sendable {
  package let number: Int
  package let prompt: String
  package let completions: [String]
  /// Who wrote each; nil for what several models have written.
  package let writers: [CourseModel?]
}

extension Course {
  /// The most and the fewest outputs of a set that people rank.
  package static let labelOutputs = 4...9

  /// The sequence of sets that people rank, in pages; fixed by world, settings, models and seed.
  ///
  /// - Parameter models: whose outputs these are; of several, they take turns.
  /// - Returns: sets of 4 to 9 outputs, no two alike. A set is missing where the models know but few answers.
  package func labelSets(
    page: Int, seed: UInt64, models: [CourseModel] = [.sft]
  ) throws -> [LabelSet] {
    struct Settings: Codable {
      var page: Int
      var setSeed: UInt64
    }
    let writers = try models.map { try trained($0).writer }
    let key = try StageKey(
      "label-sets", recipe: 1, settings: Settings(page: page, setSeed: seed),
      parents: writers.map(\.key))
    let outputs = try runner.stage(
      key, title: Label("outputs", ["count": "\(labelPage)"]), total: labelPage,
      snapshot: [Outputs](), restore: { _, outputs in outputs }, weights: { _ in nil },
      run: { run in
        var random = RandomSource(seed: seed, stream: "label sets, page \(page)")
        let prompts = (0..<labelPage).map { _ in
          world.samplePrompt(from: .equalShares(), split: .train, using: &random)
        }
        run.snapshot = labelOutputs(of: writers, to: prompts, using: &random)
        try run.update(labelPage, .none)
        return (run.snapshot, .none)
      })
    return outputs.product.enumerated().compactMap { place, outputs in
      guard outputs.completions.count >= Course.labelOutputs.lowerBound else { return nil }
      return LabelSet(
        number: page * labelPage + place, prompt: outputs.prompt,
        completions: outputs.completions,
        writers: outputs.completions.indices.map { completion in
          let writer = outputs.writers?[completion] ?? 0
          return models.indices.contains(writer) ? models[writer] : nil
        })
    }
  }

  /// The set with a number; nil where it is missing.
  package func labelSet(
    _ number: Int, seed: UInt64, models: [CourseModel]
  ) throws -> LabelSet? {
    try labelSets(page: number / labelPage, seed: seed, models: models)
      .first { $0.number == number }
  }

  /// Sets of a page.
  private var labelPage: Int { 50 }

  private func labelOutputs(
    of writers: [Writer], to prompts: [Prompt], using random: inout RandomSource
  ) -> [Outputs] {
    let (most, drawn) = (Course.labelOutputs.upperBound, 3 * Course.labelOutputs.upperBound)
    let answers = writers.map { writer in
      examiner.answers(
        of: writer.model, to: prompts.flatMap { Array(repeating: $0, count: drawn) },
        workers: workers, using: &random)
    }
    return prompts.enumerated().map { place, prompt in
      let texts = answers.map { answers in
        answers[place * drawn..<(place + 1) * drawn].filter(\.hasEnded).map(\.text)
          .withoutRepeats
      }
      // Each set begins with another model, so that none has the odd one more.
      let order = texts.indices.map { texts[($0 + place) % texts.count] }
      let turns = (0..<drawn).flatMap { turn in
        order.compactMap { $0.indices.contains(turn) ? $0[turn] : nil }
      }
      let completions = Array(turns.withoutRepeats.prefix(most))
      guard writers.count > 1 else {
        return Outputs(prompt: prompt.text, completions: completions)
      }
      return Outputs(
        prompt: prompt.text, completions: completions,
        writers: completions.map { completion in
          let those = texts.indices.filter { texts[$0].contains(completion) }
          return those.count == 1 ? those[0] : -1
        })
    }
  }
}
