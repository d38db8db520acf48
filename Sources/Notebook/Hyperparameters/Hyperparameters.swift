import Foundation

/// The hyperparameters of a run, merged from the files and the command line.
///
/// From weak to strong: the committed files; `hyperparameters.local.yaml` beside each; the file of
/// `--params`; each `--set KEY=VALUE`; `--seed`. A settings struct takes its values from `reader`,
/// where type and range stand; default and documentation stand in the committed file. After all
/// have been read, `finish()` finds the keys that nobody asked for.
package final class Hyperparameters {
  /// Where a value comes from.
  package enum Origin: Equatable, Sendable, CustomStringConvertible {
    case builtIn
    case committed(path: String, line: Int)
    case file(path: String, line: Int)
    case commandLine(String)

    package var description: String {
      switch self {
      case .builtIn: "default"
      case .committed(let path, let line), .file(let path, let line): "\(path), line \(line)"
      case .commandLine(let argument): argument
      }
    }
  }

  struct Entry {
    var value: HyperparameterValue
    var origin: Origin
    var fallback: HyperparameterValue?
    var documentation: String
    /// The lesson whose file has it; nil for the toy world's.
    var lesson: Int?
  }

  /// Keys in the order of the files.
  private(set) var keys: [String] = []
  private(set) var entries: [String: Entry] = [:]
  /// What the code asked for: type, range and typed value of each key.
  var readings: [String: Reading] = [:]

  /// What words mean, for suggestions; read when one is needed.
  let glossary: () -> [GlossaryEntry]

  struct Reading {
    let type: String
    let range: String
    let value: Hyperparameter.Value
  }

  /// The seed of weights and sampling, which is a hyperparameter like any other.
  package static let seedKey = "seed"

  /// Merges all sources.
  /// - Parameters:
  ///   - files: the committed files.
  ///   - readsLocalFiles: whether `NAME.local.yaml` beside each `NAME.yaml` counts. Tests say no.
  ///   - parametersFile: the file of `--params`.
  ///   - overrides: the arguments of `--set`, each `KEY=VALUE`.
  ///   - seed: the argument of `--seed`.
  ///   - glossary: what words mean, for suggestions; read when one is needed.
  /// - Throws: `UsageError`.
  package init(
    files: [URL], readsLocalFiles: Bool = true, parametersFile: URL? = nil,
    overrides: [String] = [], seed: UInt64? = nil,
    glossary: @escaping () -> [GlossaryEntry] = { [] }
  ) throws {
    self.glossary = glossary
    keys = [Hyperparameters.seedKey]
    entries[Hyperparameters.seedKey] = Entry(
      value: .scalar("0"), origin: .builtIn, fallback: .scalar("0"),
      documentation: "Where the random numbers of weights and sampling start.")
    for file in files { try addDefaults(of: HyperparameterFile(contentsOf: file)) }
    if readsLocalFiles {
      for file in files.map(Hyperparameters.localFile(beside:))
      where FileManager.default.fileExists(atPath: file.path) {
        override(with: try HyperparameterFile(contentsOf: file))
      }
    }
    if let parametersFile { override(with: try HyperparameterFile(contentsOf: parametersFile)) }
    try override(with: overrides)
    if let seed {
      set(Hyperparameters.seedKey, to: .scalar(String(seed)), from: .commandLine("--seed \(seed)"))
    }
  }

  /// The learner's own file beside a committed one: `hyperparameters.local.yaml`.
  package static func localFile(beside file: URL) -> URL {
    file.deletingPathExtension().appendingPathExtension("local.yaml")
  }

  /// Reads typed values.
  package var reader: HyperparameterReader { HyperparameterReader(self) }

  private func addDefaults(of file: HyperparameterFile) throws {
    for entry in file.entries {
      if let other = entries[entry.key] {
        throw UsageError(
          "\(entry.key) stands in \(file.path), line \(entry.line), and in \(other.origin).",
          remedy: "Each hyperparameter has one file; remove it from the other.")
      }
      keys.append(entry.key)
      entries[entry.key] = Entry(
        value: entry.value, origin: .committed(path: file.path, line: entry.line),
        fallback: entry.value, documentation: entry.documentation,
        lesson: Hyperparameters.lesson(of: file.path))
    }
  }

  /// 5 for a file in the folder `5-ppo-with-kl`.
  private static func lesson(of path: String) -> Int? {
    let folder = URL(filePath: path).deletingLastPathComponent().lastPathComponent
    return folder.prefixMatch(of: /([0-9]+)-/).flatMap { Int($0.1) }
  }

  private func override(with file: HyperparameterFile) {
    for entry in file.entries {
      set(entry.key, to: entry.value, from: .file(path: file.path, line: entry.line))
    }
  }

  private func override(with arguments: [String]) throws {
    var seen: Set<String> = []
    for argument in arguments {
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespaces) }
      guard parts.count == 2, !parts[0].isEmpty else {
        throw UsageError(
          "--set \(argument): expected KEY=VALUE.",
          remedy: "For example: --set \(example(like: parts[0]))")
      }
      guard seen.insert(parts[0]).inserted else {
        throw UsageError(
          "--set \(parts[0]) is given twice.", remedy: "Give each hyperparameter once.")
      }
      set(
        parts[0], to: HyperparameterValue(argument: parts[1]),
        from: .commandLine("--set \(argument)"))
    }
  }

  private func example(like key: String) -> String {
    let key = NearestKey.match(for: key, in: keys) ?? keys.dropFirst().first ?? keys[0]
    return "\(key)=\(entries[key]?.value.text ?? "0")"
  }

  private func set(_ key: String, to value: HyperparameterValue, from origin: Origin) {
    if entries[key] == nil {
      keys.append(key)
      entries[key] = Entry(value: value, origin: origin, fallback: nil, documentation: "")
    } else {
      entries[key]?.value = value
      entries[key]?.origin = origin
    }
  }

  // MARK: After all settings have been read

  /// Checks that every key was asked for.
  /// - Throws: `UsageError` that names the unknown key, where it stands, and what may be meant.
  package func finish() throws {
    if readings[Hyperparameters.seedKey] == nil { _ = try reader.seed() }
    guard let unknown = keys.first(where: { readings[$0] == nil }), let entry = entries[unknown]
    else { return }
    throw UsageError(
      "\(entry.origin): there is no hyperparameter \"\(unknown)\".",
      remedy: suggestion(of: candidates(for: unknown)) + "`./tutor params` lists them all.")
  }

  /// All hyperparameters that were asked for, in the order of the files.
  package var listing: [Hyperparameter] {
    keys.compactMap { key in
      guard let entry = entries[key], let reading = readings[key] else { return nil }
      return Hyperparameter(
        key: key, value: reading.value, defaultText: entry.fallback?.text ?? "",
        type: reading.type, range: reading.range, documentation: entry.documentation,
        origin: entry.origin.description, text: entry.value.text)
    }
  }

  /// All values that were asked for, as a file that `--params` takes. What differs from its default
  /// has the default beside it.
  package var yaml: String {
    var lines: [String] = []
    var groups: [String] = []
    for key in groupedKeys {
      guard let entry = entries[key] else { continue }
      let components = key.split(separator: ".").map(String.init)
      let path = Array(components.dropLast())
      let shared = zip(path, groups).prefix { $0 == $1 }.count
      for (level, name) in path.enumerated().dropFirst(shared) {
        lines.append(String(repeating: "  ", count: level) + name + ":")
      }
      groups = path
      var line = String(repeating: "  ", count: path.count) + (components.last ?? key)
      line += ": " + entry.value.yaml
      if let fallback = entry.fallback, fallback != entry.value {
        line += "  # default \(fallback.yaml)"
      }
      lines.append(line)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The keys that were asked for, with those of one group together, since YAML allows a group once.
  private var groupedKeys: [String] {
    let asked = keys.filter { readings[$0] != nil }
    func sorted(_ keys: [String], depth: Int) -> [String] {
      var heads: [String] = []
      var groups: [String: [String]] = [:]
      for key in keys {
        let parts = key.split(separator: ".")
        // A leaf is a head of its own; it comes before a group.
        let head = parts.count > depth + 1 ? String(parts[depth]) : "=" + key
        if groups[head] == nil { heads.append(head) }
        groups[head, default: []].append(key)
      }
      return heads.flatMap { head -> [String] in
        let members = groups[head] ?? []
        return head.hasPrefix("=") ? members : sorted(members, depth: depth + 1)
      }
    }
    return sorted(asked, depth: 0)
  }
}
