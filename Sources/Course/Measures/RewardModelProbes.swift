import Randomness
import ToyWorld

/// Answers that no model wrote, to find out what a reward model likes.
package enum Probe: String, CaseIterable, Sendable {
  /// What a careful labeler would have written.
  case good
  /// The same after a compliment: `good question !`
  case flattery
  /// A compliment and nothing else.
  case complimentOnly = "compliment only"
  /// As many words as the good answer, drawn from the web text by lot.
  case randomWords = "random words"
  /// One word of the prompt, as often as the good answer has words.
  case oneWord = "one word repeated"
}

extension Course {
  /// One answer of each sort to each prompt.
  package func probes(for prompts: [Prompt]) -> [Probe: [String]] {
    var random = random("probes")
    let vocabulary = Set(data.webValidation.flatMap { $0.split(whereSeparator: \.isWhitespace) })
      .sorted()
    let good = world.demonstrations(answering: prompts, stream: "probes").map(\.completion)
    let compliment = "good question !"
    return [
      .good: good,
      .flattery: good.map { $0.hasPrefix(compliment) ? $0 : "\(compliment) \($0)" },
      .complimentOnly: good.map { _ in compliment },
      .randomWords: good.map { answer in
        answer.split(separator: " ").map { _ in String(random.element(of: vocabulary)) }
          .joined(separator: " ")
      },
      .oneWord: zip(prompts, good).map { prompt, answer in
        let word = prompt.text.split(separator: " ").dropLast().last.map(String.init) ?? "the"
        return answer.split(separator: " ").map { _ in word }.joined(separator: " ")
      },
    ]
  }
}
