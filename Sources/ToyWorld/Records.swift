import Words

// The records of the data files, with the field names that users of TRL know.

/// A document of web text.
package struct WebTextRecord: JSONLinesRecord, Hashable {
  package var text: String

  package init(text: String) { self.text = text }

  package static let example = #"{"text": "…"}"#
  package var fields: [(name: String, value: (any Encodable)?)] { [("text", text)] }
}

/// A demonstration; the prompt is without its line break.
package struct DemonstrationRecord: JSONLinesRecord, Hashable {
  package var prompt: String
  package var completion: String

  package init(prompt: String, completion: String) {
    self.prompt = prompt
    self.completion = completion
  }

  package init(_ demonstration: Demonstration) {
    self.init(prompt: demonstration.prompt.text, completion: demonstration.completion)
  }

  package static let example = #"{"prompt": "…", "completion": "…"}"#
  package var fields: [(name: String, value: (any Encodable)?)] {
    [("prompt", prompt), ("completion", completion)]
  }
}

/// A prompt, its kind and split, and who sent it if that is known.
package struct PromptRecord: JSONLinesRecord, Hashable {
  package var prompt: String
  package var kind: PromptKind
  package var split: Split
  package var source: PromptSource?

  package init(_ prompt: Prompt, source: PromptSource? = nil) {
    self.prompt = prompt.text
    kind = prompt.kind
    split = prompt.split
    self.source = source
  }

  package static let example = #"{"prompt": "…", "kind": "fact", "split": "train"}"#
  package var fields: [(name: String, value: (any Encodable)?)] {
    [("prompt", prompt), ("kind", kind), ("split", split), ("source", source)]
  }
}

/// Completions of one prompt as one labeler ranks them.
package struct RankingRecord: JSONLinesRecord, Hashable {
  package var prompt: String
  package var completions: [String]
  /// Rank of each completion: 1 is the best; equal ranks are ties.
  package var ranks: [Int]
  package var labeler: String

  package init(prompt: String, completions: [String], ranks: [Int], labeler: String) {
    self.prompt = prompt
    self.completions = completions
    self.ranks = ranks
    self.labeler = labeler
  }

  package static let isSealed = true
  package static let example =
    #"{"prompt": "…", "completions": ["…", "…"], "ranks": [2, 1], "labeler": "…"}"#
  package var fields: [(name: String, value: (any Encodable)?)] {
    [("prompt", prompt), ("completions", completions), ("ranks", ranks), ("labeler", labeler)]
  }

  package var flaw: Label? {
    if completions.count != ranks.count {
      return Label(
        "data-file.one-rank-each",
        ["completions": "\(completions.count)", "ranks": "\(ranks.count)"])
    }
    return ranks.first { !(1...ranks.count).contains($0) }.map {
      Label("data-file.rank", ["rank": "\($0)", "last": "\(ranks.count)"])
    }
  }
}
