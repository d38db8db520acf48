import ArgumentParser
import Foundation
import Notebook

/// `tutor glossary`: what the terms of the course mean.
struct Glossary: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the terms of the course, or explain one.",
    discussion: """
      EXAMPLES
        tutor glossary
        tutor glossary KL
        tutor glossary reward model
        tutor glossary --json
      """)

  @Argument(help: "A term, or how it begins; without one, all terms are listed.")
  var term: [String] = []

  @Flag(help: "As JSON.")
  var json = false

  /// Columns of the list: it is also readable in half a window.
  private static let listWidth = 60

  func run() throws {
    let root = try ProjectRoot.find()
    let all = try GlossaryEntry.entries(root: root)
    let terminal = Terminal()
    let entries = term.isEmpty ? all : try asked(of: all)
    if json { return terminal.write(try entries.json()) }
    let width = min(terminal.columns, term.isEmpty ? Glossary.listWidth : terminal.pageWidth)
    let lines =
      term.isEmpty
      ? listing(of: entries, titles: try titles(root: root), width: width)
      : entries.flatMap { explanation(of: $0, width: width) }
    terminal.write(lines.map { $0.rendered(colour: terminal.colour) + "\n" }.joined())
  }

  private func asked(of all: [GlossaryEntry]) throws -> [GlossaryEntry] {
    let word = term.joined(separator: " ")
    let entries = all.matching(word)
    guard entries.isEmpty else { return entries }
    let nearest = NearestKey.match(for: word, in: all.flatMap(\.names))
    throw UsageError(
      "The glossary has no \"\(word.printable)\".",
      remedy: (nearest.map { "Did you mean `./tutor glossary \($0)`? " } ?? "")
        + "`./tutor glossary` lists all terms.")
  }

  /// The titles of the lessons, by their numbers.
  private func titles(root: URL) throws -> [Int: String] {
    let entries = try CourseEntry.all(root: root, runs: root.appending(path: "Runs"))
    return Dictionary(uniqueKeysWithValues: entries.map { ($0.number, $0.title) })
  }

  /// The terms of each lesson, in alphabetical order.
  private func listing(
    of entries: [GlossaryEntry], titles: [Int: String], width: Int
  ) -> [StyledText] {
    let lessons = Dictionary(grouping: entries, by: \.lesson).sorted { $0.key < $1.key }
    let lines = lessons.flatMap { number, entries -> [StyledText] in
      let title = titles[number].map { "\(number) · \($0)" } ?? "\(number)"
      let terms = entries.map(\.term).sorted { $0.lowercased() < $1.lowercased() }
        .map(\.unbroken).joined(separator: ", ")
      return StyledText(title, .bold).wrapped(to: width)
        + StyledText(terms).wrapped(to: width - 2).map { StyledText("  ") + $0 } + [StyledText()]
    }
    return lines + StyledText("`./tutor glossary KL` explains one.", .dim).wrapped(to: width)
  }

  private func explanation(of entry: GlossaryEntry, width: Int) -> [StyledText] {
    var head = StyledText(entry.term, .bold)
    let others = entry.aliases.filter { !entry.term.contains($0) }
    if !others.isEmpty { head.append("  (\(others.joined(separator: ", ")))", .dim) }
    head.append("  lesson \(entry.lesson)", .dim)
    return head.wrapped(to: width)
      + StyledText(entry.meaning).wrapped(to: width - 2).map { StyledText("  ") + $0 }
      + [StyledText()]
  }
}

extension GlossaryEntry {
  /// The glossary of the course.
  static func entries(root: URL) throws -> [GlossaryEntry] {
    let file = root.appending(path: "Lessons/glossary.yaml")
    return try entries(parsing: String(contentsOf: file, encoding: .utf8))
  }
}
