import LessonKit

extension Course {
  /// SFT on more and more demonstrations, each time with as many passes over them, and each time with as
  /// many steps: more data alone, or more training, too.
  func amounts(_ counts: [Int], base: [Answer]) throws -> Amounts {
    let sft = settings.sft
    let steps = Double(sft.training.epochs * sft.data.demonstrations)
    var amounts = Amounts(base: base)
    for count in counts {
      var settings = sft
      settings.data.demonstrations = count
      settings.isWatched = count == sft.data.demonstrations
      let passes = try supervisedFineTuned(settings, title: .count("demonstrations", count))
      settings.training.epochs = max(1, Int((steps / Double(count)).rounded()))
      let equal = try supervisedFineTuned(settings, title: .count("equal-steps", count))
      amounts.add(count, passes: examine(passes.product), steps: examine(equal.product))
    }
    return amounts
  }
}

/// What more demonstrations bring, and what they cost.
struct Amounts: Measured {
  /// The first of the series is the base model, which has read none.
  private var series: [(count: Int, passes: [Answer], steps: [Answer])]

  init(base: [Answer]) { series = [(0, base, base)] }

  mutating func add(_ count: Int, passes: [Answer], steps: [Answer]) {
    series.append((count, passes, steps))
  }

  /// What the first and the last doubling bring is told of models that have made as many steps.
  var results: Results {
    var results = Results()
    for (count, passes, steps) in series {
      results["sft/gold/\(count)"] = passes.gold
      if count > 0 { results["sft/gold_at_equal_steps/\(count)"] = steps.gold }
    }
    guard let last = series.last, series.count > 1 else { return results }
    results.add(step("gain/first_demonstrations", from: 0))
    let doublings = series.indices.dropLast()
      .filter { series[$0 + 1].count == 2 * series[$0].count }
    if let first = doublings.first { results.add(step("doubling/first", from: first)) }
    if let last = doublings.last { results.add(step("doubling/last", from: last)) }
    return results + ["amount/fewest": series[1].count, "amount/most": last.count]
  }

  /// What one step of the series brings, and what an hour of a labeler brings in it.
  private func step(_ name: String, from index: Int) -> Results {
    let (less, more) = (series[index], series[index + 1])
    let gain = more.steps.gain(over: less.steps)
    return [name: gain, "\(name)_per_hour": gain.divided(by: hours(more.count - less.count))]
  }

  /// What the most demonstrations bring over the course's SFT model.
  func gain(over sft: [Answer]) -> Results {
    ["gain/most_vs_sft": series.count > 1 ? series.last?.passes.gain(over: sft) : nil]
  }

  private func hours(_ count: Int) -> Double { Double(count) * minutesPerDemonstration / 60 }

  var table: Table {
    Table(
      "amounts",
      columns: ["demonstrations", "hours", "equal-passes", "equal-steps"].map { .number($0) },
      rows: series.map { each in
        [
          each.count, hours(each.count).formatted(places: 1), each.passes.gold,
          each.steps.gold.value.formatted(places: 2),
        ]
      })
  }

  private var title: Label {
    guard let first = series.dropFirst().first, let last = series.last else { return "no-title" }
    return Label(
      "title",
      [
        "fewest": "\(first.count)", "low": first.passes.gold.formattedValue,
        "most": "\(last.count)", "high": last.passes.gold.formattedValue,
      ])
  }

  /// 0 has no place on a logarithmic axis, so that the base model is a line.
  func figure(beside worlds: ReferenceResults?) -> Figure {
    let tuned = series.dropFirst()
    let counts = tuned.map { Double($0.count) }
    let ends = [counts.first ?? 1, counts.last ?? 2]
    func line(_ name: Label, _ prefix: String, _ answers: [[Answer]], _ hue: Int) -> [Series] {
      [
        .line(name, x: counts, y: answers.map(\.gold.value), hue: hue),
        .points(.none, x: counts, y: answers.map(\.gold), hue: hue)
          .beside(worlds, tuned.map { "\(prefix)/\($0.count)" }),
      ]
    }
    return Figure(
      name: "score-by-demonstrations", title: title,
      panel: Panel(
        x: Axis("demonstrations", isLogarithmic: true, range: 20...1000), y: Axis("gold"),
        series: line("equal-passes", "sft/gold", tuned.map(\.passes), 0)
          + line("equal-steps", "sft/gold_at_equal_steps", tuned.map(\.steps), 2)
          + [.band("base", x: ends, y: [series[0].passes.gold, series[0].passes.gold], hue: 1)]))
  }
}
