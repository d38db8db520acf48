import Foundation
import Words

/// The files of `Data/`: a world as a learner can read and edit it.
package enum WorldFiles {
  package static let settings = "world.yaml"
  package static let web = "web.jsonl"
  package static let webValidation = "web-validation.jsonl"
  package static let demonstrations = "demonstrations.jsonl"
  package static let prompts = "prompts.jsonl"

  /// How the writers of `demonstrations.jsonl` fall short: as `sft.hastyShare` has it.
  package static let flaws = DemonstrationFlaws(hastyShare: 0.5)

  /// All files that `write` writes.
  package static let names = [settings, web, webValidation, demonstrations, prompts]

  /// Writes the files of a world to a folder, which is made if it is missing. The same world gives
  /// the same bytes. A file that says something else is set aside: it may be a learner's own.
  ///
  /// - Parameter tell: is told of each file that is set aside, and its new path.
  /// - Throws: `Failure`.
  package static func write(
    _ world: World, to folder: URL, tell: (_ file: String, _ aside: String) -> Void = { _, _ in }
  ) throws {
    let committed = try readFile(ProjectRoot.find().appending(path: "Data/\(settings)"))
    try makeFolder(folder)
    func write(_ text: String, _ name: String) throws {
      let file = folder.appending(path: name)
      if FileManager.default.fileExists(atPath: file.path) {
        guard try readFile(file) != Data(text.utf8) else { return }
        let aside = spareName(for: file.path)
        try moveItem(file, to: URL(filePath: aside))
        tell(file.path, aside)
      }
      try writeAtomically(text, to: file)
    }
    func write(_ records: [some JSONLinesRecord], _ name: String) throws {
      try write(JSONLines.text(records), name)
    }
    try write(text(world.settings, like: String(decoding: committed, as: UTF8.self)), settings)
    try write(world.webDocuments().map { WebTextRecord(text: $0.text) }, web)
    try write(
      world.webDocuments(validation: true).map { WebTextRecord(text: $0.text) }, webValidation)
    try write(
      world.demonstrations(flaws: flaws).map { DemonstrationRecord($0) }, demonstrations)
    try write(world.prompts.map { PromptRecord($0) }, prompts)
  }

  /// The settings in the place of others: the comments around them stay.
  private static func text(_ settings: WorldSettings, like committed: String) -> String {
    var values: [String: String] = [:]
    for setting in Mirror(reflecting: settings).children {
      values[setting.label ?? ""] = "\(setting.value)"
    }
    return committed.replacing(/(?m)^(  (\w+): )\S+/) { line in
      line.1 + (values[String(line.2)] ?? "")
    }
  }
}
