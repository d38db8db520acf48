import Foundation
import Hyperparameters
import Words
import Yams

/// What a sweep runs: `sweep.yaml` in its folder. Which of its runs are done, the runs themselves tell.
struct SweepManifest: Codable, Equatable {
  /// The lesson's folder, such as `5-ppo-with-kl`.
  var lesson: String
  var isQuick: Bool
  var seeds: [UInt64]
  var settings: [Setting]

  /// A hyperparameter and the values that it takes, as they were written.
  struct Setting: Codable, Equatable {
    var key: String
    var values: [String]
  }

  private enum CodingKeys: String, CodingKey {
    case lesson, seeds
    case isQuick = "quick"
    case settings = "set"
  }

  /// Each combination of values, the last key's changing first: arguments of `--set`.
  var combinations: [[String]] {
    settings.reduce([[]]) { combinations, setting in
      combinations.flatMap { others in
        setting.values.map { others + ["\(setting.key)=\($0)"] }
      }
    }
  }

  /// All runs: each combination with each seed. Seeds change first, so that the first runs train what those
  /// of the same seed share.
  var jobs: [SweepJob] {
    combinations.flatMap { overrides in seeds.map { (overrides, $0) } }.enumerated().map {
      SweepJob(number: $0 + 1, overrides: $1.0, seed: $1.1)
    }
  }

  /// The seeds that have a run already: what their runs share is trained and kept.
  func seedsBegun(missing jobs: [SweepJob]) -> Set<UInt64> {
    let missing = Dictionary(grouping: jobs, by: \.seed).mapValues(\.count)
    return Set(seeds.filter { (missing[$0] ?? 0) < combinations.count })
  }

  /// Jobs in two parts. The first of each seed trains what others of its seed share and take from the cache; so
  /// those wait for it.
  func inWaves(_ jobs: [SweepJob]) -> [[SweepJob]] {
    var begun = seedsBegun(missing: jobs)
    let first = jobs.filter { begun.insert($0.seed).inserted }
    return [first, jobs.filter { !first.contains($0) }].filter { !$0.isEmpty }
  }

  // MARK: File

  private static func file(in folder: URL) -> URL { folder.appending(path: "sweep.yaml") }

  static func exists(in folder: URL) -> Bool {
    FileManager.default.fileExists(atPath: file(in: folder).path)
  }

  /// - Throws: `Failure`, also for a file that is no manifest.
  init(readingFrom folder: URL) throws {
    let file = SweepManifest.file(in: folder)
    let text = try readText(file)
    try YAML.check(text, path: file.path)
    do {
      self = try YAMLDecoder().decode(SweepManifest.self, from: text)
    } catch {
      throw Failure("sweep-manifest", ["reason": reason(of: error)], at: file.path)
    }
  }

  init(lesson: String, isQuick: Bool, seeds: [UInt64], settings: [Setting]) {
    (self.lesson, self.isQuick) = (lesson, isQuick)
    (self.seeds, self.settings) = (seeds, settings)
  }

  /// - Throws: `Failure`.
  func write(to folder: URL) throws {
    try writeAtomically(try YAMLEncoder().encode(self), to: SweepManifest.file(in: folder))
  }

  /// The folders of all sweeps of a lesson below the folder of runs, the newest first.
  static func folders(of lesson: String, in runs: URL) -> [URL] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: runs.path)) ?? []
    return names.filter { $0.hasPrefix("sweep-\(lesson)-") }
      .sorted { $0.localizedStandardCompare($1) == .orderedDescending }
      .map { runs.appending(path: $0, directoryHint: .isDirectory) }.filter(exists)
  }
}

/// One run of a sweep.
struct SweepJob: Equatable {
  /// From 1, in the order of the manifest.
  var number: Int
  /// Arguments of `--set`, seeds aside.
  var overrides: [String]
  var seed: UInt64

  /// What a person reads: `klCoefficient=0.4, seed 2`.
  var name: String {
    // The last part of a key is short and, where there is one key, enough.
    let settings = overrides.map { override in
      let key = override.prefix { $0 != "=" }
      let last = key.split(separator: ".").last ?? key
      return overrides.count == 1 ? last + override.dropFirst(key.count) : override[...]
    }
    return Messages.text(
      settings.isEmpty ? "sweep.job-of-seed" : "sweep.job",
      ["settings": settings.joined(separator: ", "), "seed": "\(seed)"])
  }

  /// Whether a run is this one, by its settings and seeds.
  func isDone(by run: RecordedRun) -> Bool {
    let wanted = overrides + ["seed=\(seed)", "world.seed=\(seed)"]
    return wanted.allSatisfy { override in
      let parts = override.split(separator: "=", maxSplits: 1).map(String.init)
      return parts.count == 2
        && run.settings[parts[0]]?.isSame(as: HyperparameterValue(argument: parts[1])) == true
    }
  }

  /// Arguments of `tutor run`.
  func arguments(lesson: String, isQuick: Bool, threads: Int, output: URL) -> [String] {
    ["run", lesson, "--no-input", "--plots", "none", "--threads", "\(threads)"]
      + ["--output", output.path, "--seed", "\(seed)", "--set", "world.seed=\(seed)"]
      + overrides.flatMap { ["--set", $0] } + (isQuick ? ["--quick"] : [])
  }
}
