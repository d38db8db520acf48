import Foundation
import Hyperparameters
import LessonKit
import Lessons
import Metrics
import Notebook
import Words

/// Runs of one lesson, or groups of them over seeds, side by side.
struct Comparison {
  let lesson: Lesson
  let groups: [RunGroup]
  /// What the groups are called: by what differs, where that is short, else by their folders.
  let names: [String]
  /// The hyperparameters that differ, in alphabetical order.
  let differing: [String]
  /// The results that the lesson's last page tells.
  let headlines: [String]

  /// - Parameter groups: at least two; or one of several runs, whose means are then told.
  /// - Throws: `UsageError` for runs of several lessons.
  init(_ groups: [RunGroup], root: URL) throws {
    let lessons = Set(groups.flatMap(\.runs).map(\.summary.lesson)).sorted()
    guard lessons.count == 1, let name = lessons.first?.prefix(while: \.isNumber) else {
      throw UsageError("compare-lessons", ["list": lessons.joined(separator: ", ")])
    }
    lesson = try Lesson.named(String(name))
    self.groups = groups
    differing = Comparison.differingKeys(of: groups)
    names = Comparison.names(of: groups, differing: differing)
    let text = try LessonText(lesson.text, in: lesson.place(in: root), language: .english)
    headlines = text.headlines
  }

  private static func differingKeys(of groups: [RunGroup]) -> [String] {
    let ignored = groups.contains(where: \.isOfSeveral) ? RecordedRun.seedKeys : []
    let settings = groups.map(\.settings)
    let keys = Set(settings.flatMap(\.keys)).subtracting(ignored)
    return keys.sorted().filter { key in
      settings.dropFirst().contains { other in
        guard let one = settings[0][key], let two = other[key] else { return true }
        return !one.isSame(as: two)
      }
    }
  }

  private static func names(of groups: [RunGroup], differing: [String]) -> [String] {
    if groups.count == 1 {
      return [Messages.text("compare.mean-of", ["count": "\(groups[0].runs.count)"])]
    }
    // The world's seed mostly goes with the other.
    let isOneSeed = groups.allSatisfy { group in
      guard let seed = group.settings["seed"], let world = group.settings["world.seed"] else {
        return false
      }
      return seed.isSame(as: world)
    }
    let differing = differing.filter { !isOneSeed || $0 != "world.seed" }
    let folders = groups.map { $0.runs[0].folder.name }
    let bySettings = names(of: groups, by: differing)
    if (1...2).contains(differing.count) {
      return unique(bySettings) ?? unique(folders) ?? numbered(groups)
    }
    return unique(folders) ?? unique(bySettings) ?? numbered(groups)
  }

  private static func names(of groups: [RunGroup], by differing: [String]) -> [String] {
    // The last part of a key is short and, among so few, mostly enough.
    let parts = differing.map { String($0.split(separator: ".").last ?? "") }
    let shown = Set(parts).count == parts.count ? parts : differing
    return groups.map { group in
      zip(differing, shown).prefix(3).map { key, name in
        "\(name)=\(group.settings[key]?.text ?? Messages.text("summary.missing"))"
      }.joined(separator: ", ")
    }
  }

  private static func unique(_ names: [String]) -> [String]? {
    Set(names).count == names.count ? names : nil
  }

  private static func numbered(_ groups: [RunGroup]) -> [String] {
    groups.indices.map { "\($0 + 1)" }
  }

  // MARK: Results

  struct Result: Encodable {
    var name: String
    var headline: Bool
    /// One for each group.
    var values: [Estimate]
    /// From the first group, one for each of the others.
    var differences: [Estimate]

    /// Whether all groups have the same value.
    var isSame: Bool { values.count > 1 && differences.allSatisfy { $0.value == 0 } }

    /// Whether a difference is told from 0: its 95 % interval lies on one side.
    static func isClear(_ difference: Estimate) -> Bool {
      guard difference.low != nil else { return false }
      return difference.isAbove(Estimate(0)) || difference.isBelow(Estimate(0))
    }
  }

  /// Those results that all groups have, the lesson's headlines first and in their order.
  ///
  /// - Parameters:
  ///   - all: whether the others count, too.
  ///   - only: how their names begin.
  func results(all: Bool = false, only: String = "") -> [Result] {
    let known = groups.map { Set($0.runs[0].summary.results.keys) }
    let shared = known.dropFirst().reduce(known[0]) { $0.intersection($1) }
    let first = headlines.filter(shared.contains)
    let rest = all || !only.isEmpty ? shared.subtracting(first).sorted() : []
    return (first + rest).filter { $0.hasPrefix(only) }.compactMap { name in
      let values = groups.compactMap { $0.result(name) }
      guard values.count == groups.count else { return nil }
      return Result(
        name: name, headline: first.contains(name), values: values,
        differences: groups.dropFirst().compactMap { $0.difference(in: name, from: groups[0]) })
    }
  }

  // MARK: Curves

  /// The metrics that tell most about a training, the best first.
  private static let mainMetrics = ["gold/score", "accuracy", "eval_loss", "loss"]

  /// The metric to draw: what was asked for, or the lesson's main one; nil where the runs have no curve.
  ///
  /// - Throws: `UsageError` that lists what there is.
  func metric(named name: String?) throws -> String? {
    let known = groups.map(\.metrics)
    let shared = known.dropFirst().reduce(known[0]) { $0.intersection($1) }
    guard let name else { return Comparison.mainMetrics.first(where: shared.contains) }
    guard shared.contains(name) else {
      throw UsageError(
        shared.isEmpty ? "no-metrics" : "no-such-metric",
        ["name": name, "list": shared.sorted().joined(separator: ", ")])
    }
    return name
  }

  // MARK: Answers

  struct Answers: Encodable {
    var model: String
    var prompt: String
    /// One for each group, of its first run.
    var answers: [String]
  }

  /// Answers to the same prompts, where the groups' answers are not all the same.
  var answers: [Answers] {
    let known = groups.map(\.runs[0].answers)
    return known[0].compactMap { first in
      let answers = known.compactMap { answers in
        answers.first { $0.model == first.model && $0.prompt == first.prompt }?.answer
      }
      guard answers.count == groups.count, Set(answers).count > 1 else { return nil }
      return Answers(model: first.model, prompt: first.prompt, answers: answers)
    }
  }
}
