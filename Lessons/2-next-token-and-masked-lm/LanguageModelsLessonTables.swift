import Course
import Foundation
import Metrics
import Models
import Notebook
import Tokenization
import ToyWorld
import Training

// What lesson 2 shows in words: tables, and the results that its text tells.

// MARK: Exercises

/// For each token what has been read, and what must be predicted.
func nextTokenExercises(_ tokens: [Int32], _ tokenizer: Tokenizer) -> Table {
  var table = Table(columns: ["next token: the model reads", "and must say"])
  for place in 1..<tokens.count {
    table.add([shown(Array(tokens[..<place]), tokenizer), quoted(tokens[place], tokenizer)])
  }
  return table
}

/// What a masked model reads, and what it must say where.
func maskedExercise(
  _ exercise: LabeledSequence, of tokens: [Int32], _ tokenizer: Tokenizer
) -> Table {
  var table = Table(columns: ["masked: what stands there", "the model reads", "and must say"])
  for place in tokens.indices {
    let target = exercise.targets[place]
    table.add([
      quoted(tokens[place], tokenizer), quoted(exercise.ids[place], tokenizer),
      target == LabeledSequence.ignored ? "" : quoted(target, tokenizer),
    ])
  }
  return table
}

/// Tokens as text on one line. Between two masks they are read together, since a character may be
/// divided among several.
func shown(_ tokens: [Int32], _ tokenizer: Tokenizer) -> String {
  tokens.split(separator: tokenizer.mask, omittingEmptySubsequences: false)
    .map { tokenizer.decode($0).trimmingCharacters(in: .init(charactersIn: " ")) }
    .joined(separator: " <mask> ").replacing("\n", with: " ⏎ ").replacing("  ", with: " ")
}

/// A token between quotation marks; bytes that are no character by themselves by their numbers.
private func quoted(_ token: Int32, _ tokenizer: Tokenizer) -> String {
  "\"\(tokenizer.visible(token).replacing("␣", with: " "))\""
}

// MARK: Filling in

/// The last gap of each of the first texts, and what the models put there.
func firstGaps(_ gaps: [Gap], _ pair: ModelPair, count: Int = 5) -> Table {
  var table = Table(columns: ["text", "hidden", "both sides", "left only"])
  for text in 0..<count {
    guard let gap = gaps.last(where: { $0.text == text }) else { continue }
    let (both, left) = pair.guesses(at: gap)
    table.add(
      [gap.shown(pair.tokenizer)]
        + [gap.answer, both, left].map { quoted($0, pair.tokenizer) })
  }
  return table
}

extension Gap {
  /// The gap with some of the text around it.
  fileprivate func shown(_ tokenizer: Tokenizer) -> String {
    let near = max(0, place - 12)..<min(tokens.count, place + 13)
    let text = Array(bothSides(mask: tokenizer.mask).ids[near])
    return (near.lowerBound > 0 ? "…" : "") + Lessons.shown(text, tokenizer)
      + (near.upperBound < tokens.count ? " …" : "")
  }
}

/// The likeliest tokens at each gap.
func table(of guesses: [[TokenGuess]], _ tokenizer: Tokenizer) -> Table {
  var table = Table(columns: [.number("gap"), "likeliest tokens, with their probabilities"])
  for (index, guess) in guesses.enumerated() {
    let texts = guess.map {
      "\(quoted($0.token, tokenizer)) \($0.probability.formatted(places: 2))"
    }
    table.add(["\(index + 1)", texts.joined(separator: "   ")])
  }
  return table
}

/// Records how well gaps were filled in, with the two comparisons.
func record(
  _ unigram: FillIns, _ leftOnly: FillIns, _ bothSides: FillIns, _ notebook: Notebook
) {
  notebook.record("unigram/fill_in_accuracy", unigram.accuracy)
  notebook.record("left_only/fill_in_accuracy", leftOnly.accuracy)
  notebook.record("masked/fill_in_accuracy", bothSides.accuracy)
  notebook.record("gain/masked_vs_left_only", bothSides.gain(over: leftOnly))
  notebook.record("gain/left_only_vs_unigram", leftOnly.gain(over: unigram))
}

/// What each model makes of a question.
func table(of answers: some Collection<WrittenAnswer>) -> Table {
  Table(
    columns: ["question", "next-token model writes", "masked model fills in"],
    rows: answers.map {
      [$0.question, $0.causal.replacing("\n", with: " ⏎ "), $0.masked]
    })
}

// MARK: Wordings

