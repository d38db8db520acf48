import Metrics
import Words

/// A claim about the results that a lesson's text turns on. The whole grammar:
///
///     ppo/gold > sft/gold           larger, beyond what chance explains
///     ppo/kl < 0.05                 smaller; a number on either side
///     ppo/gold ~ sft/gold           no difference
///     a > b and b > c               all of them
///
/// An interval that includes the other value counts as no difference.
package struct Condition: Equatable, Sendable, CustomStringConvertible {
  /// What the results say about a claim.
  package enum Verdict: Equatable, Sendable {
    case holds, fails
    /// The interval includes the other value, so that neither `>` nor `<` can be said.
    case noDifference
    /// Results that were not measured.
    case notMeasured([String])
  }

  /// Each is a name or number, a sign, and another name or number.
  private let comparisons: [[String]]

  package init(parsing text: String) throws {
    comparisons = text.split(whereSeparator: \.isWhitespace).map(String.init)
      .split(separator: "and", omittingEmptySubsequences: false).map(Array.init)
    guard comparisons.allSatisfy({ $0.count == 3 && [">", "<", "~"].contains($0[1]) }) else {
      throw Failure("lesson-text.no-condition", ["text": text])
    }
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

  /// One comparison that fails makes the whole fail; else one without a difference makes it
  /// `noDifference`.
  package func verdict(for results: [String: Estimate]) -> Verdict {
    let missing = names.filter { results[$0]?.value.isNaN ?? true }
    guard missing.isEmpty else { return .notMeasured(missing) }
    let verdicts = comparisons.map { comparison -> Verdict in
      let left = estimate(comparison[0], in: results)
      let right = estimate(comparison[2], in: results)
      let isDifferent = left.isAbove(right) || left.isBelow(right)
      switch comparison[1] {
      case ">": return isDifferent ? (left.isAbove(right) ? .holds : .fails) : .noDifference
      case "<": return isDifferent ? (left.isBelow(right) ? .holds : .fails) : .noDifference
      default: return isDifferent ? .fails : .holds
      }
    }
    if verdicts.contains(.fails) { return .fails }
    return verdicts.contains(.noDifference) ? .noDifference : .holds
  }

  private func estimate(_ word: String, in results: [String: Estimate]) -> Estimate {
    Condition.number(word).map { Estimate($0) } ?? results[word] ?? Estimate(.nan)
  }
}
