import Course
import Foundation
import Hyperparameters
import LessonKit
import Lessons
import Words

/// The settings that students get, dealt out in turn.
struct Assignments {
  /// Of each assignment.
  let settings: [[String]]

  /// Those that the lesson's own text proposes: `./tutor run 5 --set ppo.klCoefficient=0`.
  ///
  /// - Throws: `UsageError` where it proposes none.
  init(proposedBy lesson: Lesson, root: URL) throws {
    let text = try readText(lesson.place(in: root).appending(path: "\(lesson.text).md"))
    let commands = text.matches(of: /`\.\/tutor run \d+ ([^`]*--set [^`]*)`/).map(\.1)
    settings = commands.map { command in
      command.matches(of: /--set '?([^'\s]+)'?/).map { String($0.1) }
    }.filter { settings in
      !settings.contains { setting in
        OwnKey.allCases.contains { setting.hasPrefix("\($0.rawValue)=") }
      }
    }
    guard !settings.isEmpty else {
      throw UsageError("no-assignments", ["lesson": "\(lesson.number)"])
    }
  }

  /// Every combination of the values of `key=v1,v2,…`; one that has a single value is for all. A list in
  /// brackets is one value.
  init(dealing arguments: [String]) {
    settings = arguments.reduce([[]]) { combinations, argument in
      let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, !parts[1].hasPrefix("[") else {
        // Settings stand in the list with spaces between them.
        let setting = argument.filter { !$0.isWhitespace }
        return combinations.map { $0 + [setting] }
      }
      let values = parts[1].split(separator: ",")
      return combinations.flatMap { combination in
        values.map { combination + ["\(parts[0])=\($0)"] }
      }
    }
  }

  /// - Throws: `UsageError` for a setting that a run would refuse.
  func check(root: URL) throws {
    for settings in settings { _ = try ExpectedSettings(settings, seed: 0, root: root) }
  }

  subscript(student: Int) -> [String] { settings[student % settings.count] }
}

/// All settings of a run, as an assignment gives them.
struct ExpectedSettings {
  private let values: [String: HyperparameterValue]

  /// - Throws: `UsageError` for a setting that a run would refuse.
  init(_ settings: [String], seed: UInt64, root: URL) throws {
    let hyperparameters = try Hyperparameters(
      files: Hyperparameters.committedFiles(root: root), readsLocalFiles: false,
      overrides: settings, seed: seed)
    _ = try CourseSettings(checking: hyperparameters)
    values = try HyperparameterFile.values(in: hyperparameters.yaml)
  }

  /// How the settings in a run's file differ, in words; none if they are the same.
  ///
  /// - Throws: `UsageError` for a file that cannot be read.
  func differences(in file: URL) throws -> [String] {
    let found = try HyperparameterFile.values(in: readText(file))
    return Set(values.keys).union(found.keys).sorted().compactMap { key in
      let (expected, own) = (values[key], found[key])
      if let expected, let own, expected.isSame(as: own) { return nil }
      let nothing = Messages.text("class.nothing")
      return Messages.text(
        "class.other-setting",
        ["key": key, "own": own?.text ?? nothing, "expected": expected?.text ?? nothing])
    }
  }
}
