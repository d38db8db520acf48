import Foundation
import Words

/// Something in a lesson that does not fit, and where.
package struct LessonProblem: Equatable, Sendable {
  package let file: URL
  /// Counted from 1; nil where it is about the whole file.
  package private(set) var line: Int?
  package let text: String

  /// - Parameter line: of the file, where it's known.
  package init(_ text: String, in file: URL, line: Int? = nil) {
    (self.text, self.file, self.line) = (text, file, line)
  }

  /// A problem in the first line that has a mark, or its last.
  package init(_ text: String, in file: URL, at mark: String, isLast: Bool = false) {
    self.init(text, in: file)
    let lines = ((try? readText(file)) ?? "").components(separatedBy: "\n")
    let index =
      isLast ? lines.lastIndex { $0.contains(mark) } : lines.firstIndex { $0.contains(mark) }
    line = index.map { $0 + 1 }
  }

  package init(_ error: any Error, in file: URL) {
    let failure = error as? Failure
    self.init(failure?.reason ?? reason(of: error), in: file, line: failure?.line)
  }
}

/// The files of a lesson, for checks.
package struct LessonFiles: Sendable {
  /// `lesson.md`
  package let text: URL
  /// The lesson's Swift file.
  package let source: URL
  /// The folder that quoted paths start from.
  package let root: URL

  package init(text: URL, source: URL, root: URL) {
    (self.text, self.source, self.root) = (text, source, root)
  }
}

extension LessonText {
  /// What does not fit together between a lesson's text, its Swift file and the sources that it
  /// quotes, in words; empty if all is well.
  /// - Parameters:
  ///   - text: `lesson.md`; a translation may have less.
  ///   - source: the lesson's Swift file.
  ///   - root: the folder that quoted paths start from.
  package static func problems(text: URL, source: URL, root: URL) throws -> [String] {
    try problems(in: LessonFiles(text: text, source: source, root: root)).map(\.text)
  }

  /// The same with places.
  package static func problems(in files: LessonFiles) throws -> [LessonProblem] {
    let lesson: LessonText
    do {
      lesson = try LessonText(contentsOf: files.text)
    } catch let error as Failure {
      return [LessonProblem(error, in: files.text)]
    }
    let cells = SourceListing.cells(in: try readText(files.source)).map(\.name)
    return lesson.cellProblems(cells: cells, files) + lesson.quoteProblems(files)
      + lesson.answerProblems(files)
  }

  private func cellProblems(cells code: [String], _ files: LessonFiles) -> [LessonProblem] {
    let (text, source) = (files.text, files.source)
    let names = ["text": text.lastPathComponent, "source": source.lastPathComponent]
    func words(_ key: String, _ values: [String: String]) -> String {
      Messages.text("lesson-problem.\(key)", names.merging(values) { $1 })
    }
    func anchor(_ cell: String) -> String { "cell: \(cell)" }
    func call(_ cell: String) -> String { "cell(\"\(cell)\"" }
    var problems: [LessonProblem] = []
    for (cells, file, mark) in [(cells, text, anchor), (code, source, call)] {
      let repeated = Set(cells.filter { cell in cells.count { $0 == cell } > 1 })
      problems += repeated.sorted().map {
        LessonProblem(
          words("repeated-cell", ["file": file.lastPathComponent, "cell": $0]), in: file,
          at: mark($0), isLast: true)
      }
    }
    problems += cells.filter { !code.contains($0) }.map {
      LessonProblem(words("no-cell", ["cell": $0]), in: text, at: anchor($0))
    }
    problems += code.filter { !cells.contains($0) }.map {
      LessonProblem(words("no-anchor", ["cell": $0]), in: source, at: call($0))
    }
    if problems.isEmpty, let first = zip(cells, code).first(where: { $0 != $1 })?.0 {
      problems.append(
        LessonProblem(
          words("other-order", ["cells": "\(cells)", "code": "\(code)"]), in: text,
          at: anchor(first)))
    }
    return problems
  }

  private func quoteProblems(_ files: LessonFiles) -> [LessonProblem] {
    pages.flatMap(\.segments).compactMap { segment in
      guard case .quote(let quote) = segment else { return nil }
      let mark = "\(quote.path)#\(quote.name)"
      let values = ["quote": mark, "name": quote.name]
      guard let source = try? readText(files.root.appending(path: quote.path)) else {
        return LessonProblem(
          Messages.text("lesson-problem.no-file", values), in: files.text, at: mark)
      }
      let listing = SourceListing.quote(quote.name, in: source, path: quote.path)
      return listing == nil
        ? LessonProblem(
          Messages.text("lesson-problem.no-quote", values), in: files.text, at: mark) : nil
    }
  }

  private func answerProblems(_ files: LessonFiles) -> [LessonProblem] {
    var asked: Set<String> = []
    var revealed: Set<String> = []
    var problems: [LessonProblem] = []
    func add(_ key: String, _ name: String, at mark: String, isLast: Bool = false) {
      problems.append(
        LessonProblem(
          Messages.text("lesson-problem.\(key)", ["name": name]), in: files.text, at: mark,
          isLast: isLast))
    }
    func ask(_ name: String) {
      guard !asked.insert(name).inserted else { return }
      add("two-questions", name, at: "name: \(name)", isLast: true)
    }
    for segment in pages.flatMap(\.segments) {
      switch segment {
      case .question(let question):
        if let name = question.name, question.isRevealedLater { ask(name) }
      case .guess(let guess): ask(guess.name)
      case .answer(let name):
        revealed.insert(name)
        if !asked.contains(name) { add("no-question", name, at: "answer: \(name)") }
      default: break
      }
    }
    for name in asked.subtracting(revealed).sorted() {
      add("no-answer", name, at: "name: \(name)")
    }
    return problems
  }
}
