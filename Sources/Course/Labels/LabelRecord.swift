import ToyWorld
import Words

/// A set of outputs that a person was shown: how it was ranked, or that it was skipped.
package struct LabelRecord: JSONLinesRecord, Hashable {
  /// Its place in the sequence of sets, which is the same for all who label.
  package var set: Int
  package var labeler: String
  /// Whether the same person had seen the set before, in another order.
  package var isRepeat: Bool
  package var prompt: String
  /// In the order of the sequence, whatever the order on the screen.
  package var completions: [String]
  /// Which completion stood first on the screen, which second, …
  package var shown: [Int]
  /// Rank of each completion: 1 is the best; equal ranks are ties. Nil for a set that was skipped.
  package var ranks: [Int]?

  package init(
    set: Int, labeler: String, isRepeat: Bool, prompt: String, completions: [String],
    shown: [Int], ranks: [Int]?
  ) {
    (self.set, self.labeler, self.isRepeat) = (set, labeler, isRepeat)
    (self.prompt, self.completions) = (prompt, completions)
    (self.shown, self.ranks) = (shown, ranks)
  }

  private enum CodingKeys: String, CodingKey {
    case set, labeler, prompt, completions, shown, ranks
    case isRepeat = "repeat"
  }

  package static let isSealed = true
  package static let example =
    #"{"set": 0, "labeler": "…", "repeat": false, "prompt": "…", "completions": ["…", "…"], "#
    + #""shown": [1, 0], "ranks": [2, 1]}"#

  package var fields: [(name: String, value: (any Encodable)?)] {
    [
      ("set", set), ("labeler", labeler), ("repeat", isRepeat), ("prompt", prompt),
      ("completions", completions), ("shown", shown), ("ranks", ranks),
    ]
  }

  /// The ranking as others keep it, too; nil for a set that was skipped.
  package var ranking: RankingRecord? {
    ranks.map {
      RankingRecord(prompt: prompt, completions: completions, ranks: $0, labeler: labeler)
    }
  }

  package var flaw: Label? {
    guard shown.sorted() == Array(completions.indices) else {
      return Label("label-file.shown", ["count": "\(completions.count)"])
    }
    return ranking?.flaw
  }
}
