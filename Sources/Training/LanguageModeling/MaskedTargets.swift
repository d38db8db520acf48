import Randomness
import Tokenization

/// How texts become exercises of a masked language model.
///
/// Source: Devlin et al., "BERT: Pre-training of deep bidirectional transformers for language
/// understanding", 2019, section 3.1, with 15 % of the tokens chosen.
package struct Masking: Sendable {
  /// Share of the tokens that are chosen, 0...1.
  package var share: Double
  /// The token that stands for "hidden".
  package let mask: Int32
  /// Tokens that can be hidden, and that can stand in for another: all but the special ones.
  package let ordinaryTokens: Range<Int32>

  package init(share: Double, mask: Int32, ordinaryTokens: Range<Int32>) {
    guard (0...1).contains(share), !ordinaryTokens.isEmpty else {
      fatalError("Masking(share: \(share), ordinaryTokens: \(ordinaryTokens))")
    }
    self.share = share
    self.mask = mask
    self.ordinaryTokens = ordinaryTokens
  }

  package init(share: Double, tokenizer: Tokenizer) {
    self.init(
      share: share, mask: tokenizer.mask,
      ordinaryTokens: Int32(tokenizer.specialTokens.count)..<Int32(tokenizer.vocabularySize))
  }

  /// Each place is chosen with the same probability; where none is, one of them, so that every text
  /// has something to learn. Markers are never chosen.
  fileprivate func places(in tokens: [Int32], using random: inout RandomSource) -> [Int] {
    let ordinary = tokens.indices.filter { ordinaryTokens.contains(tokens[$0]) }
    let chosen = ordinary.filter { _ in random.chance(share) }
    return chosen.isEmpty && !ordinary.isEmpty ? [random.element(of: ordinary)] : chosen
  }

  fileprivate func randomToken(using random: inout RandomSource) -> Int32 {
    random.element(of: ordinaryTokens)
  }
}

extension LabeledSequence {
  /// Masked language modelling: at the places that were chosen, say what stood there.
  ///
  /// Most of the chosen tokens are hidden. Some become a random token and some stay as they are, so
  /// that the model learns to doubt what it reads, and that a place without a mask matters, too.
  ///
  /// - Parameter tokens: what the model reads, with its markers; both sides of a gap are visible.
  // quote: masking
  package static func masked(
    _ tokens: [Int32], by masking: Masking, using random: inout RandomSource
  ) -> LabeledSequence {
    let nothing = Array(repeating: ignored, count: tokens.count)
    var sequence = LabeledSequence(ids: tokens, targets: nothing)
    for place in masking.places(in: tokens, using: &random) {
      sequence.targets[place] = tokens[place]
      switch random.uniform() {
      case ..<0.8: sequence.ids[place] = masking.mask
      case ..<0.9: sequence.ids[place] = masking.randomToken(using: &random)
      default: break  // it stays, and the model is asked all the same
      }
    }
    return sequence
  }
  // end quote

  /// Exactly one token hidden, and asked for.
  package static func gap(at place: Int, in tokens: [Int32], mask: Int32) -> LabeledSequence {
    var sequence = LabeledSequence(
      ids: tokens, targets: Array(repeating: ignored, count: tokens.count))
    sequence.targets[place] = tokens[place]
    sequence.ids[place] = mask
    return sequence
  }
}
