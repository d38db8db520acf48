import Course
import Foundation
import Hyperparameters
import LessonKit
import Lessons
import Notebook
import Words

/// Reads what `tutor sweep` is told, and checks it before anything starts.
struct SweepGrid {
  /// More runs than this are a mistake.
  private static let mostRuns = 1000

  /// - Parameter argument: `KEY=V1,V2`; lists are separated by semicolons: `KEY=[0,1];[0,3]`.
  /// - Throws: `UsageError`.
  static func setting(_ argument: String) throws -> SweepManifest.Setting {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      .map { $0.trimmingCharacters(in: .whitespaces) }
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
      throw UsageError("sweep-set", ["argument": argument])
    }
    guard !RecordedRun.seedKeys.contains(parts[0]) else {
      throw UsageError("sweep-seed-key", ["key": parts[0]])
    }
    let isList = parts[1].contains(";") || parts[1].hasPrefix("[")
    let values = parts[1].split(
      separator: isList ? ";" : ",", omittingEmptySubsequences: false
    ).map { $0.trimmingCharacters(in: .whitespaces) }
    let meanings = values.map { HyperparameterValue(argument: $0) }
    for (index, value) in meanings.enumerated()
    where meanings[..<index].contains(where: value.isSame) {
      throw UsageError("sweep-value-twice", ["key": parts[0], "value": values[index]])
    }
    return SweepManifest.Setting(key: parts[0], values: values)
  }

  /// - Parameter text: how many (`5`: 0 to 4), or which (`3..7`).
  /// - Throws: `UsageError`.
  static func seeds(_ text: String) throws -> [UInt64] {
    if let count = UInt64(text), (1...100).contains(count) { return Array(0..<count) }
    if let match = text.wholeMatch(of: /([0-9]{1,9})\.\.([0-9]{1,9})/),
      let first = UInt64(match.1), let last = UInt64(match.2), first <= last, last - first < 100
    {
      return Array(first...last)
    }
    throw UsageError("sweep-seeds", ["seeds": text])
  }

  /// Reads all settings as each run will, so that a typing error costs no training.
  ///
  /// - Throws: `UsageError` for a value that cannot be used, or too many runs.
  static func check(_ manifest: SweepManifest, root: URL) throws {
    for (index, setting) in manifest.settings.enumerated()
    where manifest.settings[..<index].contains(where: { $0.key == setting.key }) {
      throw UsageError("set-twice", ["key": setting.key])
    }
    let count = manifest.settings.reduce(manifest.seeds.count) { $0 * $1.values.count }
    guard count <= mostRuns else {
      throw UsageError("sweep-too-many", ["count": "\(count)", "most": "\(mostRuns)"])
    }
    let lesson = try Lesson.named(manifest.lesson)
    for overrides in manifest.combinations {
      let hyperparameters = try Hyperparameters(
        files: Hyperparameters.committedFiles(root: root),
        quickFile: manifest.isQuick ? root.appending(path: "Lessons/quick.yaml") : nil,
        overrides: overrides,
        synonyms: { ((try? GlossaryEntry.entries(root: root)) ?? []).map(\.names) })
      _ = try CourseSettings(checking: hyperparameters)
      _ = try lesson.suited(to: hyperparameters)
    }
  }
}
