import Foundation
import Words

extension LessonText {
  /// What does not fit together between a lesson's text, its Swift file and the sources that it
  /// quotes; empty if all is well. For tests.
  /// - Parameters:
  ///   - text: `lesson.md`; a translation may have less.
  ///   - source: the lesson's Swift file.
  ///   - root: the folder that quoted paths start from.
  package static func problems(text: URL, source: URL, root: URL) throws -> [String] {
    let lesson: LessonText
    do {
      lesson = try LessonText(contentsOf: text)
    } catch let error as Failure {
      return [error.description]
    }
    let code = try readText(source)
    let cells = SourceListing.cells(in: code)
    return lesson.cellProblems(
      cells: cells.map(\.name), text: text.lastPathComponent, source: source.lastPathComponent)
      + lesson.quoteProblems(root: root) + lesson.answerProblems()
  }

  private func cellProblems(cells code: [String], text: String, source: String) -> [String] {
    let files = ["text": text, "source": source]
    func problem(_ key: String, _ values: [String: String]) -> String {
      Messages.text("lesson-problem.\(key)", files.merging(values) { $1 })
    }
    var problems: [String] = []
    for (names, file) in [(cells, text), (code, source)] {
      let repeated = Set(names.filter { name in names.count { $0 == name } > 1 })
      problems += repeated.sorted().map { problem("repeated-cell", ["file": file, "cell": $0]) }
    }
    problems += cells.filter { !code.contains($0) }.map { problem("no-cell", ["cell": $0]) }
    problems += code.filter { !cells.contains($0) }.map { problem("no-anchor", ["cell": $0]) }
    if problems.isEmpty, cells != code {
      problems.append(problem("other-order", ["cells": "\(cells)", "code": "\(code)"]))
    }
    return problems
  }

  private func quoteProblems(root: URL) -> [String] {
    pages.flatMap(\.segments).compactMap { segment in
      guard case .quote(let quote) = segment else { return nil }
      let values = ["quote": "\(quote.path)#\(quote.name)", "name": quote.name]
      let file = root.appending(path: quote.path)
      guard let source = try? readText(file) else {
        return Messages.text("lesson-problem.no-file", values)
      }
      let listing = SourceListing.quote(quote.name, in: source, path: quote.path)
      return listing == nil ? Messages.text("lesson-problem.no-quote", values) : nil
    }
  }

  private func answerProblems() -> [String] {
    var asked: Set<String> = []
    var revealed: Set<String> = []
    var problems: [String] = []
    func ask(_ name: String) {
      guard !asked.insert(name).inserted else { return }
      problems.append(Messages.text("lesson-problem.two-questions", ["name": name]))
    }
    for segment in pages.flatMap(\.segments) {
      switch segment {
      case .question(let question):
        if let name = question.name, question.isRevealedLater { ask(name) }
      case .guess(let guess): ask(guess.name)
      case .answer(let name):
        revealed.insert(name)
        if !asked.contains(name) {
          problems.append(Messages.text("lesson-problem.no-question", ["name": name]))
        }
      default: break
      }
    }
    return problems
      + asked.subtracting(revealed).sorted()
      .map { Messages.text("lesson-problem.no-answer", ["name": $0]) }
  }
}
