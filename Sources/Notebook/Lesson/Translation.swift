import Foundation
import Words

// What a translation may change are words. For tests.

extension LessonText {
  /// What a lesson's text and words in a language have otherwise than in English; empty if all is well.
  ///
  /// A section that the translation lacks is told in English, as is a page that it leaves empty.
  /// - Parameter name: the text without its ending.
  /// - Throws: `UsageError` for words that cannot be read, or the error of reading a file.
  package static func problems(
    _ name: String = "lesson", in folder: URL, language: Language
  ) throws -> [String] {
    let words = try ["figures", "tables", "messages"].flatMap {
      try WordList.problems($0, in: folder, language: language)
    }
    let english = folder.appending(path: "\(name).md")
    let file = language.file(name, "md", in: folder)
    guard file != english else { return words }
    do {
      return try LessonText(contentsOf: english)
        .problems(of: LessonText(contentsOf: file), in: file.lastPathComponent) + words
    } catch let error as Failure {
      return [error.description] + words
    }
  }

  private func problems(of translation: LessonText, in file: String) -> [String] {
    let names = translation.cells
    var problems = names.filter { !cells.contains($0) }.map {
      Messages.text("translation.unknown-cell", ["file": file, "cell": $0])
    }
    if problems.isEmpty, names != cells.filter(names.contains) {
      problems.append(
        Messages.text("translation.other-order", ["file": file, "cells": "\(names)"]))
    }
    var number = 0
    for section in translation.sections {
      let first = number + 1
      number += section.count
      guard let own = sections.first(where: { $0.last?.cell == section.last?.cell }),
        !section.allSatisfy(\.segments.isEmpty)
      else { continue }
      guard own.count == section.count else {
        problems.append(
          Messages.text(
            "translation.other-pages",
            [
              "file": file, "page": "\(first)", "count": "\(section.count)",
              "own": "\(own.count)",
            ]))
        continue
      }
      for (index, (page, other)) in zip(own, section).enumerated() where !other.segments.isEmpty {
        let place = ["file": file, "page": "\(first + index)"]
        problems += differences(
          page.rules, other.rules, at: Messages.text("translation.page", place))
      }
    }
    return problems
  }
}

extension LessonText.Page {
  /// All but the words.
  fileprivate var rules: [String] {
    let placeholders = Set(segments.flatMap(\.templates).flatMap(\.placeholders))
    return (branch == nil ? [] : ["<!-- deeper -->"]) + segments.compactMap(\.rules)
      + placeholders.map(\.description)
  }
}

extension LessonText.Segment {
  fileprivate var rules: String? {
    switch self {
    case .prose: nil
    case .conditional(let text):
      "```when \(text.condition)" + (text.unclear == nil ? "" : " ```unclear")
        + (text.otherwise == nil ? "" : " ```otherwise")
    case .question(let question): "```question \(question.rules)"
    case .guess(let guess): "```guess \(guess.rules)"
    case .worlds(let claim): "```worlds \(claim.condition)"
    case .quote(let quote): "<!-- quote: \(quote.path)#\(quote.name) -->"
    case .answer(let name): "<!-- answer: \(name) -->"
    }
  }
}

extension WordList {
  /// What `NAME.<language>.yaml` in a folder has otherwise than `NAME.yaml`: keys that English has not,
  /// other `{names}`, other `{{placeholders}}`.
  /// - Throws: `UsageError` if a file cannot be read.
  package static func problems(
    _ name: String, in folder: URL, language: Language
  ) throws -> [String] {
    let english = try WordList(contentsOf: folder.appending(path: "\(name).yaml"))
    let file = "\(name).\(language.code).yaml"
    let translation = try WordList(contentsOf: folder.appending(path: file))
    return translation.blocks.sorted { $0.key < $1.key }.flatMap { block, words in
      words.sorted { $0.key < $1.key }.flatMap { key, text -> [String] in
        let place = Messages.text(
          "translation.key", ["file": file, "block": block, "key": key])
        guard let own = english[key, in: block] else {
          return [Messages.text("translation.unknown-key", ["place": place])]
        }
        return differences(names(in: own), names(in: text), at: place)
      }
    }
  }

  private static func names(in text: String) -> [String] {
    Set(text.matches(of: /{{[^{}]*}}|{\w+}/).map { $0.output.replacing(" ", with: "") }).map {
      String($0)
    }
  }
}

/// What `other` lacks of `english`, and what it has more.
private func differences(_ english: [String], _ other: [String], at place: String) -> [String] {
  let difference = other.sorted().difference(from: english.sorted())
  return (difference.removals + difference.insertions).map { change in
    switch change {
    case .remove(_, let rule, _):
      Messages.text("translation.missing", ["place": place, "rule": rule])
    case .insert(_, let rule, _):
      Messages.text("translation.added", ["place": place, "rule": rule])
    }
  }
}
