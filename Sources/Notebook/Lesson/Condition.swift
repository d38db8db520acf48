import Foundation
import Metrics

/// A claim about the results that a lesson's text turns on. The whole grammar:
///
///     ppo/gold > sft/gold           larger, beyond what chance explains
///     ppo/kl < 0.05                 smaller; a number on either side
///     ppo/gold ~ sft/gold           no difference
///     a > b and b > c               all of them
///
/// An interval that includes the other value counts as no difference.
package struct Condition: Equatable, Sendable {
  /// What the results say about a claim.
  package enum Verdict: Equatable, Sendable {
    case holds, fails
    /// The interval includes the other value, so that neither `>` nor `<` can be said.
    case noDifference
    /// Results that were not measured.
    case notMeasured([String])
  }

  private enum Operand: Equatable {
    case number(Double)
    case result(String)
  }

  private struct Comparison: Equatable {
    let left: Operand
    let sign: String
    let right: Operand
  }

  private let comparisons: [Comparison]

  package init(parsing text: String) throws {
    let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    comparisons = try words.split(separator: "and", omittingEmptySubsequences: false).map { part in
      let part = Array(part)
      guard part.count == 3, [">", "<", "~"].contains(part[1]) else {
        throw LessonSyntaxError(
          reason: "\"\(text)\" is no condition. Write, for example: ppo/gold > sft/gold, "
            + "or x < 0.05, or x ~ y (no difference), joined by and")
      }
      return Comparison(
        left: Condition.operand(part[0]), sign: part[1], right: Condition.operand(part[2]))
    }
  }

  private static func operand(_ word: String) -> Operand {
    // Swift would read a result named "nan" as a number too.
    let number = Double(word.replacing("−", with: "-")).flatMap { $0.isFinite ? $0 : nil }
    return number.map(Operand.number) ?? .result(word)
  }

  /// The names of the results that it is about.
  package var names: [String] {
    comparisons.flatMap { [$0.left, $0.right] }.compactMap { operand -> String? in
      if case .result(let name) = operand { name } else { nil }
    }
  }

  /// One comparison that fails makes the whole fail; else one without a difference makes it
  /// `noDifference`.
  package func verdict(for results: [String: Estimate]) -> Verdict {
    let missing = names.filter { results[$0]?.value.isNaN ?? true }
    guard missing.isEmpty else { return .notMeasured(missing) }
    let verdicts = comparisons.map { comparison -> Verdict in
      let left = estimate(comparison.left, in: results)
      let right = estimate(comparison.right, in: results)
      let isDifferent = left.isAbove(right) || left.isBelow(right)
      switch comparison.sign {
      case ">": return isDifferent ? (left.isAbove(right) ? .holds : .fails) : .noDifference
      case "<": return isDifferent ? (left.isBelow(right) ? .holds : .fails) : .noDifference
      default: return isDifferent ? .fails : .holds
      }
    }
    if verdicts.contains(.fails) { return .fails }
    return verdicts.contains(.noDifference) ? .noDifference : .holds
  }

  private func estimate(_ operand: Operand, in results: [String: Estimate]) -> Estimate {
    switch operand {
    case .number(let number): Estimate(number)
    case .result(let name): results[name] ?? Estimate(.nan)
    }
  }
}
