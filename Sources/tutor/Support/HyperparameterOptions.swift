import ArgumentParser
import Course
import Foundation
import Notebook

/// Options of every command that trains or lists hyperparameters.
struct HyperparameterOptions: ParsableArguments {
  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp(
      "Change a hyperparameter for this run; may be given several times.",
      valueName: "KEY=VALUE"))
  var overrides: [String] = []

  @Option(
    name: .customLong("params"),
    help: ArgumentHelp(
      "Take hyperparameters from a YAML file, such as that of an earlier run.", valueName: "file"))
  var file: String?

  @Option(help: "Seed of weights and sampling (the world has its own: --set world.seed=N).")
  var seed: String?

  /// All sources merged.
  ///
  /// - Throws: `UsageError`.
  func hyperparameters(root: URL) throws -> Hyperparameters {
    var number: UInt64?
    if let seed {
      guard let value = UInt64(seed), value <= UInt64(Int.max) else {
        throw UsageError(
          "--seed \(seed): a seed is a whole number from 0 to \(Int.max).",
          remedy: "For example: --seed 1")
      }
      number = value
    }
    return try Hyperparameters(
      files: CourseSettings.files(root: root),
      parametersFile: file.map { URL(filePath: $0) }, overrides: overrides, seed: number,
      // Without it there are fewer suggestions.
      glossary: { (try? GlossaryEntry.entries(root: root)) ?? [] })
  }
}
