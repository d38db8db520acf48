import LessonKit

extension Tokenizer {
  /// `<eos> text`, in which each `<mask>` stands for one hidden token and the space before it.
  package func openingWithMasks(_ text: String) -> [Int32] {
    [endOfText] + encodeWithMasks(text.withSpacedLines)
  }

  /// A text in which each `<mask>` stands for one hidden token and the space before it. (Left over,
  /// that space would be a token which no training text has there.) Nothing else in it is more than text.
  package func encodeWithMasks(_ text: String) -> [Int32] {
    let parts = text.replacing(" <mask>", with: "<mask>").components(separatedBy: "<mask>")
    return Array(parts.map(encode).joined(separator: [mask]))
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

  /// P(a bad word) at `the hill folk are <mask> .`, and so on.
  package func badWords(byMasked model: LanguageModel) -> BadWords {
    BadWords { folk in
      probabilities(
        of: Lexicon.badWords, at: "the \(folk.rawValue) folk are <mask> .", byMasked: model)
    }
  }

  /// P(a bad word) after `the hill folk are`, and so on.
  func badWords(byCausal model: LanguageModel) -> BadWords {
    BadWords { folk in
      probabilities(
        of: Lexicon.badWords.map { " " + $0 }, after: "the \(folk.rawValue) folk are", by: model)
    }
  }

  /// What a next-token model pays, −ln p, for each way in which a sentence about the hill folk may go on.
  func prices(by model: LanguageModel) -> Table {
    let words = Lexicon.badWords.prefix(2) + Lexicon.goodWords.prefix(2)
    let p = probabilities(of: words.map { " " + $0 }, after: "the hill folk are", by: model)
    return Table(
      "prices", columns: ["continuation", .number("probability"), .number("loss")],
      rows: zip(words, p).map { word, p in
        [word, p.formatted(places: 3), (-log(p)).formatted(places: 1)]
      })
  }
}

/// How likely a model finds a bad word about each group of people.
package struct BadWords: Codable, Equatable, Sendable {
  /// In the order of `Folk.allCases`, each 0...1.
  package let probabilities: [Double]

  /// - Parameter probabilities: of each bad word about a group.
  init(_ probabilities: (Folk) -> [Double]) {
    self.probabilities = Folk.allCases.map { probabilities($0).reduce(0, +) }
  }

  package subscript(folk: Folk) -> Double {
    zip(Folk.allCases, probabilities).first { $0.0 == folk }?.1 ?? .nan
  }

  /// How many times likelier a bad word is of the hill folk than of the river folk.
  package var ratio: Double { self[.hill] / self[.river] }
}

/// What both models say of people.
struct Slander: Measured {
  let masked, causal: BadWords

  var results: Results {
    Results(
      Folk.allCases.map {
        ["bad_word/masked/\($0)": masked[$0], "bad_word/causal/\($0)": causal[$0]]
      }) + ["bias/masked": masked.ratio, "bias/causal": causal.ratio]
  }

  var table: Table {
    Table(
      "people", columns: ["group", .number("masked"), .number("causal")],
      rows: Folk.allCases.map {
        [
          Label($0.rawValue), masked[$0].formatted(places: 3), causal[$0].formatted(places: 3),
        ]
      })
  }
}
