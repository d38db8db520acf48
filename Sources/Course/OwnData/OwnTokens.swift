import Alignment
import Foundation
import Randomness
import Tokenization
import Training
import Words

/// A prompt of a learner's own file, as a model reads it.
package struct OwnPrompt: Codable, Sendable {
  package let text: String
  /// `<eos> prompt ⏎`, or its end, where it has more tokens than there is room for.
  package let ids: [Int32]
}

/// A demonstration, or outputs that were ranked, in tokens.
package struct OwnSample: Sendable {
  package let prompt: OwnPrompt
  package let answers: [String]
  /// Each with its end marker.
  package let completions: [[Int32]]
  package let ranks: [Int]

  /// The best answer, for a language model to learn.
  package var demonstration: LabeledSequence {
    let best = zip(completions, ranks).min { $0.1 < $1.1 }?.0 ?? []
    return .completion(prompt: prompt.ids, completion: best)
  }
  /// All answers, for a reward model to learn from.
  package var ranking: RankedCompletions {
    RankedCompletions(sequences: completions.map { prompt.ids + $0 }, ranks: ranks)
  }
}

/// What is learned from, and what no model is trained on.
package struct OwnParts<Element: Sendable>: Sendable {
  package var training: [Element] = []
  package var heldOut: [Element] = []
}

/// Which prompts no model is trained on, whatever file they stand in.
///
/// Each prompt draws a number from the seed and its own text; those below a limit are held out. So files that
/// have a prompt in common agree on it, and what is new in a file changes nothing for the rest.
struct OwnSplit {
  private let seed: UInt64
  private var limit: UInt64 = 0

  init(seed: UInt64, files: [[OwnExample]]) {
    self.seed = seed
    for examples in files {
      let numbers = Set(examples.map(\.prompt)).map(number).sorted()
      let count = OwnSplit.heldOut(of: numbers.count)
      if count < numbers.count { limit = max(limit, numbers[count]) }
    }
  }

  /// A tenth; of few prompts up to a quarter, so that something can be measured.
  static func heldOut(of count: Int) -> Int { max((count + 9) / 10, min(40, count / 4)) }

  func isHeldOut(_ example: OwnExample) -> Bool { number(of: example.prompt) < limit }

  private func number(of prompt: String) -> UInt64 {
    var random = RandomSource(seed: seed, stream: "held out/\(prompt)")
    return random.next()
  }
}

/// How text becomes tokens for models of one size.
struct OwnEncoder {
  let tokenizer: Tokenizer
  /// Tokens that a model reads at once.
  let room: Int
  /// Tokens after which an answer is cut off: nine of ten known answers have ended by then, if half of the room
  /// is enough for that.
  let answerTokens: Int

  init(tokenizer: Tokenizer, room: Int, answers: [String]) {
    (self.tokenizer, self.room) = (tokenizer, room)
    let lengths = answers.map { tokenizer.completion($0).count }.sorted()
    let most = lengths.isEmpty ? 8 : lengths[(lengths.count - 1) * 9 / 10]
    answerTokens = min(max(most, 8), room / 2)
  }

  /// A prompt that leaves room for an answer. What is asked stands at its end, so its beginning is cut.
  func prompt(_ text: String) -> (prompt: OwnPrompt, isCut: Bool) {
    let ids = tokenizer.prompt(text)
    let most = room - answerTokens
    guard ids.count > most else { return (OwnPrompt(text: text, ids: ids), false) }
    let end = [tokenizer.endOfText] + ids.suffix(most - 1)
    return (OwnPrompt(text: text, ids: end), true)
  }

  /// Samples that a model can read to their end. An answer is never cut: a model would learn to stop in the middle.
  func samples(_ examples: [OwnExample], in tally: inout OwnTally) -> [OwnSample] {
    examples.compactMap { example in
      let (prompt, isCut) = prompt(example.prompt)
      let whole = zip(example.answers, example.ranks).map { answer, rank in
        (answer: answer, completion: tokenizer.completion(answer), rank: rank)
      }.filter { prompt.ids.count + $0.completion.count <= room }
      let isEnough =
        example.answers.count == 1 ? whole.count == 1 : Set(whole.map(\.rank)).count > 1
      guard isEnough else {
        tally.long += 1
        return nil
      }
      tally.cut += isCut ? 1 : 0
      return OwnSample(
        prompt: prompt, answers: whole.map(\.answer), completions: whole.map(\.completion),
        ranks: whole.map(\.rank))
    }
  }

  /// Tokens of a whole example, at its longest.
  func length(of example: OwnExample) -> Int {
    tokenizer.prompt(example.prompt).count
      + (example.answers.map { tokenizer.completion($0).count }.max() ?? 0)
  }

  /// Texts in pieces that a model can read at once, with one token more to say at the end. A piece begins with the
  /// last token of the one before it.
  func windows(of text: String) -> [[Int32]] {
    let tokens = tokenizer.document(text)
    return stride(from: 0, to: tokens.count - 1, by: room).map {
      Array(tokens[$0..<min($0 + room + 1, tokens.count)])
    }
  }
}

extension Array {
  /// So many of the elements, at equal distances; all if there are not more.
  func spread(_ count: Int) -> [Element] {
    guard self.count > count else { return self }
    return (0..<count).map { self[$0 * self.count / count] }
  }
}
