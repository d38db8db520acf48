import ArgumentParser
import Foundation
import Hyperparameters
import LessonKit
import Lessons
import Notebook
import Words

/// `tutor glossary`: what the terms of the course mean.
struct Glossary: ParsableCommand {
  static let configuration = CommandConfiguration(told: "glossary")

  @Argument(help: .told("help-glossary.term"))
  var term: [String] = []

  @Option(help: .told("help-glossary.lesson"), completion: .lessons)
  var lesson: String?

  @Flag(help: .told("help.json"))
  var json = false

  /// Columns of the list: it is also readable in half a window.
  private static let listWidth = 60

  func run() throws {
    let root = try ProjectRoot.find()
    let number = try lesson.map { try Lesson.named($0).number }
    let all = try GlossaryEntry.entries(root: root).filter { number == nil || $0.lesson == number }
    let terminal = Terminal()
    let entries = term.isEmpty ? all : try asked(of: all)
    if json { return terminal.write(try entries.json()) }
    let isList = term.isEmpty && lesson == nil
    let width = min(terminal.columns, isList ? Glossary.listWidth : terminal.pageWidth)
    let lines =
      isList
      ? listing(of: entries, titles: try titles(root: root), width: width)
      : entries.flatMap { explanation(of: $0, width: width) }
    terminal.write(lines)
  }

  private func asked(of all: [GlossaryEntry]) throws -> [GlossaryEntry] {
    let word = term.joined(separator: " ")
    let entries = all.matching(word)
    guard entries.isEmpty else { return entries }
    let nearest = NearestKey.match(for: word, in: all.flatMap(\.names))
    throw UsageError(
      nearest == nil ? "no-such-term" : "mistyped-term",
      ["word": word.printable, "nearest": nearest ?? ""])
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
    return lines + StyledText(Messages.text("glossary.how-to-ask"), .dim).wrapped(to: width)
  }

  private func explanation(of entry: GlossaryEntry, width: Int) -> [StyledText] {
    var head = StyledText(entry.term, .bold)
    let others = entry.aliases.filter { !entry.term.contains($0) }
    if !others.isEmpty { head.append("  (\(others.joined(separator: ", ")))", .dim) }
    head.append("  " + Messages.text("glossary.lesson", ["number": "\(entry.lesson)"]), .dim)
    return head.wrapped(to: width)
      + StyledText(entry.meaning).wrapped(to: width - 2).map { StyledText("  ") + $0 }
      + [StyledText()]
  }
}

extension GlossaryEntry {
  /// The glossary of the course, in the learner's language.
  static func entries(root: URL, language: Language = .chosen) throws -> [GlossaryEntry] {
    let file = root.appending(path: "Lessons/glossary.yaml")
    let entries = try entries(parsing: readText(file))
    return entries.translated(by: try translation(root: root, language: language))
  }

  /// Terms of a translation that the glossary has not.
  static func unknownTerms(root: URL, language: Language) throws -> [String] {
    let known = try entries(root: root, language: .english).map(\.term)
    return try translation(root: root, language: language).blocks.keys
      .filter { !known.contains($0) }.sorted()
  }

  /// `glossary.<language>.yaml`; empty for English, and where there is none.
  private static func translation(root: URL, language: Language) throws -> WordList {
    language == .english
      ? WordList()
      : try WordList(
        contentsOf: root.appending(path: "Lessons/glossary.\(language.code).yaml"))
  }
}
