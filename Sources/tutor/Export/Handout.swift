import Foundation
import Notebook
import Words

/// What is exported of a run: all of it, or a sheet with or without the answers.
struct Handout {
  enum Kind: String {
    case whole
    /// Without answers, without what was shown, and with blanks for what was measured.
    case exercises
    /// For teachers: with the answers, and without the learner's own.
    case key
  }

  let run: RunFolder
  let record: TranscriptRecord
  let kind: Kind

  /// - Throws: `UsageError` for a run without a record; `Failure`.
  init(of run: RunFolder, kind: Kind) throws {
    (self.run, self.kind) = (run, kind)
    record = try TranscriptRecord(of: run)
  }

  var title: String {
    for case .title(let title) in record.blocks {
      return kind == .whole ? title : Messages.text("export-title.\(kind)", ["title": title])
    }
    return run.name
  }

  /// What stands below the title: where it comes from.
  var origin: String {
    Messages.text(
      "export.origin", ["run": run.name, "lesson": String(record.lesson.prefix { $0 != "-" })])
  }

  /// All blocks but the title, as this kind has them; no page is empty.
  var blocks: [TranscriptBlock] {
    let kept = record.blocks.enumerated().flatMap { index, block in
      shown(block, before: record.blocks.dropFirst(index + 1).first)
    }
    let pages = kept.split(separator: TranscriptBlock.page)
    let name = TranscriptBlock.text(
      markdown: Messages.text("export.name-line"), role: .remark, blanks: nil)
    return (kind == .exercises ? [name] : [])
      + Array(pages.joined(separator: [TranscriptBlock.page]))
  }

  private func shown(
    _ block: TranscriptBlock, before next: TranscriptBlock?
  ) -> [TranscriptBlock] {
    if case .title = block { return [] }
    switch kind {
    case .whole: return [block]
    case .key:
      switch block {
      case .reply, .text(_, .remark, _): return []
      default: return [block]
      }
    case .exercises: return exercise(block, before: next)
    }
  }

  private func exercise(
    _ block: TranscriptBlock, before next: TranscriptBlock?
  ) -> [TranscriptBlock] {
    switch block {
    case .page, .code: return [block]
    case .options: return [block, answerLine]
    case .text(let markdown, .question, let blanks):
      let question = TranscriptBlock.text(
        markdown: blanks ?? markdown, role: .question, blanks: nil)
      if case .options? = next { return [question] }
      return [question, answerLine]
    case .text(let markdown, .told, let blanks):
      return [.text(markdown: blanks ?? markdown, role: .told, blanks: nil)]
    default: return []
    }
  }

  /// Where a learner writes.
  private var answerLine: TranscriptBlock {
    .text(markdown: Messages.text("export.answer-line"), role: .told, blanks: nil)
  }

  /// A picture's file.
  func data(of picture: String) throws -> Data { try readFile(run.url.appending(path: picture)) }
}
