import Words

/// Finding hyperparameters by what a learner calls them.
extension Hyperparameters {
  /// The keys that an unknown one may mean: those that end like it; else those that the glossary or
  /// their own documentation call so (`beta` is the β of "β: the price of straying"); else the nearest.
  func candidates(for unknown: String) -> [String] {
    let keys = keys.filter { readings[$0] != nil }
    let name = NearestKey.component(unknown)
    let nearest = NearestKey.matches(for: unknown, in: keys)
    if let key = nearest.first, bare(NearestKey.component(key)) == bare(name) { return nearest }
    let names = synonyms(of: name)
    let named = keys.filter { key in
      let documentation = entries[key]?.committed?.entry.documentation ?? ""
      return names.contains {
        bare($0) == bare(NearestKey.component(key)) || documentation.hasPrefix("\($0):")
      }
    }
    return named.isEmpty ? nearest : named
  }

  /// "Did you mean ppo.klCoefficient (lesson 5), limits.klCoefficient (lesson 6)?", if there are keys,
  /// and where all stand.
  func suggestion(of keys: [String]) -> String {
    let named = keys.map { key in
      guard keys.count > 1, let lesson = entries[key]?.committed?.lesson else { return key }
      return word("of-lesson", ["key": key, "lesson": "\(lesson)"])
    }
    return keys.isEmpty
      ? word("all") : word("suggestion", ["keys": named.joined(separator: ", ")])
  }

  /// Those of a listing whose key or documentation has all of some words, or other words for them.
  /// - Throws: `UsageError` if there are none.
  package func search(_ text: String, in listing: [Hyperparameter]) throws -> [Hyperparameter] {
    let found = matching(text, in: listing)
    guard found.isEmpty else { return found }
    let elsewhere = matching(text, in: self.listing).map(\.key)
    throw UsageError(
      "hyperparameter-search",
      [
        "text": text.printable,
        "suggestion": suggestion(of: elsewhere.isEmpty ? candidates(for: text) : elsewhere),
      ])
  }

  private func matching(_ text: String, in listing: [Hyperparameter]) -> [Hyperparameter] {
    let found = listing.filter { $0.has(text) }
    guard found.isEmpty else { return found }
    let names = synonyms(of: text)
    return listing.filter { parameter in names.contains { parameter.has($0) } }
  }

  /// The word itself, what the glossary calls the same, and the symbols of Greek letters among them.
  private func synonyms(of word: String) -> [String] {
    let others = synonyms().first { $0.contains { bare($0) == bare(word) } } ?? []
    return ([word] + others).flatMap { [$0] + (greekLetters[$0.lowercased()] ?? []) }
  }
}

extension Hyperparameter {
  /// Whether each word of a text is a part of the key or begins a word of the documentation.
  fileprivate func has(_ text: String) -> Bool {
    let asked = words(of: text)
    let documented = words(of: documentation)
    return !asked.isEmpty
      && asked.allSatisfy { word in
        let forms = [word] + (greekLetters[word] ?? [])
        return key.lowercased().contains(word)
          || documented.contains { known in forms.contains { known.hasPrefix($0) } }
      }
  }
}

/// `beta` is β.
private let greekLetters = Dictionary(
  uniqueKeysWithValues: zip(
    [
      "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
      "lambda", "mu", "nu", "xi", "omicron", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi",
      "psi", "omega",
    ], "αβγδεζηθικλμνξοπρστυφχψω".map { [String($0)] }))

/// The words of a text in lower case, without marks between them.
private func words(of text: String) -> [String] {
  text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
}

/// `klPenalty` and `KL penalty` are the same word.
private func bare(_ word: String) -> String { words(of: word).joined() }
