/// Finds what the learner may have meant.
package enum NearestKey {
  /// The candidate that is most like `key`: the same last component first, then the fewest edits.
  /// Nil if none is close.
  package static func match(for key: String, in candidates: some Sequence<String>) -> String? {
    matches(for: key, in: candidates).min()
  }

  /// The same, with those that are as close and end in the same component, in their order:
  /// `ppo.klCoefficient` and `limits.klCoefficient` for `klCoefficient`.
  package static func matches(for key: String, in candidates: some Sequence<String>) -> [String] {
    let last = component(key)
    let scored = candidates.map { candidate -> (distance: Int, candidate: String) in
      let whole = editDistance(key.lowercased(), candidate.lowercased())
      let tail = editDistance(last.lowercased(), component(candidate).lowercased())
      // A right name in a wrong group, or without one, is one edit away.
      return (min(whole, tail + 1), candidate)
    }
    let best = scored.min { ($0.distance, $0.candidate) < ($1.distance, $1.candidate) }
    guard let best, best.distance <= max(2, last.count / 3) else { return [] }
    return scored.filter {
      $0.distance == best.distance && component($0.candidate) == component(best.candidate)
    }.map(\.candidate)
  }

  static func component(_ key: String) -> String {
    String(key.split(separator: ".").last ?? "")
  }

  /// The least number of insertions, deletions and replacements that turn one text into the other
  /// (Levenshtein distance), by the usual table, a row at a time.
  static func editDistance(_ first: String, _ second: String) -> Int {
    let second = Array(second)
    var row = Array(0...second.count)
    for (index, character) in first.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for column in second.indices {
        let replaced = diagonal + (second[column] == character ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(replaced, row[column] + 1, diagonal + 1)
      }
    }
    return row[second.count]
  }
}
