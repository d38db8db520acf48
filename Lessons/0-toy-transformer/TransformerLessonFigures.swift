import Course
import Metrics
import Notebook
import Plotting
import Tokenization

// The figures of lesson 0.

/// Who looks at whom in each head of one block. What the mask hides stays empty.
func attentionFigure(_ heads: [ForwardPass.Rows], block: Int, tokens: [String]) -> Figure {
  let count = min(tokens.count, tokensShown)
  let names = Array(tokens.prefix(count))
  let panels = heads.prefix(4).enumerated().map { head, rows in
    let values = (0..<count).map { query in
      (0..<count).map { $0 <= query ? Double(rows[query][$0]) : .nan }
    }
    return Panel(
      title: "head \(head + 1)", x: Axis("looked at"), y: Axis("token looking"),
      heatMap: HeatMap(rows: names, columns: names, values: values, showsValues: false))
  }
  return Figure(
    name: "attention", title: "Attention of block \(block), head by head",
    caption:
      "A row: where the token looks; its weights sum to 1. Grey or empty: hidden by the mask."
      + (tokens.count > count ? " The first \(count) tokens." : "")
      + (heads.count > 4 ? " The first 4 heads." : ""),
    panels: panels)
}

/// The likeliest next tokens, and how likely each is at each temperature.
func guessFigure(
  _ guesses: [[Double]], _ temperatures: [Double], _ tokenizer: Tokenizer
) -> Figure {
  let p = guesses[temperatures.firstIndex(of: 1) ?? 0]
  let best = p.indices.sorted { p[$0] > p[$1] }.prefix(6)
  return Figure(
    name: "next-token", title: "What comes next?",
    caption: "The six likeliest tokens of \(p.count), each at three temperatures.",
    panel: Panel(
      x: Axis("next token"), y: Axis("probability", range: 0...1.1),
      categories: best.map { tokenizer.shown(Int32($0)) },
      bars: zip(temperatures, guesses).map { temperature, p in
        .bars("temperature \(temperature)", best.map { Estimate(p[$0]) })
      }))
}

/// The loss on the one batch, and the least that it can be.
func batchFigure(_ notebook: Notebook) -> Figure {
  let loss = notebook.metrics.series("loss")
  let steps = loss.map { Double($0.step) }
  let least = loss.map { _ in notebook.results["overfit/floor"]?.value ?? 0 }
  return Figure(
    name: "one-batch", title: "Learning one batch by heart",
    caption: "Each step reads the same documents. The lower line is the least that is possible.",
    panel: Panel(
      x: Axis("training step"), y: Axis("loss (nats a token)"),
      series: [.line("loss on the batch", loss), .curve("least possible", x: steps, y: least)]))
}
