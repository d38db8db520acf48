import Alignment
import Course
import Foundation
import Metrics
import Models
import Notebook
import Tokenization
import ToyWorld

private func digits(_ number: Double, _ places: Int = 2) -> String {
  let text = number.formatted(places: places)
  let isZero = text.allSatisfy { "-0.".contains($0) }
  return isZero ? text.replacing("-", with: "") : text.replacing("-", with: "−")
}

private func digits(_ number: Float, _ places: Int = 2) -> String { digits(Double(number), places) }

func modelsTable(_ models: PPOModels) -> Table {
  let parameters = Estimate(Double(models.policy.parameters.count)).description
  return Table(
    columns: ["network", "starts as", "learns", .number("parameters")],
    rows: [
      ["policy π", "the SFT model", "yes", parameters],
      ["reference π_SFT", "the SFT model", "no, frozen", parameters],
      ["reward model", "the one of lesson 4", "no, frozen", parameters],
      ["value model V", "the reward model", "yes", parameters],
    ])
}

/// KL(p ‖ q), word by word.
func klTable(_ words: [String], _ p: [Float], _ q: [Float]) -> Table {
  var table = Table(
    columns: [
      "word", .number("π"), .number("π_SFT"), .number("log(π / π_SFT)"),
      .number("π · log(π / π_SFT)"),
    ])
  var sum = 0.0
  for (word, (p, q)) in zip(words, zip(p, q)) {
    let difference = KLEstimates(
      logProbability: log(Double(p)), referenceLogProbability: log(Double(q))
    ).k1
    sum += Double(p) * difference
    table.add([
      word, digits(p), digits(q), digits(difference, 3), digits(Double(p) * difference, 3),
    ])
  }
  table.add(["sum", "", "", "", digits(sum, 3)])
  return table
}

/// One episode, an action a row.
func rolloutTable(
  _ question: String, _ episode: Episode, _ rewards: [Float], _ course: Course
) -> Table {
  var table = Table(
    columns: [
      Table.Column(question), .number("log π"), .number("log π_SFT"), .number("difference"),
      .number("reward"),
    ])
  for (index, token) in episode.response.enumerated() {
    let (own, frozen) = (
      episode.logProbabilities[index], episode.referenceLogProbabilities[index]
    )
    table.add([
      course.tokenizer.token(token), digits(own), digits(frozen), digits(own - frozen),
      digits(rewards[index], 3),
    ])
  }
  let sum = rewards.reduce(0, +)
  table.add(["sum", "", "", digits(episode.kl), digits(sum, 3)])
  return table
}

/// The same episode: what was expected, what came, and how much better that was.
func advantageTable(
  _ episode: Episode, _ rewards: [Float], _ gae: Advantages, _ course: Course
) -> Table {
  var table = Table(
    columns: [
      "token", .number("reward"), .number("V before"), .number("V after"), .number("δ"),
      .number("advantage A"), .number("return A + V"),
    ])
  let discount = Float(course.settings.ppo.discount)
  for (index, token) in episode.response.enumerated() {
    let next = index + 1 < episode.values.count ? episode.values[index + 1] : 0
    table.add([
      course.tokenizer.token(token), digits(rewards[index], 3), digits(episode.values[index]),
      digits(next), digits(rewards[index] + discount * next - episode.values[index]),
      digits(gae.advantages[index]), digits(gae.returns[index]),
    ])
  }
  return table
}

/// What the clipped loss makes of a good and of a bad token, at several ratios.
func clipTable(clipRange: Float) -> Table {
  let ratios = [1 - 2 * clipRange, 1 - clipRange / 2, 1, 1 + clipRange / 2, 1 + 2 * clipRange]
  var table = Table(
    columns: [
      .number("ρ"), .number("A = +1: loss"), .number("gradient"), .number("A = −1: loss"),
      .number("gradient"),
    ])
  for ratio in ratios where ratio > 0 {
    let good = clippedToken(ratio: ratio, advantage: 1, clipRange: clipRange)
    let bad = clippedToken(ratio: ratio, advantage: -1, clipRange: clipRange)
    table.add(
      [digits(ratio)] + [good.loss, good.gradient, bad.loss, bad.gradient].map { digits($0) })
  }
  return table
}

