import Metrics
import Models
import Randomness
import Tensors
import Tokenization
import Training

/// One hidden token of a text, to be filled in.
package struct Gap: Sendable {
  /// The whole text, as a model reads it.
  package let tokens: [Int32]
  package let place: Int
  /// Which text; gaps of one text are not independent.
  package let text: Int

  package init(tokens: [Int32], place: Int, text: Int) {
    guard tokens.indices.contains(place) else {
      fatalError("Gap(place: \(place)): the text has \(tokens.count) tokens")
    }
    self.tokens = tokens
    self.place = place
    self.text = text
  }

  /// The token that is hidden.
  package var answer: Int32 { tokens[place] }
  /// What stands before it.
  package var left: ArraySlice<Int32> { tokens[..<place] }

  /// What a masked model reads: the text on both sides of the gap.
  package func bothSides(mask: Int32) -> LabeledSequence {
    .gap(at: place, in: tokens, mask: mask)
  }

  /// What a next-token model reads: the text up to the gap.
  package var leftSide: LabeledSequence {
    .completion(prompt: Array(left), completion: [answer])
  }
}

extension Tokenizer {
  /// Up to four places in each text, at random; never the first token, which has nothing on its left.
  package func gaps(in texts: [[Int32]], using random: inout RandomSource) -> [Gap] {
    texts.enumerated().flatMap { number, tokens -> [Gap] in
      let places = tokens.indices.dropFirst().filter { !isSpecial(tokens[$0]) }
      return random.shuffled(Array(places)).prefix(4).sorted().map {
        Gap(tokens: tokens, place: $0, text: number)
      }
    }
  }

  /// The most frequent token of some texts; of equally frequent ones, the one of the smallest id.
  package func mostFrequentToken(in texts: [[Int32]]) -> Int32? {
    var counts: [Int32: Int] = [:]
    for token in texts.joined() where !isSpecial(token) { counts[token, default: 0] += 1 }
    return counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key
  }
}

/// How well gaps were filled in.
package struct FillIns: Sendable {
  /// For each gap, 1 for the right token and 0 for any other.
  let hits: [Double]
  let texts: [Int]

  /// What comes of a rule that gives one token for each gap.
  package init(at gaps: [Gap], guess: (Gap) -> Int32?) {
    hits = gaps.map { $0.answer == guess($0) ? 1 : 0 }
    texts = gaps.map(\.text)
  }

  fileprivate init(at gaps: [Gap], _ evaluation: LanguageModelEvaluation) {
    hits = evaluation.sequences.map { Double($0.hits) }
    texts = gaps.map(\.text)
  }

  /// Share of the gaps with the right token, 0...1, with an interval over texts.
  package var accuracy: Estimate { .clusteredShare(of: hits, clusters: texts) }

  /// By how much the accuracy is above another's at the same gaps.
  package func gain(over other: FillIns) -> Estimate {
    .pairedDifference(of: hits, minus: other.hits, clusters: texts)
  }
}

/// Two models of one text: one that fills in from both sides, and one that says what comes next.
package struct ModelPair {
  package let masked: LanguageModel
  package let causal: LanguageModel
  package let tokenizer: Tokenizer
  let workers: Workers

  /// What the masked model fills in, from both sides.
  package func fillInsFromBothSides(at gaps: [Gap]) -> FillIns {
    let sequences = gaps.map { $0.bothSides(mask: tokenizer.mask) }
    return FillIns(at: gaps, masked.evaluate(on: sequences, isCausal: false, workers: workers))
  }

  /// What the next-token model says at the same places, from the left side alone.
  package func fillInsFromLeft(at gaps: [Gap]) -> FillIns {
    FillIns(at: gaps, causal.evaluate(on: gaps.map(\.leftSide), workers: workers))
  }

  /// The likeliest token at a gap: the masked model's, and the next-token model's.
  package func guesses(at gap: Gap) -> (bothSides: Int32, leftOnly: Int32) {
    let read = gap.bothSides(mask: tokenizer.mask).ids
    let both = masked.likeliestTokens(atEach: tokenizer.mask, in: read, count: 1)
    return (both[0][0].token, causal.likeliestNextTokens(after: Array(gap.left), count: 1)[0].token)
  }
}

extension Course {
  package func pair(masked: LanguageModel, causal: LanguageModel) -> ModelPair {
    ModelPair(masked: masked, causal: causal, tokenizer: tokenizer, workers: workers)
  }

  /// The token that the web text has most often.
  package var mostFrequentToken: Int32? {
    tokenizer.mostFrequentToken(in: data.web.map { tokenizer.opening($0) })
  }

  /// Gaps in the validation documents: the same for every model.
  package var validationGaps: [Gap] {
    var random = random("gaps")
    return tokenizer.gaps(in: data.webValidation.map { tokenizer.opening($0) }, using: &random)
  }
}
