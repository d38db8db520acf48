import LessonKit

/// What more demonstrations bring, and what they cost.
struct Amounts: Measured {
  /// The first of the series is the base model, which has read none.
  private var series: [(count: Int, answers: [Answer])]

  init(base: [Answer]) { series = [(0, base)] }

  mutating func add(_ count: Int, _ answers: [Answer]) { series.append((count, answers)) }

  var results: Results {
    var results = Results()
    for (count, answers) in series { results["sft/gold/\(count)"] = answers.gold }
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
    let gain = more.answers.gain(over: less.answers)
    return [name: gain, "\(name)_per_hour": gain.divided(by: hours(more.count - less.count))]
  }

  /// What the most demonstrations bring over the course's SFT model.
  func gain(over sft: [Answer]) -> Results {
    ["gain/most_vs_sft": series.count > 1 ? series.last?.answers.gain(over: sft) : nil]
  }

  private func hours(_ count: Int) -> Double { Double(count) * minutesPerDemonstration / 60 }

  var table: Table {
    Table(
      "amounts", columns: [.number("demonstrations"), .number("hours"), .number("gold")],
      rows: series.map { [$0.count, hours($0.count).formatted(places: 1), $0.answers.gold] })
  }

  /// 0 has no place on a logarithmic axis, so that the base model is a line.
  var figure: Figure {
    let tuned = series.dropFirst()
    let counts = tuned.map { Double($0.count) }
    let ends = [counts.first ?? 1, counts.last ?? 2]
    return Figure(
      name: "score-by-demonstrations",
      panel: Panel(
        x: Axis("demonstrations", isLogarithmic: true, range: 20...1000), y: Axis("gold"),
        series: [
          .band("fine-tuned", x: counts, y: tuned.map(\.answers.gold), hue: 0),
          .points(.none, x: counts, y: tuned.map { Estimate($0.answers.gold.value) }, hue: 0),
          .band("base", x: ends, y: [series[0].answers.gold, series[0].answers.gold], hue: 1),
        ]))
  }
}
