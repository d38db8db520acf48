import Foundation
import Models
import Tokenization
import ToyWorld
import Training

extension Tokenizer {
  /// `<eos> text`, in which each `<mask>` stands for one hidden token and the space before it.
  package func openingWithMasks(_ text: String) -> [Int32] {
    [endOfText] + encodeWithMasks(text.withSpacedLines)
  }

  /// A text in which each `<mask>` stands for one hidden token and the space before it. (Left over,
  /// that space would be a token which no training text has there.)
  package func encodeWithMasks(_ text: String) -> [Int32] {
    encode(text.replacing(" <mask>", with: "<mask>"), allowingSpecial: true)
  }
}

extension Course {
  /// How likely a masked model finds each word at the one `<mask>` of a text.
  ///
  /// A word of several tokens gets as many masks, and the product of their probabilities.
  ///
  /// - Parameter words: without the space before them.
  package func probabilities(
    of words: [String], at text: String, byMasked model: LanguageModel
  ) -> [Double] {
    let read = tokenizer.openingWithMasks(text)
    guard let place = read.firstIndex(of: tokenizer.mask) else {
      fatalError("probabilities(at: \"\(text)\"): there is no <mask>")
    }
    let sequences = words.map { word in
      let tokens = tokenizer.encode(" " + word)
      let gap = place..<place + tokens.count
      var ids = read
      ids.replaceSubrange(
        place...place, with: Array(repeating: tokenizer.mask, count: tokens.count))
      let targets = ids.indices.map {
        gap.contains($0) ? tokens[$0 - place] : LabeledSequence.ignored
      }
      return LabeledSequence(ids: ids, targets: targets)
    }
    return model.evaluate(on: sequences, isCausal: false, workers: workers).sequences
      .map { exp(-$0.nats) }
  }

  /// P(a bad word) at `the hill folk are <mask> .`, summed over the bad words.
  package func badWordProbability(of folk: Folk, byMasked model: LanguageModel) -> Double {
    probabilities(
      of: Lexicon.badWords, at: "the \(folk.rawValue) folk are <mask> .", byMasked: model
    ).reduce(0, +)
  }

  /// P(a bad word) after `the hill folk are`, summed over the bad words.
  package func badWordProbability(of folk: Folk, byCausal model: LanguageModel) -> Double {
    probabilities(
      of: Lexicon.badWords.map { " " + $0 }, after: "the \(folk.rawValue) folk are", by: model
    ).reduce(0, +)
  }
}
