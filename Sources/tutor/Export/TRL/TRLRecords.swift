import ToyWorld

// Lines of data as TRL's trainers read them; the names of the fields are TRL's. `WebTextRecord` and
// `DemonstrationRecord` are two more.

/// A question that a policy is to answer.
struct PromptOnlyRecord: JSONLinesRecord {
  var prompt: String

  static let example = #"{"prompt": "…"}"#
  var fields: [(name: String, value: (any Encodable)?)] { [("prompt", prompt)] }
}

/// A pair of a ranking. Where it has no prompt, both texts begin with it.
struct PreferenceRecord: JSONLinesRecord {
  var prompt: String?
  var chosen, rejected: String

  static let example = #"{"prompt": "…", "chosen": "…", "rejected": "…"}"#
  var fields: [(name: String, value: (any Encodable)?)] {
    [("prompt", prompt), ("chosen", chosen), ("rejected", rejected)]
  }
}

/// An answer that is wanted, or not.
struct UnpairedRecord: JSONLinesRecord {
  var prompt, completion: String
  var label: Bool

  static let example = #"{"prompt": "…", "completion": "…", "label": true}"#
  var fields: [(name: String, value: (any Encodable)?)] {
    [("prompt", prompt), ("completion", completion), ("label", label)]
  }
}

/// An answer with what the rubric thinks of it; no format of TRL's.
struct JudgedRecord: JSONLinesRecord {
  /// Where the answer is from.
  var source: String
  var prompt, completion: String
  var ended: Bool
  var gold, helpful, truthful, harmless: Double

  static let example = #"{"source": "sft", "prompt": "…", "completion": "…", "gold": 0.6}"#
  var fields: [(name: String, value: (any Encodable)?)] {
    [
      ("source", source), ("prompt", prompt), ("completion", completion), ("ended", ended),
      ("gold", gold), ("helpful", helpful), ("truthful", truthful), ("harmless", harmless),
    ]
  }
}
