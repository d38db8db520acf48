import ArgumentParser
import Foundation
import LessonKit
import Lessons
import Notebook
import Words

/// `tutor papers`: which pages teach from which papers.
struct Papers: ParsableCommand {
  static let configuration = CommandConfiguration(told: "papers")

  @Argument(help: .told("help-papers.lesson"), completion: .lessons)
  var lesson: String?

  @Flag(help: .told("help.json"))
  var json = false

  private struct Entry: Encodable {
    let lesson: Int
    /// Nil if the lesson's text has the words no longer.
    let page: String?
    let words, concept, paper, place: String
  }

  private struct Listing: Encodable {
    let places: [Entry]
    let papers: [Paper]
  }

  func run() throws {
    let root = try ProjectRoot.find()
    let lessons = try lesson.map { [try Lesson.named($0)] } ?? Lesson.all
    let all = try Literature(parsing: readText(root.appending(path: "Lessons/papers.yaml")))
    let places = all.places.filter { place in lessons.contains { $0.number == place.lesson } }
    let pages = try pages(of: places, in: lessons, root: root)
    let papers = all.papers.filter { paper in places.contains { $0.paper == paper } }
    let terminal = Terminal()
    if json {
      let entries = zip(places, pages).map { place, page in
        Entry(
          lesson: place.lesson, page: page, words: place.words, concept: place.concept,
          paper: place.paper.key, place: place.place)
      }
      return terminal.write(try Listing(places: entries, papers: papers).json())
    }
    var table = Table(columns: ["papers.page", "papers.concept", "papers.paper", "papers.place"])
    for (place, page) in zip(places, pages) {
      let label = page.map { Label("papers.number", ["lesson": "\(place.lesson)", "page": $0]) }
      table.add(label, place.concept, citation(of: place.paper), place.place)
    }
    let width = terminal.pageWidth
    let references = papers.flatMap { paper in
      StyledText(reference(to: paper)).wrapped(to: width - 2).enumerated().map { line, text in
        StyledText(line == 0 ? "" : "  ") + text
      }
    }
    terminal.write(
      table.told.layout.lines(width: terminal.columns)
        + [StyledText(), StyledText(Messages.text("papers.papers"), .bold)] + references)
  }

  /// The number of the page of each place. Translations have the same pages, so English words find them.
  private func pages(
    of places: [PaperPlace], in lessons: [Lesson], root: URL
  ) throws -> [String?] {
    let texts = try Dictionary(
      uniqueKeysWithValues: lessons.map { lesson in
        (
          lesson.number,
          try LessonText(lesson.text, in: lesson.place(in: root), language: .english)
        )
      })
    return places.map { texts[$0.lesson]?.numbers(ofPagesWith: $0.words).first }
  }

  /// For example "Gao et al. 2023".
  private func citation(of paper: Paper) -> String {
    Messages.text(
      paper.firstOfMany == nil ? "papers.citation" : "papers.citation-of-many",
      ["authors": paper.firstOfMany ?? paper.authors, "year": "\(paper.year)"])
  }

  private func reference(to paper: Paper) -> String {
    let sources = [paper.venue, paper.arxiv.map { "arXiv:\($0)" }].compactMap(\.self)
    return Messages.text(
      "papers.reference",
      [
        "authors": paper.authors, "year": "\(paper.year)", "title": paper.title,
        "sources": sources.joined(separator: ", "),
      ])
  }
}
