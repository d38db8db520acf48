import Foundation
import Words

/// The text of a lesson, `lesson.md`: prose in Markdown, in pages, each of which ends in an anchor
/// where code runs.
///
///     ---
///     title: PPO with a KL leash
///     question: How far may a policy run after its reward?
///     minutes: 12
///     ---
///     Prose, with {{ppo/gold}} in it.
///
///     <!-- cell: rollout -->        the code of this name runs here; ends the page
///     <!-- page -->                 ends the page without code
///     <!-- deeper: Why so -->       ends the page; the next is for the curious, up to the next `page`
///     <!-- deeper -->               ends a page of such a branch without leaving the branch
///     <!-- quote: Sources/Alignment/ClippedPolicyLoss.swift#loss -->
///                                   a library function, between `// quote: loss` and `// end quote`
///     <!-- answer: leash -->        the verdict on a prediction, see `Question`
///
///     ```when ppo/gold > sft/gold   Markdown that is told if the condition holds
///     ```unclear                    … if there is no difference (may be left out)
///     ```otherwise                  … if it does not hold (may be left out)
///     ```                           closes the last part, and may close each
///
///     ```worlds ppo/gold > sft/gold
///     PPO beats SFT                 in how many of the reference's worlds so, and whether in this run
///     ```
///
///     ```question                   see `Question`
///     ```guess                      see `Guess`
///     ```
///
/// Code inside a `when` block is fenced with `~~~`. A branch is skipped unless the learner asks for it: its
/// cells run all the same, and what they measure is kept, but nothing of it is shown.
package struct LessonText: Sendable {
  package private(set) var head: LessonHead
  /// The last page has no cell.
  private(set) var pages: [Page]
  package var pageCount: Int { pages.count }

  struct Page: Sendable {
    var segments: [Segment] = []
    var cell: String?
    /// The title of the branch that it belongs to; nil for a page of the core path.
    var branch: String?
    /// Where it begins in the file, counted from 1.
    var line = 1
  }

  enum Segment: Sendable {
    case prose(ProseTemplate)
    case conditional(ConditionalText)
    case question(Question)
    case guess(Guess)
    case worlds(WorldsClaim)
    case quote(SourceQuote)
    case answer(name: String)
  }

  /// Paragraphs that depend on what was measured.
  struct ConditionalText: Sendable {
    let condition: Condition
    var holds: ProseTemplate
    var unclear: ProseTemplate?
    var otherwise: ProseTemplate?
  }

  /// A claim that is told with the share of the reference's worlds in which it holds.
  struct WorldsClaim: Sendable {
    let condition: Condition
    let text: ProseTemplate
  }

  /// A piece of a library's source that the text shows.
  struct SourceQuote: Equatable, Sendable {
    /// From the root of the project.
    let path: String
    let name: String
  }

  /// Reads a lesson's text.
  /// - Parameter file: its path, for messages.
  /// - Throws: `Failure` at the first mistake.
  package init(parsing text: String, file: String = "lesson.md") throws {
    var parser = LessonParser(text: text, file: file)
    head = try parser.head()
    pages = try parser.pages()
  }

  /// Reads a lesson's file.
  /// - Throws: `Failure`.
  package init(contentsOf url: URL) throws {
    try self.init(parsing: readText(url), file: url.lastPathComponent)
  }

  /// Reads `NAME.md` in a folder, and `NAME.<language>.md` if there is one: the pages that it lacks are
  /// told in English.
  /// - Throws: `Failure`.
  package init(_ name: String = "lesson", in folder: URL, language: Language) throws {
    let english = folder.appending(path: "\(name).md")
    self = try LessonText(contentsOf: english)
    let file = language.file(name, "md", in: folder)
    if file != english { self = translated(by: try LessonText(contentsOf: file)) }
  }

  /// The text with the pages of a translation in place of those that it has.
  ///
  /// A page is found by the cell that it leads to: the pages up to the next cell are a section. A section
  /// that a translation lacks, or has in another number of pages, is told in English; so is a page that
  /// it leaves empty.
  func translated(by translation: LessonText) -> LessonText {
    let sections = Dictionary(
      translation.sections.map { ($0.last?.cell, $0) }, uniquingKeysWith: { first, _ in first })
    var text = self
    text.head = translation.head
    text.pages = self.sections.flatMap { pages -> [Page] in
      guard let others = sections[pages.last?.cell], others.count == pages.count else {
        return pages
      }
      return zip(pages, others).map { $1.segments.isEmpty ? $0 : $1 }
    }
    return text
  }

  /// The pages up to each cell, and those after the last.
  var sections: [[Page]] {
    var sections: [[Page]] = [[]]
    for page in pages {
      sections[sections.count - 1].append(page)
      if page.cell != nil { sections.append([]) }
    }
    return sections
  }

  /// The names of the cells, in order.
  package var cells: [String] { pages.compactMap(\.cell) }
}

extension LessonText.Segment {
  /// What its Markdown is to the learner.
  var role: TranscriptBlock.Role {
    switch self {
    case .prose, .quote: .told
    case .conditional, .worlds: .finding
    case .question, .guess: .question
    case .answer: .verdict
    }
  }

  /// Its texts, with their placeholders.
  var templates: [ProseTemplate] {
    switch self {
    case .prose(let prose): [prose]
    case .conditional(let text): [text.holds, text.unclear, text.otherwise].compactMap(\.self)
    case .question(let question): question.templates
    case .guess(let guess): guess.templates
    case .worlds(let claim): [claim.text]
    case .quote, .answer: []
    }
  }
}
