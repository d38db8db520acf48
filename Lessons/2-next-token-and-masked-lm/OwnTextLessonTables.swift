import Course
import Foundation
import Metrics
import Notebook
import Plotting
import Tokenization

// What lesson 2 shows of a text of the learner's own. Figures hold no word of it: a text may be in any
// script, and a picture's font may lack it.

// MARK: Sizes

func recordSizes(of text: OwnText, _ windows: OwnTextWindows, _ notebook: Notebook) {
  let tokens = windows.training.reduce(0) { $0 + $1.count - 1 }
  for (name, value) in [
    ("text/training_bytes", Double(text.training.utf8.count)),
    ("text/validation_bytes", Double(text.validation.utf8.count)),
    ("text/bytes_per_word", text.bytesPerWord),
    ("text/share_read", windows.shareRead), ("text/tokens", Double(tokens)),
    ("text/epochs", Double(windows.epochs)),
    ("text/masked_epochs", Double(windows.maskedEpochs)),
    ("text/window", Double(windows.training.map(\.count).max() ?? 1) - 1),
    ("vocabulary", Double(windows.tokenizer.vocabularySize)),
  ] {
    notebook.record(name, Estimate(value))
  }
}

func tableOfSizes(_ text: OwnText, _ windows: OwnTextWindows) -> Table {
  func count(_ number: Int) -> String { "\(Estimate(Double(number)))" }
  return Table(
    columns: ["part", .number("bytes"), .number("windows used"), "for"],
    rows: [
      [
        "first 90 %", count(text.training.utf8.count), count(windows.training.count),
        "training",
      ],
      [
        "last 10 %", count(text.validation.utf8.count), count(windows.validation.count),
        "validation",
      ],
    ])
}

/// Tokens with bars between them.
func divided(_ tokens: some Sequence<Int32>, _ tokenizer: Tokenizer) -> String {
  tokens.map(tokenizer.visible).joined(separator: "|")
}

// MARK: Measures

extension Continuation {
  /// The three texts, each exactly as it is.
  var shown: String {
    """
    ── given
    \(start)
    ── the model goes on
    \(written)
    ── the text goes on
    \(truth)

    """
  }
}

/// Records how far the next-token model's validation loss has risen from its best, and what the masked
/// model's is.
func recordLosses(_ masked: MetricLog, _ causal: MetricLog, _ notebook: Notebook) {
  let validation = causal.series("eval_loss").map(\.value)
  guard let last = validation.last, let best = validation.min() else { return }
  notebook.record("causal/eval_loss/rise", Estimate(last - best))
  notebook.record("masked/eval_loss", Estimate(masked.last("eval_loss") ?? .nan))
}

func ownLossFigure(_ masked: MetricLog, _ causal: MetricLog) -> Figure {
  var figure = lossFigure(masked, causal)
  figure.panels[0].y.range = nil
  return figure
}

/// As many of the first validation words as a model can read, one of them hidden.
func gappedStart(of text: OwnText, _ windows: OwnTextWindows) -> String {
  let words = text.validation.split(whereSeparator: \.isWhitespace).map(String.init)
  let room = (windows.validation.map(\.count).max() ?? 2) - 1
  for count in [8, 6, 4, 3] where words.count > count {
    var some = Array(words[1...count])  // the first word may have been cut in two
    some[count / 2] = "<mask>"
    let sentence = some.joined(separator: " ")
    if windows.tokenizer.encodeWithMasks(sentence).count <= room { return sentence }
  }
  return "<mask>"
}