/// The first prompt of each kind, answered by both models.
func beforeAndAfterTable(_ before: [Answer], _ after: [Answer]) -> Table {
  var table = Table(columns: ["prompt", "SFT", "PPO"])
  for kind in PromptKind.allCases {
    guard let old = before.of(kind).first, let new = after.of(kind).first else { continue }
    table.add([
      old.prompt.text, "\(old.text) (\(digits(old.gold)))", "\(new.text) (\(digits(new.gold)))",
    ])
  }
  return table
}

func kindsTable(_ before: [Answer], _ after: [Answer], _ notebook: Notebook) -> Table {
  var table = Table(
    columns: ["kind of prompt", .number("SFT"), .number("PPO"), .number("gain in gold")])
  var counts = ["gained": 0, "lost": 0, "unclear": 0]
  for kind in PromptKind.allCases where !before.of(kind).isEmpty {
    let gain = after.of(kind).gain(over: before.of(kind))
    let isGain = gain.isAbove(Estimate(0))
    counts[isGain ? "gained" : gain.isBelow(Estimate(0)) ? "lost" : "unclear", default: 0] += 1
    table.add([
      kind.rawValue, digits(before.of(kind).gold.value), digits(after.of(kind).gold.value),
      gain.description,
    ])
  }
  for (name, count) in counts.sorted(by: { $0.key < $1.key }) {
    notebook.record("kinds/\(name)", Estimate(Double(count)))
  }
  return table
}

/// Means and spreads of the estimators, a token each; they are recorded, too.
func estimatorTable(_ divergences: [[TokenKL]], _ notebook: Notebook) -> Table {
  let tokens = divergences.flatMap { $0 }
  let rows: [(String, (TokenKL) -> Double)] = [
    ("exact", { $0.exact }), ("k1", { $0.estimates.k1 }), ("k2", { $0.estimates.k2 }),
    ("k3", { $0.estimates.k3 }),
  ]
  var table = Table(
    columns: [
      "KL a token", .number("mean (nats)"), .number("standard deviation"),
      .number("negative (% of tokens)"),
    ])
  for (name, number) in rows {
    let values = tokens.map(number)
    let mean = divergences.perToken(number)
    let deviation = Spread(of: values).sampleVariance.squareRoot()
    // Rounding can make an exact 0 negative.
    let negative = Double(values.count { $0 < -1e-6 }) / Double(max(1, values.count))
    notebook.record("kl/\(name)", mean)
    notebook.record("kl/\(name)_deviation", Estimate(deviation))
    table.add([name, mean.description, digits(deviation, 3), digits(100 * negative, 0)])
  }
  return table
}

func sweepTable(
  _ chases: [Chase], _ unmoved: [Answer], _ results: [String: Estimate]
) -> Table {
  let proxy = results["sweep/sft_proxy"]?.value ?? .nan
  var table = Table(
    columns: [
      "policy", .number("proxy score"), .number("gold"), .number("gain in gold over SFT"),
      .number("KL (nats)"),
    ])
  table.add(["SFT", digits(proxy), digits(unmoved.gold.value), "", "0"])
  for chase in chases {
    table.add([
      "β = \(chase.klCoefficient.plain)", digits(chase.proxy.value),
      digits(chase.answers.gold.value), chase.gain.description, digits(chase.kl.value),
    ])
  }
  return table
}

/// The first question of three kinds, as each policy of the sweep answers it.
func sweepSamples(_ chases: [Chase], _ unmoved: [Answer]) -> Table {
  var table = Table(columns: ["prompt", "policy", "answer"])
  for kind in [PromptKind.fact, .unknown, .premise] {
    guard let first = unmoved.of(kind).first else { continue }
    table.add([first.prompt.text, "SFT", first.text])
    for chase in chases {
      guard let answer = chase.answer(to: kind) else { continue }
      table.add(["", "β = \(chase.klCoefficient.plain)", answer.text])
    }
  }
  return table
}

func modelsCompared(_ answers: [[Answer]], _ results: [String: Estimate]) -> Table {
  func text(_ name: String) -> String { results[name]?.formattedValue ?? "" }
  let models = [
    ("small base", "base/parameters", "base/perplexity"),
    ("large base", "large_base/parameters", "large_base/perplexity"),
    ("small SFT", "base/parameters", "web_perplexity/sft"),
    ("small PPO", "base/parameters", "web_perplexity/ppo"),
  ]
  return Table(
    columns: ["model", .number("parameters"), .number("web perplexity"), .number("gold")],
    rows: zip(models, answers).map { model, answers in
      [model.0, text(model.1), text(model.2), answers.gold.description]
    })
}
