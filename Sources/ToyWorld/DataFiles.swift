import Foundation
import Words

/// What stands in the files of `Data/`. All are read, and so checked, in every run.
package struct DataFiles: Sendable {
  package let web, webValidation: [String]
  package let demonstrations: [DemonstrationRecord]
  /// The names of the files that do not say what the generator gives: the learner's own.
  package let own: [String]

  /// - Throws: `Failure` for a file that is missing or damaged.
  package init(in folder: URL) throws {
    func read<Record: JSONLinesRecord>(_ type: Record.Type, _ name: String) throws -> [Record] {
      try JSONLines.read(type, from: folder.appending(path: name))
    }
    web = try read(WebTextRecord.self, WorldFiles.web).map(\.text)
    webValidation = try read(WebTextRecord.self, WorldFiles.webValidation).map(\.text)
    demonstrations = try read(DemonstrationRecord.self, WorldFiles.demonstrations)
    let prompts = try read(PromptRecord.self, WorldFiles.prompts)
    let isCourses = [
      WorldFiles.web: web == Self.courses.web,
      WorldFiles.webValidation: webValidation == Self.courses.webValidation,
      WorldFiles.demonstrations: demonstrations == Self.courses.demonstrations,
      WorldFiles.prompts: prompts == Self.courses.prompts,
    ]
    own = WorldFiles.names.filter { isCourses[$0] == false }
  }

  /// What the generator gives.
  private static let courses = {
    let world = World(WorldSettings())
    return (
      web: world.webDocuments().map(\.text),
      webValidation: world.webDocuments(validation: true).map(\.text),
      demonstrations: world.demonstrations(flaws: WorldFiles.flaws).map { DemonstrationRecord($0) },
      prompts: world.prompts.map { PromptRecord($0) }
    )
  }()
}
