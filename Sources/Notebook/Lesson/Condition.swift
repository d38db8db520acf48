import Metrics
import Words

/// A claim about the results that a lesson's text turns on. The whole grammar:
///
///     ppo/gold > sft/gold           larger, beyond what chance explains
///     ppo/kl < 0.05                 smaller; a number on either side
///     ppo/gold ~ sft/gold ± 0.02    the same, but for so little that it does not matter
///     a > b and b > c               all of them
///
/// The difference's 95 % interval decides: it lies on one side of 0, or within the margin, or the claim is
/// unclear (`Estimate.minus`). Numbers without an interval are exact, and `~` without a margin asks for the
/// same number.
package struct Condition: Equatable, Sendable, CustomStringConvertible {
  /// What the results say about a claim.
  package enum Verdict: Equatable, Sendable {
    case holds, fails
    /// The difference's interval includes 0, or reaches over the margin: neither can be said.
    case unclear
    /// Results that were not measured.
    case notMeasured([String])
  }

  /// Each is a name or number, a sign, another name or number, and a margin after `±` where one is given.
  private let comparisons: [[String]]

  package init(parsing text: String) throws {
    comparisons = text.split(whereSeparator: \.isWhitespace).map(String.init)
      .split(separator: "and", omittingEmptySubsequences: false).map(Array.init)
    guard comparisons.allSatisfy(Condition.isComparison) else {
      throw Failure("lesson-text.no-condition", ["text": text])
    }
  }

  private static func isComparison(_ words: [String]) -> Bool {
    guard words.count == 5 else { return words.count == 3 && [">", "<", "~"].contains(words[1]) }
    return words[1] == "~" && words[3] == "±" && (number(words[4]) ?? -1) > 0
  }

  /// As it is written.
  package var description: String {
    comparisons.map { $0.joined(separator: " ") }.joined(separator: " and ")
  }

  /// The names of the results that it is about.
  package var names: [String] {
    comparisons.flatMap { [$0[0], $0[2]] }.filter { Condition.number($0) == nil }
  }

  private static func number(_ word: String) -> Double? {
    // Swift would read a result named "nan" as a number too.
    Double(word.replacing("−", with: "-")).flatMap { $0.isFinite ? $0 : nil }
  }

  /// One comparison that fails makes the whole fail; else one of what was not measured makes it not measured, and one
  /// that is unclear makes it unclear.
  package func verdict(for results: [String: Estimate]) -> Verdict {
    func isMissing(_ name: String) -> Bool { results[name]?.value.isNaN ?? true }
    let measured = comparisons.filter { comparison in
      ![comparison[0], comparison[2]].contains { Condition.number($0) == nil && isMissing($0) }
    }
    let verdicts = measured.map { comparison -> Verdict in
      let left = estimate(comparison[0], in: results)
      let right = estimate(comparison[2], in: results)
      let areEqual = left.low == nil && right.low == nil && left.value == right.value
      let margin = comparison.count == 5 ? Condition.number(comparison[4]) ?? 0 : 0
      switch comparison[1] {
      case ">" where areEqual, "<" where areEqual: return .fails
      case ">": return left.isAbove(right) ? .holds : left.isBelow(right) ? .fails : .unclear
      case "<": return left.isBelow(right) ? .holds : left.isAbove(right) ? .fails : .unclear
      default:
        if left.isWithin(margin, of: right) { return .holds }
        let (low, high) = (Estimate(-margin), Estimate(margin))
        let difference = left.minus(right)
        return difference.isBelow(low) || difference.isAbove(high) ? .fails : .unclear
      }
    }
    if verdicts.contains(.fails) { return .fails }
    if measured.count < comparisons.count { return .notMeasured(names.filter(isMissing)) }
    return verdicts.contains(.unclear) ? .unclear : .holds
  }

  /// Whether it says that two things are the same.
  var isAboutEquality: Bool { comparisons.contains { $0[1] == "~" } }

  /// Whether it holds for numbers as they are, without intervals; nil where they are missing.
  package func holds(for values: [String: Double]) -> Bool? {
    switch verdict(for: values.mapValues { Estimate($0) }) {
    case .holds: true
    case .fails, .unclear: false
    case .notMeasured: nil
    }
  }

  private func estimate(_ word: String, in results: [String: Estimate]) -> Estimate {
    Condition.number(word).map { Estimate($0) } ?? results[word] ?? Estimate(.nan)
  }
}
