import LessonKit

/// Where each head looks most when the last token is read.
func lookTable(_ heads: [ForwardPass.Rows], _ tokens: [String]) -> Table {
  let most = Label("most", ["token": tokens[tokens.count - 1]])
  var table = Table("looks", columns: ["head", Table.Column(most), .number("weight")])
  for (head, rows) in heads.enumerated() {
    let weights = rows[rows.count - 1]
    let place = weights.indices.max { weights[$0] < weights[$1] } ?? 0
    table.add(
      head + 1, Label("at", ["token": tokens[place], "place": "\(place)"]),
      weights[place].formatted(places: 2))
  }
  return table
}

/// Who looks at whom in each head of one block. What the mask hides stays empty.
func attentionFigure(_ heads: [ForwardPass.Rows], block: Int, _ tokens: [String]) -> Figure {
  let count = min(tokens.count, tokensShown)
  let names = tokens.prefix(count).map(Label.verbatim)
  let panels = heads.prefix(4).enumerated().map { head, rows in
    let values = (0..<count).map { query in
      (0..<count).map { $0 <= query ? Double(rows[query][$0]) : .nan }
    }
    return Panel(
      title: .count("head", head + 1), x: Axis("looked-at"), y: Axis("looking"),
      heatMap: HeatMap(rows: names, columns: names, values: values, showsValues: false))
  }
  let cuts = (tokens.count > count ? "-tokens" : "") + (heads.count > 4 ? "-heads" : "")
  return Figure(
    name: "attention", title: .count("title", block), caption: .count("caption\(cuts)", count),
    panels: panels)
}

/// Who may look at whom under either mask.
func maskTable(_ tokens: some Collection<String>) -> Table {
  let all = Array(repeating: "■", count: tokens.count)
  return Table(
    "mask", columns: ["token", "causal", "bidirectional"],
    rows: tokens.enumerated().map { row, token in
      let marks = all.indices.map { $0 <= row ? "■" : "·" }
      return [token, marks.joined(separator: " "), all.joined(separator: " ")]
    })
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
