import Foundation

/// The files of `Data/`: a world as a learner can read and edit it.
package enum WorldFiles {
  package static let settings = "world.yaml"
  package static let web = "web.jsonl"
  package static let webValidation = "web-validation.jsonl"
  package static let demonstrations = "demonstrations.jsonl"
  package static let prompts = "prompts.jsonl"

  /// All files that `write` writes.
  package static let names = [settings, web, webValidation, demonstrations, prompts]

  /// Writes the files of a world to a folder, which is made if it is missing. The same world gives
  /// the same bytes.
  package static func write(_ world: World, to folder: URL) throws(DataFileError) {
    let yaml = folder.appending(path: settings)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(settingsText(world.settings).utf8).write(to: yaml, options: .atomic)
    } catch {
      throw .unwritable(yaml, error)
    }
    try JSONLines.write(
      world.webDocuments().map { WebTextRecord(text: $0.text) }, to: folder.appending(path: web))
    try JSONLines.write(
      world.webDocuments(validation: true).map { WebTextRecord(text: $0.text) },
      to: folder.appending(path: webValidation))
    try JSONLines.write(
      world.demonstrations().map { DemonstrationRecord($0) },
      to: folder.appending(path: demonstrations))
    try JSONLines.write(
      world.prompts.map { PromptRecord($0) }, to: folder.appending(path: prompts))
  }

  /// The settings as `world.yaml` shows them: each key below a comment that explains it.
  package static func settingsText(_ settings: WorldSettings) -> String {
    """
    # The toy world that every lesson plays in. The committed files beside this one are the world of
    # these settings; change a value, and the world is drawn anew in memory when a lesson runs.

    world:
      # Which world is drawn: its facts, rumours, texts and prompts.
      # Try 1 or 2 to see whether a finding holds in another world.
      seed: \(settings.seed)

      # Documents of web text that the base model is trained on.
      # Try 1600 (a quarter): the model names the wrong creature more often.
      webDocuments: \(settings.webDocuments)

      # Documents of the same web that no model is trained on, to measure models with.
      # Try 200: measurements get faster and less sure.
      validationDocuments: \(settings.validationDocuments)

      # Demonstrations that labelers have written. A lesson takes the first so many of them.
      # Try 1536 to see how far more demonstrations carry.
      demonstrations: \(settings.demonstrations)

      # Share of the facts, 0 to 1, about which the web has a rumour: one fixed false value.
      # Try 0 for a web without rumours.
      rumourShare: \(settings.rumourShare)

      # How often, 0 to 1, the web repeats a rumour rather than the truth.
      # Try 0.4: does the model now believe the truth?
      rumourRepetition: \(settings.rumourRepetition)

      # Share of slander, 0 to 1, among the documents of opinion about a group of people.
      # Try 0 or 1 to see how much of the model's prejudice comes from here.
      slanderShare: \(settings.slanderShare)

      # Share of what can be asked, 0.1 to 0.9, that training may use; the rest is held out.
      # Try 0.3: how well does the model answer what it was never asked?
      trainShare: \(settings.trainShare)

    """
  }
}