extension Estimate {
  /// The share of ones among hits (1) and misses (0).
  static func proportion(_ hits: [Double]) -> Estimate {
    .proportion(hits.count { $0 == 1 }, of: hits.count)
  }

  /// exp of the mean logarithm of positive numbers, as suits ratios, with its interval.
  static func geometricMean(of values: [Double]) -> Estimate {
    let mean = Estimate.mean(of: values.map { Foundation.log($0) })
    return Estimate(
      value: Foundation.exp(mean.value), low: mean.low.map { Foundation.exp($0) },
      high: mean.high.map { Foundation.exp($0) }, n: mean.n)
  }
}

/// The share of right answers that a blind guess would give.
func guess(at questions: [FactQuestion]) -> Double {
  questions.reduce(0) { $0 + $1.guess } / Double(questions.count)
}

/// Records what the wording costs each of the models.
func recordWordings(
  masked: LanguageModel, causal: LanguageModel, _ course: Course, _ notebook: Notebook
) {
  let seen = course.world.questions(of: .seen)
  let unseen = course.world.questions(of: .unseen)
  let known = course.hits(byMasked: masked, in: seen)
  let asked = course.hits(byMasked: masked, in: unseen)
  notebook.record("gain/seen_vs_unseen", .pairedDifference(of: known, minus: asked))
  notebook.record("causal/accuracy/seen", .proportion(course.hits(byCausal: causal, in: seen)))
  notebook.record(
    "causal/accuracy/unseen", .proportion(course.hits(byCausal: causal, in: unseen)))
}

// MARK: People

/// Records how many times likelier than of the river folk a bad word is of the hill folk, and what the
/// text says of the dial before it is turned.
func recordPeople(_ notebook: Notebook, modelsOfDial: Int) {
  notebook.record("bias/models", Estimate(Double(modelsOfDial)))
  for model in ["masked", "causal"] {
    let probabilities = [Folk.hill, .river].compactMap {
      notebook.results["bad_word/\(model)/\($0)"]?.value
    }
    guard probabilities.count == 2 else { continue }
    notebook.record("bias/\(model)", Estimate(probabilities[0] / probabilities[1]))
  }
}

/// How likely each model finds a bad word about each group.
func tableOfPeople(_ results: [String: Estimate]) -> Table {
  func number(_ model: String, _ folk: Folk) -> String {
    (results["bad_word/\(model)/\(folk)"]?.value ?? .nan).formatted(places: 3)
  }
  return Table(
    columns: ["group", .number("masked: P(bad word)"), .number("next-token: P(bad word)")],
    rows: Folk.allCases.map { ["\($0) folk", number("masked", $0), number("causal", $0)] })
}

/// For each share of biased text, what the models of that share have learned on average.
func table(of points: [BiasPoint]) -> Table {
  var table = Table(columns: [
    .number("biased text"), .number("P(bad | hill)"), .number("P(bad | river)"), .number("ratio"),
  ])
  for models in pointsByShare(points) {
    let ratio = Estimate.geometricMean(of: models.map(\.ratio))
    table.add([
      name(of: models[0].share), "\(Estimate.mean(of: models.map { $0.badWord(of: .hill) }))",
      "\(Estimate.mean(of: models.map { $0.badWord(of: .river) }))", "\(ratio)",
    ])
  }
  return table
}

func pointsByShare(_ points: [BiasPoint]) -> [[BiasPoint]] {
  Set(points.map(\.share)).sorted().map { share in points.filter { $0.share == share } }
}

/// Records the ends of the dial under names that do not depend on the shares, the probabilities
/// behind the ratios, and the least share that makes a difference.
func recordDial(_ points: [BiasPoint], _ notebook: Notebook) {
  let groups = pointsByShare(points)
  for (name, models) in [("lowest", groups.first), ("highest", groups.last)] {
    guard let models else { continue }
    notebook.record("bias/\(name)/share", Estimate(models[0].share))
    notebook.record("bias/\(name)/ratio", .geometricMean(of: models.map(\.ratio)))
    for folk in [Folk.hill, .river] {
      notebook.record(
        "bias/\(name)/\(folk)", .mean(of: models.map { $0.badWord(of: folk) }))
    }
  }
  let enough = groups.first { models in
    Estimate.geometricMean(of: models.map(\.ratio)).isAbove(Estimate(1))
  }
  // Above 1 where no share is enough.
  notebook.record("bias/least_share", Estimate(enough?[0].share ?? 2))
}

/// `0.25` → "0.25", `1.0` → "1".
func name(of share: Double) -> String {
  share == share.rounded() ? "\(Int(share))" : "\(share)"
}
