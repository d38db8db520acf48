import Course
import Foundation
import Metrics
import Models
import Notebook
import Tensors
import Tokenization
import Training

// What lesson 0 records: the numbers that its text tells.

func recordTokens(
  of sentence: String, _ ids: [Int32], _ course: Course, _ notebook: Notebook
) {
  let words = sentence.split(whereSeparator: \.isWhitespace).count
  let tokens = ids.count - 1
  let bytes = sentence.withSpacedLines.utf8.count
  notebook.record("sentence/bytes", Estimate(Double(bytes)))
  notebook.record("sentence/words", Estimate(Double(words)))
  notebook.record("sentence/tokens", Estimate(Double(tokens)))
  notebook.record(
    "sentence/tokens_per_word", Estimate(Double(tokens) / Double(max(1, words))))
  notebook.record("sentence/tokens_per_byte", Estimate(Double(tokens) / Double(bytes)))
  notebook.record("web/tokens_per_word", course.webTokensPerWord)
  notebook.record("vocabulary", Estimate(Double(course.tokenizer.vocabularySize)))
}

func recordSize(of model: LanguageModel, _ notebook: Notebook) {
  let configuration = model.configuration
  notebook.record("parameters", Estimate(Double(model.parameters.count)))
  notebook.record("width", Estimate(Double(configuration.width)))
  notebook.record("heads", Estimate(Double(configuration.heads)))
  notebook.record("layers", Estimate(Double(configuration.layers)))
}

/// Records how far the logits moved before the place that was changed, and from there on.
func recordDifferences(_ differences: [[Double]], changed: Int, _ notebook: Notebook) {
  for (name, moved) in zip(["causal", "bidirectional"], differences) {
    notebook.record("\(name)/moved_before", Estimate(moved[..<changed].max() ?? 0))
    notebook.record("\(name)/moved_after", Estimate(moved[changed...].max() ?? 0))
  }
}

/// Records how sure the model is of its guess before any training.
func recordUntrained(
  _ course: Course, like model: LanguageModel, reading ids: [Int32], _ notebook: Notebook
) {
  var random = course.random("base")
  let untrained = LanguageModel(model.configuration, using: &random)
  let pass = ForwardPass(untrained, reading: ids)
  let p = softmax(pass.logits[ids.count - 1])
  notebook.record("untrained/top_probability", Estimate(p.max() ?? 0))
}

/// Where the first number of a token's embedding stands among all weights.
func firstWeight(of token: Int32, in model: LanguageModel) -> Int {
  model.transformer.tokenEmbedding.offset + Int(token) * model.configuration.width
}

/// Records the loss on the sentence and its slope, and the loss of a model to which all tokens are
/// equally likely.
func recordSlope(_ losses: [Double], h: Float, _ notebook: Notebook) {
  notebook.record("sentence/loss", Estimate(losses[1]))
  notebook.record("slope", Estimate((losses[2] - losses[0]) / Double(2 * h)))
  if let vocabulary = notebook.results["vocabulary"] {
    notebook.record("blind/loss", Estimate(log(vocabulary.value)))
  }
}

func recordErrors(_ comparisons: [GradientComparison], _ notebook: Notebook) {
  notebook.record("gradient_check/weights", Estimate(Double(comparisons.count)))
  notebook.record(
    "gradient_check/max_relative_error", Estimate(comparisons[0].relativeError))
}

/// Records the smallest of the errors, and those at both ends.
func recordPrecision(_ errors: [(h: Double, error: Double)], _ notebook: Notebook) {
  guard let best = errors.min(by: { $0.error < $1.error }), let last = errors.last else { return }
  notebook.record("gradient_check/best_h", Estimate(best.h))
  notebook.record("gradient_check/best_error", Estimate(best.error))
  notebook.record("gradient_check/error_large_h", Estimate(errors[0].error))
  notebook.record("gradient_check/error_small_h", Estimate(last.error))
}

/// Records a model's loss on the batch and on unseen text.
func recordLosses(
  of model: LanguageModel, _ moment: String, on batch: [LabeledSequence], _ course: Course,
  _ notebook: Notebook
) {
  let loss = model.evaluate(on: batch, workers: course.workers).loss
  let unseen = model.evaluate(on: course.validation, workers: course.workers)
  notebook.record("overfit/loss_\(moment)", Estimate(loss))
  notebook.record("overfit/eval_loss_\(moment)", unseen.lossEstimate)
}

/// Records what the losses of the one batch are to be compared with: the loss of a model that has read
/// everything, and the least loss on the batch that is possible. The latter is what it takes to say
/// which of the documents comes, and nothing else: one that is there c times of n costs −ln(c/n).
func recordYardsticks(
  _ base: LanguageModel, _ documents: [String], _ batch: [LabeledSequence], _ course: Course,
  _ notebook: Notebook
) {
  let unseen = base.evaluate(on: course.validation, workers: course.workers).lossEstimate
  notebook.record("base/eval_loss", unseen)
  if let own = notebook.results["overfit/eval_loss_after"] {
    let ratio = own.value / unseen.value
    notebook.record("overfit/eval_loss_ratio", Estimate(ratio))
  }
  let nats = documents.reduce(0) { sum, document in
    let share = Double(documents.count { $0 == document }) / Double(documents.count)
    return sum - log(share)
  }
  let tokens = batch.reduce(0) { $0 + $1.targetCount }
  notebook.record("overfit/documents", Estimate(Double(documents.count)))
  notebook.record("overfit/steps", Estimate(Double(notebook.metrics.series("loss").count)))
  notebook.record("overfit/floor", Estimate(nats / Double(max(1, tokens))))
}
