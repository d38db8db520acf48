import ArgumentParser
import Foundation
import Hyperparameters
import LessonKit
import Lessons
import Notebook
import Words

// What a shell offers where a word is typed. Where something cannot be read, it offers less.

extension CompletionKind {
  static var lessons: CompletionKind {
    .custom { _, _, _ in Lesson.all.flatMap { ["\($0.number)", $0.slug] } }
  }

  static var lessonsOrAll: CompletionKind {
    .custom { _, _, _ in Lesson.all.flatMap { ["\($0.number)", $0.slug] } + ["all"] }
  }

  static var runs: CompletionKind {
    .custom { words, _, _ in ["latest"] + runNames(words) }
  }

  static var lessonsAndRuns: CompletionKind {
    .custom { words, _, _ in
      Lesson.all.flatMap { ["\($0.number)", $0.slug] } + ["latest"] + runNames(words)
    }
  }

  /// Figures of the run that stands on the line.
  static var figures: CompletionKind {
    .custom { words, _, _ in
      let finder = RunFinder(runs: URL(filePath: runsFolder(words)))
      let folder = words.dropFirst(2).lazy.compactMap { try? finder.folder(named: $0) }.first
      return (try? folder.map { try RunFigures(folder: $0.plots).names() }) ?? []
    }
  }

  /// Keys of hyperparameters, up to the sign that a value follows.
  static var settings: CompletionKind {
    .custom { _, _, _ in
      guard let root = try? ProjectRoot.find(),
        let files = try? Hyperparameters.committedFiles(root: root)
      else { return [] }
      return files.compactMap { try? HyperparameterFile(contentsOf: $0) }
        .flatMap { $0.entries.map { "\($0.key)=" } }
    }
  }
}

private func runNames(_ words: [String]) -> [String] {
  RunListing.runs(in: URL(filePath: runsFolder(words))).map(\.folder.name)
}

/// What `--runs` or `--output` on the line says, else the usual folder.
private func runsFolder(_ words: [String]) -> String {
  let option = words.firstIndex { ["--runs", "--output"].contains($0) }
  let value = option.map { words.index(after: $0) }
  return value.flatMap { words.indices.contains($0) ? words[$0] : nil } ?? "Runs"
}
