import Foundation
import Metrics
import Words

// What a run keeps: its results, its text, and where the learner is.

extension Notebook {
  /// Writes what has been measured so far. On a full disk, one file may fit where another does not.
  /// - Throws: the first `Failure`, after all files were tried.
  package func save() throws {
    guard !isReplaying else { return }
    let summary = RunSummary(
      lesson: lessonName, seed: seed, date: Date(), notes: notes, results: measured.estimates,
      isComplete: isComplete, isQuick: options.isQuick,
      options: typedOptions.isEmpty ? nil : typedOptions,
      checks: startChecks.isEmpty ? nil : startChecks,
      checksums: [
        run.metrics.lastPathComponent: fingerprint(of: Data(metrics.csv.utf8)),
        run.hyperparameters.lastPathComponent: try? fingerprint(of: readFile(run.hyperparameters)),
      ].compactMapValues(\.self))
    let writings = [
      Result { try summary.write(to: run.summary) }, Result { try metrics.write(to: run.metrics) },
      Result { try writeAtomically(transcript.text, to: run.transcript) },
      Result {
        try TranscriptRecord(
          lesson: lessonName, language: Language.chosen.code, blocks: transcript.blocks
        ).write(to: run.transcriptBlocks)
      },
    ]
    for writing in writings { try writing.get() }
  }

  /// Those of the changes that are no hyperparameters.
  private var typedOptions: [String] { changes.filter { $0.hasPrefix("--") || !$0.contains("=") } }

  /// Writes down where the learner is.
  func keepPlace() {
    guard isInteractive, !isReplaying else { return }
    keeper?.keep(
      Place(
        run: run.url.path, page: min(nextPage, lesson.pages.count),
        pageName: lesson.number(ofPage: max(0, nextPage - 1)), pageCount: lesson.core.count,
        isDone: isComplete && departure == nil, date: Date(), journal: journal, tried: tried,
        screens: screens.current - screenOfEntry))
  }
}
