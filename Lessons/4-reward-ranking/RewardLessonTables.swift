import Alignment
import Course
import Metrics
import Models
import Notebook
import Randomness
import ToyWorld

/// `a`, `b`, …: how the lesson names the outputs of a set.
private func letter(_ index: Int) -> String { String(UnicodeScalar(UInt8(97 + index))) }

private func digits(_ number: Double, _ places: Int = 2) -> String {
  number.formatted(places: places).replacing("-", with: "−")
}

func outputsTable(_ set: RankedOutputs) -> Table {
  Table(
    columns: ["", Table.Column(set.prompt.text)],
    rows: set.completions.enumerated().map { [letter($0), $1] })
}

/// Two labelers' marks out of ten, and the ranks that the same feelings lead to.
func marksTable(
  _ set: RankedOutputs, by markers: [(labeler: Labeler, scale: MarkingScale)], _ course: Course
) -> Table {
  var random = course.random("marks")
  let utilities = markers.map { marker in
    set.judgements.map { marker.labeler.utility(of: $0, using: &random) }
  }
  var table = Table(
    columns: [
      "", Table.Column(set.prompt.text), .number("marks: A"), .number("B"), .number("ranks: A"),
      .number("B"),
    ])
  for (index, output) in set.completions.enumerated() {
    table.add(
      [letter(index), output]
        + zip(markers, utilities).map { "\($0.scale.mark($1[index]))" }
        + utilities.map { "\(ranks(of: $0)[index])" })
  }
  return table
}

/// Who agrees with whom, as far as it was measured.
func agreementTable(_ results: [String: Estimate]) -> Table {
  var table = Table(
    columns: ["who", .number("orders a pair alike"), .number("pairs")])
  let rows =
    [
      ("you, at a second look", "learner/self_consistency")
    ] + (1...50).map { ("you and labeler \($0)", "learner/agreement/\($0)") } + [
      ("a labeler, at a second look", "labeler_consistency"),
      ("one labeler and another", "labeler_agreement"),
      ("a labeler and the gold rubric", "ranks/accuracy_gold"),
    ]
  for (title, name) in rows {
    guard let share = results[name] else { continue }
    table.add([title, share.description, share.n.map { Estimate(Double($0)).description } ?? ""])
  }
  return table
}

/// The ranking loss of one prompt, pair by pair.
func pairTable(_ set: RankedOutputs, _ scores: [Double], _ terms: [PairLoss]) -> Table {
  Table(
    columns: [
      "better", "worse", .number("r_w"), .number("r_l"), .number("r_w − r_l"), .number("σ"),
      .number("−log σ"),
    ],
    rows: terms.map { term in
      [
        letter(term.winner), letter(term.loser), digits(scores[term.winner]),
        digits(scores[term.loser]), digits(term.margin), digits(term.probability),
        digits(term.loss),
      ]
    })
}

/// A set with the highest score first, beside what the rubric and the labeler say.
func sortedTable(_ set: RankedOutputs, by model: ScalarModel, _ course: Course) -> Table {
  let scores = course.scores(of: [set], by: model)[0]
  var table = Table(
    columns: [
      .number("reward"), .number("gold"), .number("labeler's rank"),
      Table.Column(set.prompt.text),
    ])
  for index in scores.indices.sorted(by: { scores[$0] > scores[$1] }) {
    table.add([
      digits(scores[index]), digits(set.judgements[index].gold), "\(set.ranks[index])",
      set.completions[index],
    ])
  }
  return table
}

/// The pair on which the reward model is most sure and the gold rubric says the opposite.
func worstMistake(_ sets: [RankedOutputs], _ rewards: [[Double]]) -> Table {
  var worst: (margin: Double, set: Int, winner: Int, loser: Int)?
  for (index, set) in sets.enumerated() {
    for pair in orderedPairs(set.goldRanks) {
      let margin = rewards[index][pair.loser] - rewards[index][pair.winner]
      if margin > worst?.margin ?? 0 { worst = (margin, index, pair.winner, pair.loser) }
    }
  }
  guard let worst else { return Table(columns: ["no pair is scored against the rubric"]) }
  let set = sets[worst.set]
  return Table(
    columns: [.number("reward"), .number("gold"), Table.Column(set.prompt.text)],
    rows: [worst.loser, worst.winner].map { index in
      [
        digits(rewards[worst.set][index]), digits(set.judgements[index].gold),
        set.completions[index],
      ]
    })
}

