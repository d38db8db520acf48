import LessonKit

/// The place that a token looks at most.
private func peak(of weights: some Collection<Float>) -> (place: Int, weight: Float) {
  weights.enumerated().map { (place: $0, weight: $1) }.max { $0.weight < $1.weight } ?? (0, 0)
}

/// Where each head looks most when the last token is read.
func lookTable(_ heads: [ForwardPass.Rows], _ tokens: [String]) -> Table {
  let most = Label("most", ["token": tokens[tokens.count - 1]])
  var table = Table("looks", columns: ["head", Table.Column(most), .number("weight")])
  for (head, rows) in heads.enumerated() {
    let (place, weight) = peak(of: rows[rows.count - 1])
    table.add(
      head + 1, Label("at", ["token": tokens[place], "place": "\(place)"]),
      weight.formatted(places: 2))
  }
  return table
}

/// Who looks at whom in two heads of a block: the one whose last row looks hardest at one token, and the one
/// that spreads its weight most. What the mask hides stays empty.
func attentionFigure(_ heads: [ForwardPass.Rows], _ tokens: [String]) -> Figure {
  let count = min(tokens.count, tokensShown)
  let names = tokens.prefix(count).map(Label.verbatim)
  let peaks = heads.map { peak(of: $0[count - 1].prefix(count)) }
  let order = heads.indices.sorted { peaks[$0].weight > peaks[$1].weight }
  let shown = Set([order[0], order[order.count - 1]]).sorted()
  let panels = shown.map { head in
    // The columns are in the order of the rows: one name is enough.
    var columns = names.map { _ in Label.none }
    columns[peaks[head].place] = names[peaks[head].place]
    let values = (0..<count).map { query in
      (0..<count).map { $0 <= query ? Double(heads[head][query][$0]) : .nan }
    }
    return Panel(
      title: .count("head", head + 1), x: Axis("looked-at"), y: Axis("looking"),
      heatMap: HeatMap(
        rows: names, columns: columns, values: values, showsValues: false, range: 0...1,
        showsScale: head == shown.last,
        framed: head == order[0] ? (row: count - 1, column: peaks[head].place) : nil))
  }
  let (place, weight) = peaks[order[0]]
  let finding = [
    "head": "\(order[0] + 1)", "from": tokens[count - 1], "to": tokens[place],
    "weight": weight.formatted(places: 2),
  ]
  return Figure(
    name: "attention", title: Label("title", finding),
    caption: .count(tokens.count > count ? "caption-tokens" : "caption", count), panels: panels)
}

/// How far the logits at each place move when one token is covered.
struct MaskProof: Measured {
  /// The place of the token that is covered.
  let covered: Int
  /// Under the causal mask, and without one: `[masks][tokens]`.
  let moved: [[Double]]

  var results: Results {
    Results(
      zip(["causal", "bidirectional"], moved).map { mask, moved in
        [
          "\(mask)/moved_before": moved[..<covered].max(),
          "\(mask)/moved_after": moved[covered...].max(),
        ]
      })
  }

  /// The places around the one that is covered.
  func table(_ tokens: [String]) -> Table {
    let first = max(0, min(covered - tokensShown / 2, tokens.count - tokensShown))
    return Table(
      "proof", columns: [.number("place"), "token", .number("causal"), .number("bidirectional")],
      rows: tokens.enumerated().dropFirst(first).prefix(tokensShown).map { place, token in
        ["\(place)", place == covered ? "\(token) → <mask>" : token]
          + moved.map { $0[place] == 0 ? "0" : $0[place].formatted(places: 2) }
      })
  }
}
