import Foundation
import Words

/// A paper that the lessons teach from.
package struct Paper: Equatable, Sendable, Encodable {
  /// What places name it by: its first author and its year, such as `ouyang2022`.
  package let key: String
  /// For example "Gao, Schulman and Hilton", or "Ouyang et al." where there are many.
  package let authors: String
  package let year: Int
  package let title: String
  /// Journal, conference or site; nil where only `arxiv` is known.
  package let venue: String?
  /// The identifier at arxiv.org.
  package let arxiv: String?

  /// The first author, if there are more than two; nil if all of them, or "et al.", are short enough.
  package var firstOfMany: String? {
    authors.contains(",") ? String(authors.prefix { $0 != "," }) : nil
  }
}

/// A page that teaches from a paper.
package struct PaperPlace: Equatable, Sendable {
  package let lesson: Int
  /// Words that stand on the page.
  package let words: String
  /// Its standard name in the literature.
  package let concept: String
  package let paper: Paper
  /// In the paper, for example "section 3.5, equation 2".
  package let place: String
}

/// Which page teaches from which place in which paper.
package struct Literature: Equatable, Sendable {
  package let papers: [Paper]
  /// In the order of the pages.
  package let places: [PaperPlace]

  /// Reads the list: `papers`, each with a `key` and the properties of `Paper`, and `places`, each with those
  /// of `PaperPlace`, where `paper` is a key.
  ///
  /// - Throws: an error that says what is wrong.
  package init(parsing yaml: String) throws {
    let file = try YAMLBlock(parsing: yaml, of: "literature", keys: ["papers", "places"])
    let papers = try file.blocks(
      "papers", of: "paper", keys: ["key", "authors", "year", "title", "venue", "arxiv"]
    ).map { block in
      Paper(
        key: try block.requiredText("key"), authors: try block.requiredText("authors"),
        year: try block.requiredNumber("year"), title: try block.requiredText("title"),
        venue: try block.text("venue"), arxiv: try block.text("arxiv"))
    }
    self.papers = papers
    places = try file.blocks(
      "places", of: "place", keys: ["lesson", "words", "concept", "paper", "place"]
    ).map { block in
      let key = try block.requiredText("paper")
      guard let paper = papers.first(where: { $0.key == key }) else {
        throw Failure("lesson-text.unknown-paper", ["key": key])
      }
      return PaperPlace(
        lesson: try block.requiredNumber("lesson"), words: try block.requiredText("words"),
        concept: try block.requiredText("concept"), paper: paper,
        place: try block.requiredText("place"))
    }
  }
}
