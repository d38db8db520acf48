import LessonKit

/// Answers to some prompts that anybody has given, each once, with what the supervised model and a judge make of them.
///
/// Nobody can list all answers that a model could give. On a list, however, the best policy on a leash can be computed,
/// and the list has what every policy of the lesson says. For the rest of what SFT says stand further answers of SFT that
/// are not on the list; how likely the rest is in all, is known.
package struct AnswerList {
  package struct Entry {
    let answer: Answer
    let score: Double
    /// log π_SFT of the whole answer; of one that stands for the rest, of its share in it.
    let reference: Double

    package init(answer: Answer, score: Double, reference: Double) {
      (self.answer, self.score, self.reference) = (answer, score, reference)
    }
  }

  /// For each prompt its answers, the likeliest for SFT first.
  package let entries: [[Entry]]
  /// How much of what SFT says the list has, without the rest: Σ π_SFT of each prompt.
  package let covered: [Double]

  package init(entries: [[Entry]], covered: [Double]) {
    (self.entries, self.covered) = (entries, covered)
  }

  var coverage: Estimate { .clusteredMean(of: covered, clusters: Array(covered.indices)) }
}

extension Course {
  /// - Parameters:
  ///   - answers: in any order, each naming its prompt by `cluster`.
  ///   - further: answers of SFT; those that are not on the list stand for the rest of their kind of prompt.
  ///   - count: of prompts.
  func list(
    _ answers: [Answer], rest further: [Answer] = [], prompts count: Int, sft: LanguageModel,
    judge: ScalarModel
  ) -> AnswerList {
    var seen: Set<[Int32]> = []
    func key(_ answer: Answer) -> [Int32] { [Int32(answer.cluster)] + answer.tokens }
    let distinct = answers.filter { seen.insert(key($0)).inserted }
    let others = further.filter { !seen.contains(key($0)) }
    let scores = proxyScores(of: distinct, by: judge)
    let logs = logProbabilities(of: distinct, by: sft)
    var entries = [[AnswerList.Entry]](repeating: [], count: count)
    for (answer, (score, log)) in zip(distinct, zip(scores, logs)) {
      entries[answer.cluster].append(
        AnswerList.Entry(answer: answer, score: score, reference: log))
    }
    let covered = entries.map { min(1, $0.reduce(0) { $0 + exp($1.reference) }) }
    let rest = Dictionary(
      grouping: zip(others, proxyScores(of: others, by: judge)), by: { $0.0.prompt.kind })
    for place in entries.indices {
      guard let kind = entries[place].first?.answer.prompt.kind, let others = rest[kind] else {
        continue
      }
      let share = max(1 - covered[place], 1e-9) / Double(others.count)
      entries[place] += others.map {
        AnswerList.Entry(answer: $0.0, score: $0.1, reference: log(share))
      }
    }
    return AnswerList(
      entries: entries.map { $0.sorted { $0.reference > $1.reference } }, covered: covered)
  }

  /// log π of whole answers.
  func logProbabilities(of answers: [Answer], by model: LanguageModel) -> [Double] {
    remembered("answer-logs", [model.parameters.fingerprint, answers.fingerprint]) {
      let sets = answers.map {
        RankedAnswers(
          prompt: tokenizer.prompt($0.prompt.text), responses: [$0.tokens], ranks: [1])
      }
      return model.logProbabilities(of: sets, workers: workers).map { Double($0[0]) }
    }
  }
}

/// What the best policy for a judge does on a leash of β, among all policies that say what is on a list:
///
///     π*(y) = π_SFT(y) e^{r(y) / β} / Z        Z = Σ π_SFT(y) e^{r(y) / β}
///
/// (Rafailov et al. 2023, equation 4; shown by Korbak et al. 2022.) No other policy on the list has a larger mean of
/// r − β KL, and its own is β log Z.
package struct Optimum {
  package let beta: Double
  /// π* of each entry of the list.
  package let policy: [[Double]]
  /// β log Z of each prompt.
  package let values: [Double]
  /// Of each prompt.
  package let scores, golds: [Double]
  package let kl: Estimate

  var score: Estimate { .clusteredMean(of: scores, clusters: Array(scores.indices)) }
  var gold: Estimate { .clusteredMean(of: golds, clusters: Array(golds.indices)) }

  package init(_ list: AnswerList, beta: Double) {
    self.beta = beta
    var policy: [[Double]] = []
    var values: [Double] = []
    for entries in list.entries {
      let logs = entries.map { $0.reference + $0.score / beta }
      let largest = logs.max() ?? 0
      let logZ = largest + log(logs.reduce(0) { $0 + exp($1 - largest) })
      policy.append(logs.map { exp($0 - logZ) })
      values.append(beta * logZ)
    }
    (self.policy, self.values) = (policy, values)
    func means(_ number: (AnswerList.Entry, Double) -> Double) -> [Double] {
      zip(list.entries, policy).map { entries, weights in
        zip(entries, weights).reduce(0) { $0 + ($1.1 > 0 ? $1.1 * number($1.0, $1.1) : 0) }
      }
    }
    scores = means { entry, _ in entry.score }
    golds = means { entry, _ in entry.answer.gold }
    kl = .clusteredMean(
      of: means { entry, weight in log(weight) - entry.reference },
      clusters: Array(list.entries.indices))
  }
}

/// SFT's answers to one prompt, as the best policy for a judge weighs them.
struct OptimumExample: Measured {
  let list: AnswerList
  let optimum: Optimum

  var results: Results {
    [
      "optimum/example/score_before": expected(\.score, by: \.reference),
      "optimum/example/score": optimum.score.value,
      "optimum/example/kl": optimum.kl.value, "optimum/example/value": optimum.values[0],
      "optimum/example/answers": list.entries[0].count,
      "optimum/example/coverage": list.coverage.value,
    ]
  }

  private func expected(
    _ number: (AnswerList.Entry) -> Double, by log: (AnswerList.Entry) -> Double
  ) -> Double {
    let weights = list.entries[0].map { exp(log($0)) }
    return zip(list.entries[0], weights).reduce(0) { $0 + number($1.0) * $1.1 }
      / weights.reduce(0, +)
  }

  /// The likeliest answers, and the one that the judge likes best.
  var table: Table {
    let entries = Array(zip(list.entries[0], optimum.policy[0]))
    let best = entries.indices.max { entries[$0].1 < entries[$1].1 }
    let shown = Set(entries.indices.prefix(5)).union([best].compactMap(\.self)).sorted()
    return Table(
      "optimum",
      columns: [
        .data(entries.first?.0.answer.prompt.text ?? ""), .number(.verbatim("π_SFT")),
        .number("score"), .number(.verbatim("e^(r/β)")), .number(.verbatim("π*")), .number("gold"),
      ],
      rows: shown.map { place in
        let (entry, weight) = entries[place]
        return [
          entry.answer.text, exp(entry.reference).formatted(places: 3),
          entry.score.formatted(places: 2), shortened(exp(entry.score / optimum.beta)),
          weight.formatted(places: 3), entry.answer.gold.formatted(places: 2),
        ]
      })
  }

  private func shortened(_ factor: Double) -> String {
    factor >= 1000 || factor < 0.001
      ? String(format: "%.1e", factor) : factor.formatted(places: factor >= 10 ? 0 : 3)
  }
}
