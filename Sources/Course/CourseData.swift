import Alignment
import Foundation
import Tokenization
import ToyWorld
import Training
import Words

/// The texts that the lessons read: the files of Data/, or another world drawn in memory.
///
/// A file that is the learner's own is used for all that it is about, or refused before anything is
/// trained; what it is not used for, `notes` tell.
package struct CourseData {
  package let world: World
  /// Documents that the base model is trained on.
  package let web: [String]
  /// Documents that no model is trained on.
  package let webValidation: [String]
  /// The validation documents with what the generator knows of them; nil where they are the learner's own.
  package let validationDocuments: [WebDocument]?
  package let tokenizer: Tokenizer
  /// Fingerprints of the web text's files, or nothing where the world's settings say it all.
  package let webFingerprints: [String]
  /// What is made of files that are the learner's own, a message for each.
  package let notes: [Label]
  /// The names of those that are used.
  package let ownFiles: [String]
  /// Nil where they are the world's.
  let ownDemonstrations: [DemonstrationRecord]?
  /// Stands for the tokens and their ids: models of one tokenizer are of no use with another.
  package var tokenizerFingerprint: String {
    let tokens = (0..<tokenizer.vocabularySize).map { tokenizer.token(Int32($0)) }
    return fingerprint(of: Data(tokens.joined(separator: "\n").utf8))
  }

  /// - Parameters:
  ///   - folder: Data/; its files are used if they are the world of `settings`, and checked anyway.
  ///   - tokenizer: that of a model that was trained elsewhere; nil to train one on the web text.
  /// - Throws: `Failure`.
  package init(
    _ settings: WorldSettings, folder: URL, vocabularySize: Int, tokenizer: Tokenizer? = nil
  ) throws {
    world = World(settings)
    let files = try DataFiles(in: folder)
    let documents = world.webDocuments(validation: true)
    if settings == WorldSettings() {
      (web, webValidation) = (files.web, files.webValidation)
      webFingerprints = try [WorldFiles.web, WorldFiles.webValidation].map {
        fingerprint(of: try readFile(folder.appending(path: $0)))
      }
      validationDocuments = files.own.contains(WorldFiles.webValidation) ? nil : documents
      ownDemonstrations =
        files.own.contains(WorldFiles.demonstrations) ? files.demonstrations : nil
      ownFiles = files.own.filter { $0 != WorldFiles.prompts }
      notes = files.own.map {
        Label("own-data.\($0.prefix { $0 != "." })", ["count": "\(files.demonstrations.count)"])
      }
    } else {
      (web, webValidation) = (world.webDocuments().map(\.text), documents.map(\.text))
      (validationDocuments, webFingerprints) = (documents, [])
      (ownDemonstrations, ownFiles) = (nil, [])
      notes = files.own.map { Label("own-data.other-world", ["name": $0]) }
    }
    self.tokenizer =
      tokenizer
      ?? Tokenizer.train(on: web.lazy.map(\.withSpacedLines), vocabularySize: vocabularySize)
  }

  /// Of every document, in tokens that a model reads.
  var documentLengths: [Int] { (web + webValidation).map { tokenizer.document($0).count - 1 } }

  /// Of every prompt, in tokens.
  var promptLengths: [Int] { world.prompts.map { tokenizer.prompt($0.text).count } }

  /// The most tokens of an answer that is written or sampled, with its end.
  var longestAnswer: Int {
    var known: [String: Int] = [:]
    let replies = world.longestReplies { word in
      if let length = known[word] { return length }
      let length = tokenizer.encode(" " + word).count
      known[word] = length
      return length
    }
    let longest = replies.map { tokenizer.completion($0).count }.max() ?? 0
    return max(Examiner.standardMaximumNewTokens + 1, longest)
  }

  /// The demonstrations that settings ask for: the learner's own, unless the settings are about other writers.
  package func demonstrations(_ settings: FineTuningSettings) -> [DemonstrationRecord] {
    let (count, usersShare) = (settings.data.demonstrations, settings.data.usersShare)
    if let ownDemonstrations, settings.data.areOfFile {
      guard count <= ownDemonstrations.count else {
        fatalError("demonstrations: \(count) of \(ownDemonstrations.count)")
      }
      return Array(ownDemonstrations.prefix(count))
    }
    return world.demonstrations(count, usersShare: usersShare, flaws: settings.flaws)
      .map { DemonstrationRecord($0) }
  }

  /// How many demonstrations of the course's writers can be asked for.
  package var mostDemonstrations: Int { ownDemonstrations?.count ?? .max }

  /// - Throws: `UsageError` where a learner's own demonstrations are too few, or settings ask for other writers.
  func requireDemonstrations(_ settings: FineTuningSettings) throws {
    guard let ownDemonstrations else { return }
    let (count, asked) = (ownDemonstrations.count, settings.data.demonstrations)
    let values = ["count": "\(count)", "asked": "\(asked)"]
    guard settings.data.areOfFile else { throw UsageError("own-writers", values) }
    guard asked <= count else { throw UsageError("own-demonstrations", values) }
  }

  /// exp(nats per word) of the choices that the generator made: what an ideal model would reach. Nil where
  /// nobody knows.
  package var choicePerplexity: Double? { validationDocuments.map(ToyWorld.choicePerplexity) }
}

extension FineTuningSettings.Demonstrations {
  /// Whether the writers are those of `demonstrations.jsonl`.
  fileprivate var areOfFile: Bool {
    DemonstrationFlaws(noisyShare: noisyShare, hastyShare: hastyShare) == WorldFiles.flaws
      && usersShare == 0
  }
}

extension Tokenizer {
  /// What supervised fine-tuning reads of a demonstration.
  package func labeled(_ demonstration: DemonstrationRecord) -> LabeledSequence {
    .completion(
      prompt: prompt(demonstration.prompt), completion: completion(demonstration.completion))
  }
}
