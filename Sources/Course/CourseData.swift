import Alignment
import Foundation
import Tokenization
import ToyWorld
import Training
import Words

/// The texts that the lessons read: the files of Data/, or another world drawn in memory.
package struct CourseData {
  package let world: World
  /// Documents that the base model is trained on.
  package let web: [String]
  /// Documents that no model is trained on.
  package let webValidation: [String]
  /// What is known of the validation documents from the generator that wrote them.
  package let validationDocuments: [WebDocument]
  package let tokenizer: Tokenizer
  /// Fingerprints of the web text's files, or nothing where the world's settings say it all.
  package let webFingerprints: [String]
  /// Stands for the tokens and their ids: models of one tokenizer are of no use with another.
  package var tokenizerFingerprint: String {
    let tokens = (0..<tokenizer.vocabularySize).map { tokenizer.token(Int32($0)) }
    return fingerprint(of: Data(tokens.joined(separator: "\n").utf8))
  }
  private let fileDemonstrations: [DemonstrationRecord]?

  /// - Parameter folder: Data/; its files are read if they are the world of `settings`.
  /// - Throws: `Failure`.
  package init(_ settings: WorldSettings, folder: URL, vocabularySize: Int) throws {
    world = World(settings)
    validationDocuments = world.webDocuments(validation: true)
    if settings == WorldSettings() {
      let files = [WorldFiles.web, WorldFiles.webValidation, WorldFiles.demonstrations]
        .map { folder.appending(path: $0) }
      web = try JSONLines.read(WebTextRecord.self, from: files[0]).map(\.text)
      webValidation = try JSONLines.read(WebTextRecord.self, from: files[1]).map(\.text)
      fileDemonstrations = try JSONLines.read(DemonstrationRecord.self, from: files[2])
      webFingerprints = try files.prefix(2).map { fingerprint(of: try Data(contentsOf: $0)) }
    } else {
      web = world.webDocuments().map(\.text)
      webValidation = validationDocuments.map(\.text)
      fileDemonstrations = nil
      webFingerprints = []
    }
    tokenizer = Tokenizer.train(
      on: web.lazy.map(\.withSpacedLines), vocabularySize: vocabularySize)
  }

  /// What a model must be able to read: every document, and every prompt with an answer.
  var lengths: [Int] {
    let answer = Examiner.standardMaximumNewTokens + 1
    return (web + webValidation).map { tokenizer.document($0).count - 1 }
      + world.prompts.map { tokenizer.prompt($0.text).count + answer }
  }

  /// The demonstrations that settings ask for: those of the file if they are the course's.
  package func demonstrations(_ settings: FineTuningSettings) -> [DemonstrationRecord] {
    let (count, usersShare) = (settings.data.demonstrations, settings.data.usersShare)
    if let fileDemonstrations, settings.flaws == WorldFiles.flaws, usersShare == 0,
      count <= fileDemonstrations.count
    {
      return Array(fileDemonstrations.prefix(count))
    }
    return world.demonstrations(count, usersShare: usersShare, flaws: settings.flaws)
      .map { DemonstrationRecord($0) }
  }

  /// exp(nats per word) of the choices that the generator made: what an ideal model would reach.
  package var choicePerplexity: Double { ToyWorld.choicePerplexity(of: validationDocuments) }
}

extension Tokenizer {
  /// What supervised fine-tuning reads of a demonstration.
  func labeled(_ demonstration: DemonstrationRecord) -> LabeledSequence {
    .completion(
      prompt: prompt(demonstration.prompt), completion: completion(demonstration.completion))
  }
}
