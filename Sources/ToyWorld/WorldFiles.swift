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
  /// the same bytes.
  ///
  /// - Throws: `Failure`.
  package static func write(_ world: World, to folder: URL) throws {
    func file(_ name: String) -> URL { folder.appending(path: name) }
    let committed = try readFile(ProjectRoot.find().appending(path: "Data/\(settings)"))
    try makeFolder(folder)
    try writeAtomically(
      text(world.settings, like: String(decoding: committed, as: UTF8.self)), to: file(settings))
    try JSONLines.write(
      world.webDocuments().map { WebTextRecord(text: $0.text) }, to: file(web))
    try JSONLines.write(
      world.webDocuments(validation: true).map { WebTextRecord(text: $0.text) },
      to: file(webValidation))
    try JSONLines.write(
      world.demonstrations(flaws: flaws).map { DemonstrationRecord($0) }, to: file(demonstrations))
    try JSONLines.write(world.prompts.map { PromptRecord($0) }, to: file(prompts))
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
