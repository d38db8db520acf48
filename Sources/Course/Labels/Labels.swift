import Foundation
import ToyWorld
import Words

/// What people have ranked with `tutor label`: a file's content.
package struct Labels: Sendable {
  package var header: LabelHeader
  package var records: [LabelRecord]
  /// Bytes of whole lines. After a crash the last line may be torn, and is left out.
  package var wholeBytes = 0
  package var isTorn = false

  package init(header: LabelHeader, records: [LabelRecord]) {
    (self.header, self.records) = (header, records)
  }

  /// - Throws: `Failure` for a file that is missing, or damaged other than at its end.
  package init(contentsOf file: URL) throws {
    let data = try readFile(file)
    let whole = data[..<(data.lastIndex(of: newline).map { $0 + 1 } ?? data.startIndex)]
    let first = whole.prefix { $0 != newline }
    guard let header = try? LabelHeader(line: first), header.format == LabelHeader.currentFormat
    else {
      throw Failure("label-file.no-header", ["path": file.path], at: file.path, line: 1)
    }
    self.header = header
    wholeBytes = whole.count
    isTorn = whole.count < data.count
    // An empty line in place of the header, so that messages count the lines right.
    let rest = Data([newline]) + whole.dropFirst(first.count + 1)
    let isEmpty = rest.allSatisfy { $0 == newline }
    do {
      records = isEmpty ? [] : try JSONLines.records(of: rest, path: file.path)
    } catch let failure as Failure {
      let line = failure.line.map { "\($0)" } ?? ""
      throw failure.remedied(
        Label(
          "own-rankings.mend-line",
          ["path": file.path, "old": spareName(for: file.path), "line": line]))
    }
  }

  /// Those who ranked, in the order of their first set.
  package var labelers: [String] {
    records.reduce(into: []) { if !$0.contains($1.labeler) { $0.append($1.labeler) } }
  }

  /// The first rankings of all sets: nothing that was skipped, and no repeats, which would count twice.
  package var firstLooks: [LabelRecord] { records.filter { !$0.isRepeat && $0.ranks != nil } }

  /// Every fifth set is never trained on, to see whether a model has understood who ranked.
  package var training: [RankingRecord] {
    firstLooks.filter { !$0.isHeldOut }.compactMap(\.ranking)
  }

  package var heldOut: [RankingRecord] {
    firstLooks.filter(\.isHeldOut).compactMap(\.ranking)
  }
}

extension Labels {
  /// Labels are of use only with the outputs that they were made of.
  ///
  /// - Throws: `UsageError` for those of another world or other settings.
  package func requireOrigin(of other: LabelHeader, at path: String) throws {
    let values = [
      "path": path, "world": "\(header.world)", "needed": "\(other.world)",
    ]
    guard header.world == other.world else { throw UsageError("labels-other-world", values) }
    guard header.settings == other.settings else {
      throw UsageError("labels-other-settings", values)
    }
  }
}

extension Labels {
  /// Sets of one number are the same for the same seed and the same models alone.
  ///
  /// - Throws: `UsageError` for labels of other sets.
  package func requireSets(of other: LabelHeader, at path: String) throws {
    guard header.models == other.models else {
      throw UsageError(
        "labels-other-models",
        [
          "path": path, "models": (header.models ?? [.sft]).typed,
          "given": (other.models ?? [.sft]).typed,
        ])
    }
    guard header.trained == other.trained else {
      throw UsageError("labels-other-training", ["path": path])
    }
    guard header.setSeed == other.setSeed else {
      throw UsageError(
        "labels-other-sets",
        ["path": path, "seed": "\(header.setSeed)", "given": "\(other.setSeed)"])
    }
  }
}

extension LabelRecord {
  package var isHeldOut: Bool { self.set % 5 == 4 }
}

private let newline = UInt8(ascii: "\n")
