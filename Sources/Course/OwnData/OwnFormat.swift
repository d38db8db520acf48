/// How the rows of a file hold what a model learns from. It is recognised by the columns; more columns do no
/// harm. The names are those of TRL (https://huggingface.co/docs/trl/dataset_formats), of Alpaca and of ShareGPT.
package enum OwnFormat: Sendable {
  /// Two answers, of which one is better; the prompt beside them, or as their common beginning.
  case pairs
  /// Several answers with their ranks: the course's own.
  case ranks
  /// A prompt and its answer.
  case answers
  /// A conversation of `role` and `content`.
  case messages
  /// ShareGPT's: `from` and `value`.
  case conversations
  /// Alpaca's.
  case instructions
  case prompts
  /// Text alone.
  case texts

  /// The columns that each row has.
  var columns: [String] {
    switch self {
    case .pairs: ["chosen", "rejected"]
    case .ranks: ["prompt", "completions", "ranks"]
    case .answers: ["prompt", "completion"]
    case .messages: ["messages"]
    case .conversations: ["conversations"]
    case .instructions: ["instruction", "output"]
    case .prompts: ["prompt"]
    case .texts: ["text"]
    }
  }

  /// The first format that a key takes and whose columns are all there; nil for none.
  init?(columns: some Sequence<String>, for key: OwnKey) {
    let columns = Set(columns)
    guard let format = key.formats.first(where: { columns.isSuperset(of: $0.columns) })
    else { return nil }
    self = format
  }

  /// As it is told: `prompt + completion`.
  var told: String { columns.joined(separator: " + ") }
}

/// What a file of the learner's own is for: a hyperparameter that names it.
package enum OwnKey: String, CaseIterable, Sendable {
  case corpus, demonstrations, rankings, prompts

  /// The formats that it takes. Of ranked answers the best is a demonstration, and of all the prompts can be
  /// taken.
  var formats: [OwnFormat] {
    switch self {
    case .corpus: [.texts]
    case .demonstrations: [.answers, .messages, .instructions, .conversations, .pairs, .ranks]
    case .rankings: [.pairs, .ranks]
    case .prompts: [.prompts, .messages, .instructions, .conversations, .pairs, .texts]
    }
  }

  /// A row that it takes, for error messages.
  var example: String {
    switch self {
    case .corpus: #"{"text": "…"}"#
    case .demonstrations: #"{"prompt": "…", "completion": "…"}"#
    case .rankings: #"{"prompt": "…", "chosen": "…", "rejected": "…"}"#
    case .prompts: #"{"prompt": "…"}"#
    }
  }
}
