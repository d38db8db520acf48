import Course
import Foundation
import Metrics
import Models
import Notebook
import Tensors
import Tokenization
import Training

// What lesson 0 shows as tables.

extension Tokenizer {
  /// A token without the space before it, and with a sign for the line break.
  func shown(_ id: Int32) -> String {
    let text = visible(id)
    return text.hasPrefix("␣") && text.count > 1 ? String(text.dropFirst()) : text
  }

  /// A token with signs for spaces and line breaks. Bytes that are no character by themselves, such as
  /// parts of an emoji, are shown by their numbers.
  func visible(_ id: Int32) -> String {
    let bytes = decodeBytes([id])
    guard let text = String(validating: bytes, as: UTF8.self) else {
      return bytes.map { "x" + String($0, radix: 16, uppercase: true) }.joined()
    }
    return text.replacing("\n", with: "⏎").replacing(" ", with: "␣")
  }

  /// What a model wrote, on one line, with a mark where it was cut off.
  func shown(_ completion: Completion) -> String {
    text(completion.tokens).replacing("\n", with: " ⏎ ") + (completion.hasEnded ? "" : " …")
  }
}

/// The text as it falls into fewer and fewer tokens: the bytes, some merges, and the end.
func mergeTable(_ steps: [[[Int32]]], _ tokenizer: Tokenizer) -> Table {
  var table = Table(columns: [.number("merges"), .number("tokens"), "the text so far"])
  for step in Set([0, 1, 2, steps.count / 2, steps.count - 1]).sorted() where step < steps.count {
    let ids = steps[step].joined()
    let text = ids.map(tokenizer.visible).joined(separator: "|")
    table.add(["\(step)", "\(ids.count)", text])
  }
  return table
}

/// Each token with its number in the vocabulary; a long text in two groups of columns.
func tokenList(_ ids: [Int32], _ tokenizer: Tokenizer) -> Table {
  let groups = ids.count > 16 ? 2 : 1
  let height = (ids.count + groups - 1) / groups
  let columns: [Table.Column] = [.number("place"), "token", .number("id")]
  var table = Table(columns: (0..<groups).flatMap { _ in columns })
  for row in 0..<height {
    let cells = stride(from: row, to: groups * height, by: height).flatMap { place in
      place < ids.count
        ? ["\(place)", tokenizer.visible(ids[place]), "\(ids[place])"] : ["", "", ""]
    }
    table.add(cells)
  }
  return table
}

/// The first numbers of the first tokens' embeddings.
func embeddingTable(
  _ stream: ForwardPass.Stream, _ ids: [Int32], _ tokenizer: Tokenizer
) -> Table {
  let shown = min(4, stream.rows[0].count)
  var table = Table(
    columns: ["token"] + (1...shown).map { .number("number \($0)") } + [.number("…")])
  for (id, row) in zip(ids, stream.rows).prefix(tokensShown) {
    table.add(
      [tokenizer.shown(id)] + row.prefix(shown).map { Double($0).formatted(places: 2) } + ["…"])
  }
  return table
}

/// A page has room for so many tokens of a long sentence.
let tokensShown = 14

/// Where each head looks most when the last token is read.
func lookTable(_ heads: [ForwardPass.Rows], tokens: [String]) -> Table {
  var table = Table(
    columns: ["head", .init("\"\(tokens[tokens.count - 1])\" looks most at"), .number("weight")])
  for (head, rows) in heads.enumerated() {
    let weights = rows[rows.count - 1]
    let place = weights.indices.max { weights[$0] < weights[$1] } ?? 0
    table.add([
      "\(head + 1)", "\(tokens[place]) (place \(place))",
      Double(weights[place]).formatted(places: 2),
    ])
  }
  return table
}

/// Who may look at whom under either mask.
func maskTable(tokens: some Collection<String>) -> Table {
  let count = tokens.count
  var table = Table(columns: ["token", "causal", "bidirectional"])
  for (row, token) in tokens.enumerated() {
    let marks = (0..<count).map { $0 <= row ? "■" : "·" }
    let all = Array(repeating: "■", count: count)
    table.add([token, marks.joined(separator: " "), all.joined(separator: " ")])
  }
  return table
}

/// How far each place's logits moved under either mask, around the one that was changed.
func differenceTable(_ differences: [[Double]], tokens: [String], changed: Int) -> Table {
  var table = Table(
    columns: [.number("place"), "token", .number("causal"), .number("bidirectional")])
  let first = max(0, min(changed - tokensShown / 2, tokens.count - tokensShown))
  for (place, token) in tokens.enumerated().dropFirst(first).prefix(tokensShown) {
    table.add(
      ["\(place)", place == changed ? "\(token) → <mask>" : token]
        + differences.map { $0[place] == 0 ? "0" : $0[place].formatted(places: 2) })
  }
  return table
}

/// What each step writes to the stream of the last token, and what would be said if it were the last.
func streamTable(_ pass: ForwardPass, _ tokenizer: Tokenizer) -> Table {
  var table = Table(
    columns: ["after", .number("length"), .number("added"), "likeliest next", .number("p")])
  var before: [Float]?
  for stream in pass.streams {
    let row = stream.rows[stream.rows.count - 1]
    let added = before.map { zip(row, $0).map { $0 - $1 } } ?? row
    let p = softmax(stream.logits[stream.logits.count - 1])
    let best = p.indices.max { p[$0] < p[$1] } ?? 0
    table.add([
      stream.name, length(of: row).formatted(places: 1), length(of: added).formatted(places: 1),
      tokenizer.shown(Int32(best)), p[best].formatted(places: 2),
    ])
    before = row
  }
  return table
}

private func length(of row: [Float]) -> Double {
  row.reduce(0) { $0 + Double($1 * $1) }.squareRoot()
}

/// Every step of the pass, and the shape of what it gives.
func shapeTable(_ pass: ForwardPass) -> Table {
  Table(columns: ["step", .number("shape")], rows: pass.shapes.map { [$0.step, "\($0.shape)"] })
}

/// The loss before and after one weight is moved.
func nudgeTable(_ losses: [Double], h: Float) -> Table {
  Table(
    columns: ["the weight is", .number("loss")],
    rows: zip(["w − \(h)", "w", "w + \(h)"], losses).map { [$0, $1.formatted(places: 6)] })
}

/// For each matrix up to the end of the first block, the steepest of the weights that were drawn.
func gradientTable(_ comparisons: [GradientComparison]) -> Table {
  var table = Table(
    columns: [
      "weight", .number("backpropagation"), .number("difference"), .number("relative error"),
    ])
  for name in ["token_embedding", "position_embedding", "qkv", "attention.output", "mlp.input"] {
    let steepest = comparisons.filter { $0.parameter.contains("\(name).weight") }
      .max { abs($0.analytic) < abs($1.analytic) }
    guard let steepest else { continue }
    table.add([
      "\(short(steepest.parameter))[\(steepest.index)]", steepest.analytic.formatted(places: 5),
      steepest.numeric.formatted(places: 5), steepest.relativeError.formatted(places: 5),
    ])
  }
  return table
}

/// `blocks.0.mlp.input.weight` → `0.mlp.input`.
private func short(_ parameter: String) -> String {
  parameter.replacing("blocks.", with: "").replacing(".weight", with: "")
}

/// The largest error at each h.
func precisionTable(_ errors: [(h: Double, error: Double)]) -> Table {
  Table(
    columns: [.number("h"), .number("largest relative error")],
    rows: errors.map { [$0.h.formatted(places: 5), $0.error.formatted(places: 5)] })
}
