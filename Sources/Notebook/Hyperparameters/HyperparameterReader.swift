import Foundation

/// Reads typed values out of `Hyperparameters`. Each call says what type a key has and what is
/// allowed, and that is where the listing of `tutor params` has it from.
///
///     klCoefficient = try reader.number("ppo.klCoefficient", in: 0...100)
///
/// Every call throws a `UsageError` for a missing key or a value that is not allowed.
package struct HyperparameterReader {
  private let hyperparameters: Hyperparameters

  init(_ hyperparameters: Hyperparameters) { self.hyperparameters = hyperparameters }

  /// A finite number.
  package func number(_ key: String, in range: ClosedRange<Double>) throws -> Double {
    try read(key, type: "number", range: text(range)) { value in
      guard case .scalar(let word) = value, let number = HyperparameterValue.number(word),
        range.contains(number)
      else { return nil }
      return (number, .number(number))
    }
  }

  /// A whole number.
  package func integer(_ key: String, in range: ClosedRange<Int>) throws -> Int {
    try read(key, type: "whole number", range: text(range)) { value in
      guard case .scalar(let word) = value, let integer = HyperparameterValue.integer(word),
        range.contains(integer)
      else { return nil }
      return (integer, .integer(integer))
    }
  }

  /// `true` or `false`.
  package func bool(_ key: String) throws -> Bool {
    try read(key, type: "true or false", range: "") { value in
      guard case .scalar(let word) = value, let bool = Bool(word) else { return nil }
      return (bool, .bool(bool))
    }
  }

  /// Any text that is not empty.
  package func string(_ key: String) throws -> String {
    try read(key, type: "text", range: "") { value in
      guard case .scalar(let word) = value, !word.isEmpty else { return nil }
      return (word, .string(word))
    }
  }

  /// The path of a file, or nothing.
  package func path(_ key: String) throws -> String {
    try read(key, type: "path", range: "or nothing") { value in
      guard case .scalar(let word) = value else { return nil }
      return (word, .string(word))
    }
  }

  /// One of some words: the raw values of an enum.
  package func choice<Choice>(_ key: String, of type: Choice.Type = Choice.self) throws -> Choice
  where Choice: CaseIterable & RawRepresentable<String> {
    let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    return try read(key, type: "choice", range: "one of \(words)") { value in
      guard case .scalar(let word) = value, let choice = Choice(rawValue: word) else { return nil }
      return (choice, .string(word))
    }
  }

  /// A list of numbers, as many as `count` allows.
  package func numbers(
    _ key: String, in range: ClosedRange<Double>, count: ClosedRange<Int> = 1...1000
  ) throws -> [Double] {
    try list(
      key, type: "list of numbers", range: text(range), count: count,
      parse: { HyperparameterValue.number($0).flatMap { range.contains($0) ? $0 : nil } },
      wrap: { .numbers($0) })
  }

  /// A list of whole numbers, as many as `count` allows.
  package func integers(
    _ key: String, in range: ClosedRange<Int>, count: ClosedRange<Int> = 1...1000
  ) throws -> [Int] {
    try list(
      key, type: "list of whole numbers", range: text(range), count: count,
      parse: { HyperparameterValue.integer($0).flatMap { range.contains($0) ? $0 : nil } },
      wrap: { .integers($0) })
  }

  /// The seed of weights and sampling.
  package func seed() throws -> UInt64 {
    UInt64(try integer(Hyperparameters.seedKey, in: 0...Int.max))
  }

  // MARK: How a value is read

  private func list<Element>(
    _ key: String, type: String, range: String, count: ClosedRange<Int>,
    parse: (String) -> Element?, wrap: ([Element]) -> Hyperparameter.Value
  ) throws -> [Element] {
    let size = count == 1...1000 ? "" : ", \(text(count)) of them"
    return try read(key, type: type, range: range + size) { value in
      let words =
        switch value {
        case .list(let words): words
        case .scalar(let word): HyperparameterValue.elements(of: word)
        }
      let elements = words.compactMap(parse)
      guard elements.count == words.count, count.contains(elements.count) else { return nil }
      return (elements, wrap(elements))
    }
  }

  private func read<Result>(
    _ key: String, type: String, range: String,
    _ parse: (HyperparameterValue) -> (Result, Hyperparameter.Value)?
  ) throws -> Result {
    let allowed = range.isEmpty ? type : "\(type), \(range)"
    guard let entry = hyperparameters.entries[key] else {
      throw missing(key, allowed: allowed)
    }
    guard let (result, value) = parse(entry.value) else {
      let given = entry.value == .scalar("") ? "nothing" : "\"\(entry.value.text)\""
      let example = entry.fallback.map { "For example: \(key)=\($0.text) (the default). " } ?? ""
      throw UsageError(
        "\(entry.origin): \(key) is \(given), but must be a \(allowed)."
          .replacing("must be a true", with: "must be true")
          .replacing("must be a text", with: "must be text"),
        remedy: example + "`./tutor params` lists all hyperparameters.")
    }
    hyperparameters.readings[key] = Hyperparameters.Reading(
      type: type, range: range, value: value)
    return result
  }

  /// A key that no file has. What the learner did type may be a misspelling of it.
  private func missing(_ key: String, allowed: String) -> UsageError {
    let nearest = NearestKey.match(for: key, in: hyperparameters.keys)
    let hint = nearest.flatMap { near in
      hyperparameters.entries[near].map { " Did you write \($0.origin): \(near) for it?" }
    }
    return UsageError(
      "The hyperparameter \(key) is missing.\(hint ?? "")",
      remedy: "Write it into its file again (\(allowed)), or take the committed file back.")
  }

  private func text<Bound>(_ range: ClosedRange<Bound>) -> String
  where Bound: Comparable & LosslessStringConvertible & Numeric {
    let (low, high) = ("\(range.lowerBound)", "\(range.upperBound)")
    let trimmed = [low, high].map { $0.hasSuffix(".0") ? String($0.dropLast(2)) : $0 }
    if high == "\(Int.max)" || high == "inf" { return "\(trimmed[0]) or more" }
    return "from \(trimmed[0]) to \(trimmed[1])"
  }
}
