import LessonKit

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
    (self.tokens, self.place, self.text) = (tokens, place, text)
  }

  /// The token that is hidden.
  package var answer: Int32 { tokens[place] }
  /// What stands before it.
  var left: [Int32] { Array(tokens[..<place]) }

  /// What a masked model reads: the text on both sides of the gap.
  package func bothSides(mask: Int32) -> LabeledSequence {
    .gap(at: place, in: tokens, mask: mask)
  }

  /// What a next-token model reads: the text up to the gap.
  package var leftSide: LabeledSequence {
    .completion(prompt: left, completion: [answer])
  }
}

extension Tokenizer {
  /// Up to four places in each text, at random; never the first token, which has nothing on its left.
  package func gaps(in texts: [[Int32]], using random: inout RandomSource) -> [Gap] {
    texts.enumerated().flatMap { number, tokens -> [Gap] in
      let places = tokens.indices.dropFirst().filter { !isSpecial(tokens[$0]) }
      return random.shuffled(places).prefix(4).sorted().map {
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
  private let hits: [Double]
  private let texts: [Int]

  /// What comes of a rule that gives one token for each gap.
  package init(at gaps: [Gap], guess: (Gap) -> Int32?) {
    self.init(at: gaps, hits: gaps.map { $0.answer == guess($0) ? 1 : 0 })
  }

  fileprivate init(at gaps: [Gap], hits: [Double]) {
    (self.hits, texts) = (hits, gaps.map(\.text))
  }

  /// Share of the gaps with the right token, 0...1, with an interval over texts.
  package var accuracy: Estimate { .clusteredShare(of: hits, clusters: texts) }

  /// By how much the accuracy is above another's at the same gaps.
  package func gain(over other: FillIns) -> Estimate {
    .clusteredDifference(of: hits, clusters: texts, minus: other.hits, clusters: other.texts)
  }
}

/// A token is hidden: who finds it?
struct FillInComparison: Measured {
  /// Of the most frequent token, of what stands on the left, and of what stands on both sides.
  let unigram, leftOnly, bothSides: FillIns

  var results: Results {
    [
      "unigram/fill_in_accuracy": unigram.accuracy,
      "left_only/fill_in_accuracy": leftOnly.accuracy,
      "masked/fill_in_accuracy": bothSides.accuracy,
      "gain/masked_vs_left_only": bothSides.gain(over: leftOnly),
      "gain/left_only_vs_unigram": leftOnly.gain(over: unigram),
    ]
  }

  /// - Parameter example: a text with a gap.
  func figure(beside worlds: ReferenceResults?, example: String) -> Figure {
    let names = ["unigram", "left_only", "masked"].map { "\($0)/fill_in_accuracy" }
    let shares = [unigram, leftOnly, bothSides].map(\.accuracy)
    return Figure(
      name: "fill-in", caption: Label("caption", ["gap": example]),
      panel: Panel(
        x: Axis("context"), y: Axis("share", range: 0...1.1), legend: .none,
        categories: ["unigram", "left", "both"],
        bars: [.bars("accuracy", shares).beside(worlds, names)]))
  }
}

/// Two models of one text: one that fills in from both sides, and one that says what comes next.
package struct ModelPair {
  let masked, causal: LanguageModel
  let tokenizer: Tokenizer
  let workers: Workers

  package init(
    masked: LanguageModel, causal: LanguageModel, tokenizer: Tokenizer, workers: Workers
  ) {
    (self.masked, self.causal) = (masked, causal)
    (self.tokenizer, self.workers) = (tokenizer, workers)
  }

  /// Nats per token, of the next-token model.
  func causalLoss(on texts: [LabeledSequence]) -> Estimate {
    causal.evaluate(on: texts, workers: workers).lossEstimate
  }

  /// Nats per gap, of the masked model.
  func maskedLoss(on exercises: [LabeledSequence]) -> Estimate {
    masked.evaluate(on: exercises, isCausal: false, workers: workers).lossEstimate
  }

  /// What the masked model fills in, from both sides.
  package func fillInsFromBothSides(at gaps: [Gap]) -> FillIns {
    let read = gaps.map { $0.bothSides(mask: tokenizer.mask) }
    let filled = masked.evaluate(on: read, isCausal: false, workers: workers)
    return FillIns(at: gaps, hits: filled.sequences.map { Double($0.hits) })
  }

  /// What the next-token model says at the same places, from the left side alone.
  package func fillInsFromLeft(at gaps: [Gap]) -> FillIns {
    let said = causal.evaluate(on: gaps.map(\.leftSide), workers: workers)
    return FillIns(at: gaps, hits: said.sequences.map { Double($0.hits) })
  }

  /// Both models at the same gaps, and the rule that always gives the most frequent token.
  func fillIns(at gaps: [Gap], mostFrequent: Int32?) -> FillInComparison {
    FillInComparison(
      unigram: FillIns(at: gaps) { _ in mostFrequent },
      leftOnly: fillInsFromLeft(at: gaps),
      bothSides: fillInsFromBothSides(at: gaps))
  }

  /// The likeliest token at a gap: the masked model's, and the next-token model's.
  package func guesses(at gap: Gap) -> (bothSides: Int32, leftOnly: Int32) {
    let (both, left) = guesses(at: gap.place, in: gap.tokens, count: 1)
    return (both[0].token, left[0].token)
  }

  /// The likeliest tokens at a place: the masked model's, and the next-token model's, which has none where
  /// nothing stands before the place.
  func guesses(
    at place: Int, in tokens: [Int32], count: Int
  ) -> (bothSides: [TokenGuess], leftOnly: [TokenGuess]) {
    let gap = Gap(tokens: tokens, place: place, text: 0)
    let read = gap.bothSides(mask: tokenizer.mask).ids
    let both = masked.likeliestTokens(atEach: tokenizer.mask, in: read, count: count)
    return (
      both[0], gap.left.isEmpty ? [] : causal.likeliestNextTokens(after: gap.left, count: count)
    )
  }

  /// The last gap of each of the first five texts, and what the models put there.
  func table(of gaps: [Gap]) -> Table {
    let shown = (0..<5).compactMap { text in gaps.last { $0.text == text } }
    return Table(
      "gaps", columns: ["text", "hidden", "both", "left"],
      rows: shown.map { gap in
        let (both, left) = guesses(at: gap)
        return [gap.shown(tokenizer)] + [gap.answer, both, left].map(tokenizer.quoted)
      })
  }

  /// The middle of the first text's last gap, for a caption.
  func example(of gaps: [Gap]) -> String {
    gaps.last { $0.text == 0 }?.shown(tokenizer, reach: 4) ?? ""
  }

  /// The three likeliest tokens of both models at the one gap, and how likely.
  fileprivate func table(ofGapAt place: Int, in tokens: [Int32]) -> Table {
    let (both, left) = guesses(at: place, in: tokens, count: 3)
    func shown(_ guesses: [TokenGuess], _ rank: Int) -> String {
      guard guesses.indices.contains(rank) else { return "" }
      let guess = guesses[rank]
      return "\(guess.probability.formatted(places: 2))  \(tokenizer.quoted(guess.token))"
    }
    return Table(
      "guesses", columns: ["both", "left"],
      rows: (0..<3).map { [shown(both, $0), shown(left, $0)] })
  }
}

extension Notebook {
  /// Lets the learner type sentences with a gap in them, and shows what both models put there.
  ///
  /// A gap is `<mask>`, or `_` where that is shorter and means nothing else.
  ///
  /// - Parameter encode: makes tokens of a sentence, its `<mask>` among them.
  func tryGaps(
    _ examples: [String], with pair: ModelPair, encode: (String) -> [Int32]
  ) throws {
    let room = min(
      pair.masked.configuration.contextLength, pair.causal.configuration.contextLength)
    try tryOut(examples) { sentence in
      let hasMask = sentence.contains("<mask>")
      let tokens = encode(hasMask ? sentence : sentence.replacing("_", with: "<mask>"))
      let places = tokens.indices.filter { tokens[$0] == pair.tokenizer.mask }
      if places.count != 1 {
        show("one-gap" as Label)
      } else if tokens.count > room {
        show(Label("too-long", ["length": "\(tokens.count)", "room": "\(room)"]))
      } else {
        show(pair.table(ofGapAt: places[0], in: tokens))
      }
    }
  }
}

extension Gap {
  /// The gap with some of the text around it.
  fileprivate func shown(_ tokenizer: Tokenizer, reach: Int = 12) -> String {
    let near = max(0, place - reach)..<min(tokens.count, place + reach + 1)
    let text = tokenizer.shown(Array(bothSides(mask: tokenizer.mask).ids[near]))
    return (near.lowerBound > 0 ? "…" : "") + text + (near.upperBound < tokens.count ? " …" : "")
  }
}

extension Course {
  /// Gaps in the validation documents: the same for every model.
  package var validationGaps: [Gap] {
    var random = random("gaps")
    return tokenizer.gaps(in: data.webValidation.map(tokenizer.opening), using: &random)
  }
}
