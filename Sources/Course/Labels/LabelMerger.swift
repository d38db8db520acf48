import Foundation
import Metrics
import ToyWorld
import Words

/// The labels of several people, joined: a class.
package struct LabelMerger {
  package private(set) var labels: Labels

  /// - Parameters:
  ///   - files: with the names of their files, for those who have the same name.
  ///   - name: of the whole.
  /// - Throws: `UsageError` where sets of one number aren't the same sets.
  package init(_ files: [(labels: Labels, path: String)], name: String) throws {
    guard let first = files.first else { throw UsageError("label-merge-nothing") }
    var header = first.labels.header
    header.name = name
    header.date = Date()
    labels = Labels(header: header, records: [])
    for (other, path) in files {
      try other.requireOrigin(of: header, at: path)
      try other.requireSets(of: header, at: path)
      try add(other, from: path)
    }
  }

  /// Adds people, each under a name of their own.
  ///
  /// - Throws: `UsageError` for one whose rankings are there already.
  private mutating func add(_ other: Labels, from path: String) throws {
    for labeler in other.labelers {
      let own = other.of(labeler).unnamed
      guard let twin = labels.labelers.first(where: { labels.of($0).unnamed == own }) else {
        continue
      }
      throw UsageError("labels-twice", ["path": path, "name": twin])
    }
    let taken = Set(labels.labelers)
    let stem = URL(filePath: path).deletingPathExtension().lastPathComponent
    var names: [String: String] = [:]
    for labeler in other.labelers {
      var candidates = [labeler] + (other.labelers.count == 1 ? [stem] : [])
      candidates += (2...taken.count + 3).map { "\(labeler)-\($0)" }
      names[labeler] = candidates.first { !taken.contains($0) && !names.values.contains($0) }
    }
    labels.records += other.records.map { record in
      var record = record
      record.labeler = names[record.labeler] ?? record.labeler
      return record
    }
  }
}

/// Who agrees with whom on the sets that both have ranked.
package struct LabelAgreement {
  package let people: [String]
  private let labels: Labels

  package init(_ labels: Labels) {
    self.labels = labels
    people = labels.labelers
  }

  package func sets(of person: String) -> Int { ranked(by: person, isRepeat: false).count }

  /// The pairs that two people order alike; of one person twice, the first look and the second.
  package func between(_ one: String, _ other: String) -> PairAgreement {
    let first = ranked(by: one, isRepeat: false)
    let second = ranked(by: other, isRepeat: one == other)
    var pairs: [(own: [Int], others: [Int])] = []
    for record in first {
      guard let match = second.first(where: { $0.set == record.set }),
        let ranks = record.ranks, let others = match.ranks
      else { continue }
      // One may have ranked 4 outputs of a set, the other the same 4 and 5 more.
      let count = min(ranks.count, others.count)
      pairs.append((Array(ranks.prefix(count)), Array(others.prefix(count))))
    }
    return PairAgreement(pairs.map(\.own), pairs.map(\.others))
  }

  /// The pairs that a person orders as each of the others does.
  package func withOthers(_ person: String) -> PairAgreement {
    people.filter { $0 != person }.reduce(into: PairAgreement()) { $0.add(between(person, $1)) }
  }

  private func ranked(by person: String, isRepeat: Bool) -> [LabelRecord] {
    labels.records.filter {
      $0.labeler == person && $0.isRepeat == isRepeat && $0.ranks != nil
    }
  }
}

extension Labels {
  /// The labels as a file.
  ///
  /// - Throws: `Failure`.
  package func write(to file: URL) throws {
    let lines = try records.map { try JSONLines.line($0) + "\n" }
    try writeAtomically(header.line() + lines.joined(), to: file)
  }

  /// What was ranked and how, whoever did it.
  fileprivate var unnamed: [LabelRecord] {
    records.map { record in
      var record = record
      record.labeler = ""
      return record
    }
  }

  /// Those of one person.
  package func of(_ person: String) -> Labels {
    Labels(header: header, records: records.filter { $0.labeler == person })
  }
}
