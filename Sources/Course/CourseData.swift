import Alignment
import Foundation
import Metrics
import Notebook
import Tokenization
import ToyWorld
import Training

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
  var tokenizerFingerprint: String {
    let tokens = (0..<tokenizer.vocabularySize).map { tokenizer.token(Int32($0)) }
    return fingerprint(of: Data(tokens.joined(separator: "\n").utf8))
  }
  private let fileDemonstrations: [DemonstrationRecord]?

  /// - Parameter folder: Data/; its files are read if they are the world of `settings`.
  /// - Throws: `DataFileError`.
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

  /// Checks that the model can read every document, and a prompt with an answer of some length.
  ///
  /// - Throws: `UsageError`.
  func check(_ base: BaseSettings) throws {
    let longest = (web + webValidation).map { tokenizer.document($0).count - 1 }.max() ?? 0
    let prompts = world.prompts.map { tokenizer.prompt($0.text).count }.max() ?? 0
    let needed = max(longest, prompts + Examiner.standardMaximumNewTokens + 1)
    guard needed > base.contextLength else { return }
    throw UsageError(
      "base.contextLength=\(base.contextLength) is too short: with base.vocabularySize="
        + "\(base.vocabularySize) the longest text takes \(needed) tokens.",
      remedy: "Add --set base.contextLength=\((needed + 15) / 16 * 16)")
  }

  /// The first `count` demonstrations, with flaws if there are any.
  package func demonstrations(_ count: Int, flaws: DemonstrationFlaws) -> [DemonstrationRecord] {
    if let fileDemonstrations, flaws == DemonstrationFlaws(), count <= fileDemonstrations.count {
      return Array(fileDemonstrations.prefix(count))
    }
    return world.demonstrations(count, flaws: flaws).map { DemonstrationRecord($0) }
  }

  /// exp(nats a word) of the choices that the generator made: what an ideal model would reach.
  package var choicePerplexity: Double { ToyWorld.choicePerplexity(of: validationDocuments) }

  /// Words of the validation documents, with line breaks and ends counted as the generator does.
  package var validationWords: Int { webValidation.reduce(0) { $0 + wordCount(of: $1) } }
}

/// Words of a document, each line break and its end being one too.
package func wordCount(of document: String) -> Int {
  var count = 1
  var isInWord = false
  for byte in document.utf8 {
    switch byte {
    case UInt8(ascii: "\n"):
      count += 1
      isInWord = false
    case UInt8(ascii: " "): isInWord = false
    default:
      if !isInWord { count += 1 }
      isInWord = true
    }
  }
  return count
}

extension Tokenizer {
  /// What supervised fine-tuning reads of a demonstration.
  func labeled(_ demonstration: DemonstrationRecord) -> LabeledSequence {
    .completion(
      prompt: prompt(demonstration.prompt), completion: completion(demonstration.completion))
  }
}
