import Foundation
import Words

/// The hyperparameters of a run, merged from the files and the command line.
///
/// From weak to strong: the committed files; `hyperparameters.local.yaml` beside each; the file of
/// `--params`; that of `--quick`; each `--set KEY=VALUE`; `--seed`. Default, documentation and what is
/// allowed stand in the committed file, the type in the struct that `decode` reads. After all have been
/// read, `finish()` finds the keys that nobody asked for.
package final class Hyperparameters {
  /// Where a value comes from.
  enum Origin: CustomStringConvertible {
    case file(path: String, line: Int)
    case argument(String)

    var description: String {
      switch self {
      case .file(let path, let line): place(path, line: line)
      case .argument(let argument): argument
      }
    }
  }

  struct Entry {
    var value: HyperparameterValue
    var origin: Origin
    /// The default, and all that is said of it; nil for a key that no committed file has.
    var committed: Committed?

    /// A path starts from where the command was typed, and means the same from elsewhere only if it is absolute.
    var absoluteValue: HyperparameterValue {
      guard committed?.entry.allowed.isPath == true, case .scalar(let path) = value, !path.isEmpty
      else { return value }
      return .scalar(URL(filePath: path).absoluteURL.path)
    }
  }

  struct Committed {
    let path: String
    let entry: HyperparameterFile.Entry
    var origin: Origin { .file(path: path, line: entry.line) }

    /// The lesson whose file has it, such as 5 for one in the folder `5-ppo-with-kl`; nil for the toy
    /// world's.
    var lesson: Int? {
      let folder = URL(filePath: path).deletingLastPathComponent().lastPathComponent
      return folder.prefixMatch(of: /([0-9]+)-/).flatMap { Int($0.1) }
    }
  }

  /// Keys in the order of the files.
  private(set) var keys: [String] = []
  private(set) var entries: [String: Entry] = [:]
  /// What the code asked for: type and typed value of each key.
  var readings: [String: Reading] = [:]

  /// Words that mean the same, for suggestions; read when one is needed.
  let synonyms: () -> [[String]]

  struct Reading {
    let type: any HyperparameterLeaf.Type
    let value: Hyperparameter.Value
  }

  /// Merges all sources.
  /// - Parameters:
  ///   - files: the committed files.
  ///   - readsLocalFiles: whether `NAME.local.yaml` beside each `NAME.yaml` counts. Tests say no.
  ///   - parametersFile: the file of `--params`.
  ///   - quickFile: the small values of a smoke run.
  ///   - overrides: the arguments of `--set`, each `KEY=VALUE`.
  ///   - seed: the argument of `--seed`.
  ///   - synonyms: words that mean the same, for suggestions; read when one is needed.
  /// - Throws: `UsageError`.
  package init(
    files: [URL], readsLocalFiles: Bool = true, parametersFile: URL? = nil,
    quickFile: URL? = nil, overrides: [String] = [], seed: UInt64? = nil,
    synonyms: @escaping () -> [[String]] = { [] }
  ) throws {
    self.synonyms = synonyms
    for file in files { try addDefaults(of: HyperparameterFile(contentsOf: file)) }
    if readsLocalFiles {
      for file in files.map(Hyperparameters.localFile(beside:))
      where FileManager.default.fileExists(atPath: file.path) {
        override(with: try HyperparameterFile(contentsOf: file))
      }
    }
    for file in [parametersFile, quickFile] {
      if let file { override(with: try HyperparameterFile(contentsOf: file)) }
    }
    try override(with: overrides)
    if let seed { set("seed", to: .scalar("\(seed)"), from: .argument("--seed \(seed)")) }
  }

  /// The learner's own file beside a committed one: `hyperparameters.local.yaml`.
  package static func localFile(beside file: URL) -> URL {
    file.deletingPathExtension().appendingPathExtension("local.yaml")
  }

  /// The committed files below the project's folder: the world's, then each lesson's that has one.
  package static func committedFiles(root: URL) throws -> [URL] {
    let lessons = root.appending(path: "Lessons")
    let names = try namesInFolder(lessons).sorted()
    return [root.appending(path: "Data/world.yaml")]
      + names.map { lessons.appending(path: "\($0)/hyperparameters.yaml") }
      .filter { FileManager.default.fileExists(atPath: $0.path) }
  }

  private func addDefaults(of file: HyperparameterFile) throws {
    for entry in file.entries {
      let committed = Committed(path: file.path, entry: entry)
      if let other = entries[entry.key] {
        throw UsageError(
          "hyperparameter-twice",
          [
            "key": entry.key, "place": committed.origin.description,
            "other": other.origin.description,
          ])
      }
      set(entry.key, to: entry.value, from: committed.origin)
      entries[entry.key]?.committed = committed
    }
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
          "set-format", ["argument": argument, "example": example(like: parts[0])])
      }
      guard seen.insert(parts[0]).inserted else {
        throw UsageError("set-twice", ["key": parts[0]])
      }
      set(
        parts[0], to: HyperparameterValue(argument: parts[1]),
        from: .argument("--set \(argument)"))
    }
  }

  private func example(like key: String) -> String {
    let key =
      NearestKey.match(for: key, in: keys) ?? keys.dropFirst().first ?? keys.first
      ?? "ppo.klCoefficient"
    return "\(key)=\(entries[key]?.value.text ?? "0")"
  }

  private func set(_ key: String, to value: HyperparameterValue, from origin: Origin) {
    if entries[key] == nil { keys.append(key) }
    entries[key] = Entry(value: value, origin: origin, committed: entries[key]?.committed)
  }

  // MARK: After all settings have been read

  /// Checks that every key was asked for.
  /// - Throws: `UsageError` that names the unknown key, where it stands, and what may be meant.
  package func finish() throws {
    guard let unknown = keys.first(where: { readings[$0] == nil }), let entry = entries[unknown]
    else { return }
    throw UsageError(
      "hyperparameter-unknown",
      [
        "place": entry.origin.description, "key": unknown,
        "suggestion": suggestion(of: candidates(for: unknown)),
      ])
  }

  /// All hyperparameters that were asked for, in the order of the files.
  package var listing: [Hyperparameter] {
    keys.compactMap { key in
      guard let entry = entries[key], let committed = entry.committed?.entry,
        let reading = readings[key]
      else { return nil }
      return Hyperparameter(
        key: key, value: reading.value, defaultText: committed.value.text,
        type: reading.type.typeName, range: committed.allowed.text,
        documentation: committed.documentation, origin: entry.origin.description,
        text: entry.value.text)
    }
  }

  /// What differs from its default, as the learner would write it: `ppo.klCoefficient=0.4`. Seeds are no
  /// such difference.
  package var changes: [String] {
    keys.compactMap { key in
      guard let entry = entries[key], readings[key] != nil, !["seed", "world.seed"].contains(key),
        let standard = entry.committed?.entry.value, !standard.isSame(as: entry.value)
      else { return nil }
      return "\(key)=\(entry.value.text)"
    }
  }

  /// All values that were asked for, as a file that `--params` takes. What differs from its default
  /// has the default beside it.
  package var yaml: String {
    var lines: [String] = []
    var groups: [String] = []
    for key in groupedKeys {
      guard let entry = entries[key], let type = readings[key]?.type else { continue }
      let components = key.split(separator: ".").map(String.init)
      let path = Array(components.dropLast())
      let shared = zip(path, groups).prefix { $0 == $1 }.count
      for (level, name) in path.enumerated().dropFirst(shared) {
        lines.append(String(repeating: "  ", count: level) + name + ":")
      }
      groups = path
      var line = String(repeating: "  ", count: path.count) + (components.last ?? key)
      line += ": " + type.yaml(entry.absoluteValue)
      if let standard = entry.committed?.entry.value, standard != entry.value {
        line += "  # default \(type.yaml(standard))"
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

extension Hyperparameters {
  /// A value as it was written; empty for a key that there is not.
  package func text(of key: String) -> String {
    guard case .scalar(let text)? = entries[key]?.value else { return "" }
    return text
  }

  /// What each number may be, by its key.
  package var ranges: [String: ClosedRange<Double>] {
    entries.compactMapValues { $0.committed?.entry.allowed.range }
  }

  /// The values that are numbers, by their keys, as far as they were asked for.
  package var numbers: [String: Double] {
    readings.compactMapValues { reading in
      switch reading.value {
      case .number(let number): number
      case .integer(let integer): Double(integer)
      default: nil
      }
    }
  }
}
