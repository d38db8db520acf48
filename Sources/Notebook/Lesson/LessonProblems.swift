import Foundation

extension LessonText {
  /// What does not fit together between a lesson's text, its Swift file and the sources that it
  /// quotes; empty if all is well. For tests.
  /// - Parameters:
  ///   - text: `lesson.md`, or a translation of it.
  ///   - source: the lesson's Swift file.
  ///   - root: the folder that quoted paths start from.
  package static func problems(text: URL, source: URL, root: URL) throws -> [String] {
    let lesson: LessonText
    do {
      lesson = try LessonText(contentsOf: text)
    } catch let error as LessonTextError {
      return [error.description]
    }
    let cells = SourceListing.cells(in: try String(contentsOf: source, encoding: .utf8))
    return lesson.cellProblems(
      cells: cells.map(\.name), text: text.lastPathComponent, source: source.lastPathComponent)
      + lesson.quoteProblems(root: root) + lesson.answerProblems()
  }

  private func cellProblems(cells code: [String], text: String, source: String) -> [String] {
    var problems: [String] = []
    for (names, file) in [(cells, text), (code, source)] {
      let repeated = Set(names.filter { name in names.filter { $0 == name }.count > 1 })
      problems += repeated.sorted().map { "\(file): cell \"\($0)\" is there more than once" }
    }
    problems += cells.filter { !code.contains($0) }
      .map { "\(text) has an anchor \"\($0)\", but \(source) has no such cell" }
    problems += code.filter { !cells.contains($0) }
      .map { "\(source) has a cell \"\($0)\", but \(text) has no such anchor" }
    if problems.isEmpty, cells != code {
      problems.append("the cells are in another order: \(cells) in \(text), \(code) in \(source)")
    }
    return problems
  }

  private func quoteProblems(root: URL) -> [String] {
    pages.flatMap(\.segments).compactMap { segment in
      guard case .quote(let quote) = segment else { return nil }
      let file = root.appending(path: quote.path)
      guard let source = try? String(contentsOf: file, encoding: .utf8) else {
        return "quote \(quote.path)#\(quote.name): there is no such file"
      }
      let listing = SourceListing.quote(quote.name, in: source, path: quote.path)
      return listing == nil
        ? "quote \(quote.path)#\(quote.name): no `// quote: \(quote.name)` … `// end quote`" : nil
    }
  }

  private func answerProblems() -> [String] {
    var asked: Set<String> = []
    var revealed: Set<String> = []
    var problems: [String] = []
    for segment in pages.flatMap(\.segments) {
      switch segment {
      case .question(let question):
        if let name = question.name, question.isRevealedLater, !asked.insert(name).inserted {
          problems.append("two questions are named \"\(name)\"")
        }
      case .answer(let name):
        revealed.insert(name)
        if !asked.contains(name) {
          problems.append("answer \"\(name)\": no question of this name comes before it")
        }
      default: break
      }
    }
    problems += asked.subtracting(revealed).sorted()
      .map { "question \"\($0)\" is revealed later, but no <!-- answer: \($0) --> follows" }
    return problems
  }
}
