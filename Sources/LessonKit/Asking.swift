import Course
import Foundation
import Models
import Notebook
import Randomness
import Words

extension Course {
  /// Answers of a model to a question that the learner types.
  package func replies(
    of model: LanguageModel, to question: String, count: Int, using random: inout RandomSource
  ) -> Label {
    let read = tokenizer.prompt(question.tidied(end: "?"))
    let limit = model.configuration.contextLength - 8
    guard read.count <= limit else {
      return Label("asking.too-long", ["tokens": "\(read.count)", "limit": "\(limit)"])
    }
    let options = SamplingOptions(
      maximumNewTokens: min(
        examiner.maximumNewTokens, model.configuration.contextLength - read.count),
      endOfText: tokenizer.endOfText)
    let replies = model.sample(
      Array(repeating: read, count: count), options: options, workers: workers, using: &random)
    return .verbatim(replies.map { "  → \(tokenizer.shown($0))" }.joined(separator: "\n"))
  }

  /// Lets the learner ask one model or several whatever they like; without a learner the examples are asked.
  ///
  /// - Parameter count: answers of each model.
  package func ask(
    _ models: KeyValuePairs<String, LanguageModel>, for examples: [String], count: Int = 1,
    _ notebook: Notebook
  ) throws {
    var random = random("asked by the learner")
    try notebook.tryOut(examples) { question in
      for (name, model) in models {
        if models.count > 1 { notebook.show(name) }
        notebook.show(replies(of: model, to: question, count: count, using: &random))
      }
    }
  }
}

extension String {
  /// The text as people of the toy world write: in lower case, a space before each mark, one mark at the end.
  package func tidied(end: String) -> String {
    let text = lowercased().replacing(/n['’]t\b/, with: " not").replacing(/\s*([.,?!])/) {
      " \($0.1)"
    }
    .trimmingCharacters(in: .whitespaces)
    return ".?!".contains(text.last ?? " ") ? text : "\(text) \(end)"
  }
}