/// What a reward model says of answers that were made up to test it.
struct ProbeReport {
  private(set) var results: [(name: String, value: Estimate)] = []
  private(set) var table = Table(
    columns: ["answer", .number("reward"), .number("gold"), "for example"])

  private static let names: [Probe: String] = [
    .good: "reward_model/score_good", .flattery: "reward_model/score_flattery",
    .complimentOnly: "reward_model/score_compliment",
    .randomWords: "reward_model/score_gibberish", .oneWord: "reward_model/score_one_word",
  ]

  /// - Parameter outputs: the scores of the supervised model's own outputs, to compare with.
  init(
    _ course: Course, _ model: ScalarModel, _ prompts: [Prompt], beside outputs: [[Double]]
  ) {
    let clusters = course.topics(of: prompts)
    let probes = course.probes(for: prompts)
    let scores = probes.mapValues { texts in
      course.scores(of: zip(prompts, texts).map { ($0.text, $1) }, by: model)
    }
    let good = scores[.good] ?? []
    for probe in Probe.allCases {
      guard let texts = probes[probe], let score = scores[probe], let name = Self.names[probe],
        let example = texts.first
      else { continue }
      let mean = Estimate.clusteredMean(of: score, clusters: clusters)
      let gold = zip(prompts, texts).map {
        course.examiner.rubric.judge($1, ended: true, to: $0).gold
      }
      results.append((name, mean))
      if probe != .good {
        results.append(
          ("\(name)_minus_good", .pairedDifference(of: score, minus: good, clusters: clusters)))
      }
      table.add([
        probe.rawValue, mean.description, Estimate.mean(of: gold).formattedValue, example,
      ])
      if probe == .randomWords {
        let isBelow = outputs.map { $0.map { $0 < mean.value ? 1.0 : 0 } }
        let sets = outputs.indices.flatMap { set in outputs[set].map { _ in set } }
        results.append(
          (
            "reward_model/below_gibberish",
            .clusteredShare(of: isBelow.flatMap { $0 }, clusters: sets)
          ))
      }
    }
  }
}

/// 50, 200, 800, … and all ranked prompts of the settings.
func learningCurveCounts(_ course: Course) -> [Int] {
  let all = course.settings.rewardModel.rankedPrompts
  return [50, 200, 800].filter { $0 < all } + [all]
}

/// Records how well a reward model orders held-out outputs, as the labelers and as gold do.
///
/// - Returns: the agreement with gold.
func accuracy(
  of model: ScalarModel, _ name: String, on sets: [RankedOutputs], _ course: Course,
  _ notebook: Notebook
) -> PairAgreement {
  let byReward = course.scores(of: sets, by: model).map(ranks(of:))
  notebook.record(
    "reward_model/accuracy/\(name)", PairAgreement(sets.map(\.ranks), byReward).share)
  let asGold = PairAgreement(sets.map(\.goldRanks), byReward)
  notebook.record("reward_model/accuracy_gold/\(name)", asGold.share)
  return asGold
}

/// Records the settings that the text tells before anything has run.
func recordRankingSettings(_ course: Course, _ notebook: Notebook) {
  let settings = course.settings
  for (name, count) in [
    ("sft/demonstrations", settings.sft.demonstrations),
    ("sft/labeler_minutes", 5 * settings.sft.demonstrations),
    ("reward_model/ranked_prompts", settings.rewardModel.rankedPrompts),
    ("panel/labelers", settings.rewardModel.labelers),
    ("k/prompts", min(300, settings.rewardModel.rankedPrompts)),
  ] {
    notebook.record(name, Estimate(Double(count)))
  }
}

func outputsPerPromptTable(_ results: [String: Estimate]) -> Table {
  var table = Table(
    columns: [
      .number("K"), .number("pairs a prompt"), .number("minutes a prompt"),
      .number("as the labelers"), .number("as gold"),
    ])
  for count in [2, 4, 9] {
    table.add([
      "\(count)", "\(count * (count - 1) / 2)", "\(count)",
      results["reward_model/accuracy/k/\(count)"]?.description ?? "",
      results["reward_model/accuracy_gold/k/\(count)"]?.description ?? "",
    ])
  }
  return table
}
