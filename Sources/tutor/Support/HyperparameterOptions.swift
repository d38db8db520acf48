import ArgumentParser
import Foundation
import Hyperparameters
import Notebook
import Words

/// Options of every command that trains or lists hyperparameters.
struct HyperparameterOptions: ParsableArguments {
  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: .told("help-params.set", valueName: "KEY=VALUE"), completion: .settings)
  var overrides: [String] = []

  @Option(
    name: .customLong("params"), help: .told("help-params.file", valueName: "file"),
    completion: .file(extensions: ["yaml"]))
  var file: String?

  @Option(help: .told("help-params.seed"))
  var seed: String?

  /// All sources merged.
  ///
  /// - Parameter change: one more `KEY=VALUE`, which is stronger than the others.
  /// - Throws: `UsageError`.
  func hyperparameters(
    root: URL, isQuick: Bool = false, changing change: String? = nil
  ) throws -> Hyperparameters {
    var number: UInt64?
    if let seed {
      guard let value = UInt64(seed), value <= UInt64(Int.max) else {
        throw UsageError("bad-seed", ["seed": seed, "largest": "\(Int.max)"])
      }
      number = value
    }
    return try Hyperparameters(
      files: Hyperparameters.committedFiles(root: root),
      parametersFile: file.map { URL(filePath: $0) },
      quickFile: isQuick ? root.appending(path: "Lessons/quick.yaml") : nil,
      overrides: overrides.filter { key(of: $0) != change.map(key) } + (change.map { [$0] } ?? []),
      seed: number,
      // Without it there are fewer suggestions.
      synonyms: { ((try? GlossaryEntry.entries(root: root)) ?? []).map(\.names) })
  }

  /// The options as one would type them, each with a space before it.
  func typed(isQuick: Bool) -> String {
    let words =
      overrides.flatMap { ["--set", $0.quotedForShell] }
      + (file.map { ["--params", $0.quotedForShell] } ?? [])
      + (seed.map { ["--seed", $0.quotedForShell] } ?? []) + (isQuick ? ["--quick"] : [])
    return words.map { " \($0)" }.joined()
  }

  private func key(of change: String) -> String {
    String(change.prefix { $0 != "=" }).trimmingCharacters(in: .whitespaces)
  }
}

extension Hyperparameters {
  /// The same, for a command that is about the toy world alone.
  ///
  /// - Throws: `UsageError` if a file of the learner's own is given.
  func forToyWorld(of command: String) throws -> Hyperparameters {
    guard let file = ownFiles.first else { return self }
    throw UsageError("own-elsewhere", file.values.merging(["command": command]) { $1 })
  }
}
