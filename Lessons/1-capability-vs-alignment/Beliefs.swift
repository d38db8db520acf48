import LessonKit

/// What a model believes of every fact that the web has a rumour about, in each context; nothing in a
/// world without rumours.
struct Beliefs: Measured {
  let all: [Belief]

  private func held(in context: BeliefContext, _ measure: (Belief) -> Double) -> Estimate {
    let values = all.filter { $0.context == context }.map(measure)
    return .clusteredShare(of: values, clusters: Array(values.indices))
  }

  var results: Results {
    var results: Results = ["rumours": all.count { $0.context == .book }]
    for context in BeliefContext.allCases where !all.isEmpty {
      results["know/\(context)/true"] = held(in: context, \.truth)
      results["know/\(context)/rumour"] = held(in: context, \.falsehood)
    }
    let asked = all.filter { $0.context == .forum }
    if !asked.isEmpty {
      results["know/forum/true_minus_rumour"] = .clusteredDifference(
        of: asked.map(\.truth), clusters: Array(asked.indices), minus: asked.map(\.falsehood),
        clusters: Array(asked.indices))
    }
    return results
  }

  /// What the model believes of the first fact.
  var table: Table {
    Table(
      "beliefs",
      columns: ["after", .number("p-truth"), "truth", .number("p-rumour"), "rumour"],
      rows: all.prefix(BeliefContext.allCases.count).map { belief in
        [
          belief.text.onOneLine, belief.truth.formatted(places: 2), belief.trueValue,
          belief.falsehood.formatted(places: 2), belief.rumouredValue,
        ]
      })
  }

  /// The means over all facts; nil in a world without rumours.
  func figure(worlds: ReferenceResults?) -> Figure? {
    guard !all.isEmpty else { return nil }
    let contexts = BeliefContext.allCases
    let isTrueInBooks = held(in: .book, \.truth).isAbove(Estimate(0.5))
    let isFalseInForums = held(in: .forum, \.truth).isBelow(held(in: .forum, \.falsehood))
    return Figure(
      name: "beliefs", title: isTrueInBooks && isFalseInForums ? "title-both" : "title",
      panel: Panel(
        x: Axis("before"), y: Axis("probability", range: 0...1.1),
        categories: contexts.map { Label($0.rawValue) },
        bars: [
          .bars("truth", contexts.map { held(in: $0, \.truth) })
            .beside(worlds, contexts.map { "know/\($0)/true" }),
          .bars("rumour", contexts.map { held(in: $0, \.falsehood) })
            .beside(worlds, contexts.map { "know/\($0)/rumour" }),
        ]))
  }
}
