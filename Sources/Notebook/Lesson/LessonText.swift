import Foundation

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
///     <!-- quote: Sources/Alignment/ClippedPolicyLoss.swift#loss -->
///                                   a library function, between `// quote: loss` and `// end quote`
///     <!-- answer: leash -->        the verdict on a prediction, see `Question`
///
///     ```when ppo/gold > sft/gold   Markdown that is told if the condition holds
///     ```unclear                    … if there is no difference (may be left out)
///     ```otherwise                  … if it does not hold (may be left out)
///     ```                           closes the last part, and may close each
///
///     ```question                   see `Question`
///     ```
///
/// Code inside a `when` block is fenced with `~~~`.
package struct LessonText: Sendable {
  package let head: LessonHead
  /// The last page has no cell.
  let pages: [Page]
  package var pageCount: Int { pages.count }

  struct Page: Sendable {
    var segments: [Segment] = []
    var cell: String?
  }

  enum Segment: Sendable {
    case prose(ProseTemplate)
    case conditional(ConditionalText)
    case question(Question)
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

  /// A piece of a library's source that the text shows.
  struct SourceQuote: Equatable, Sendable {
    /// From the root of the project.
    let path: String
    let name: String
  }

  /// Reads a lesson's text.
  /// - Parameter file: its path, for messages.
  /// - Throws: `LessonTextError` at the first mistake.
  package init(parsing text: String, file: String = "lesson.md") throws {
    var parser = LessonParser(text: text, file: file)
    head = try parser.head()
    pages = try parser.pages()
  }

  /// Reads a lesson's file.
  /// - Throws: `LessonTextError`, or the error of reading the file.
  package init(contentsOf url: URL) throws {
    try self.init(parsing: String(contentsOf: url, encoding: .utf8), file: url.lastPathComponent)
  }

  /// The names of the cells, in order.
  package var cells: [String] { pages.compactMap(\.cell) }

  /// The names of the results that the text tells or turns on.
  package var resultNames: Set<String> {
    Set(pages.flatMap(\.segments).flatMap(\.names))
  }
}

extension LessonText.Segment {
  var names: [String] {
    switch self {
    case .prose(let prose): prose.names
    case .conditional(let text):
      text.condition.names + [text.holds, text.unclear, text.otherwise].flatMap { $0?.names ?? [] }
    case .question(let question): question.names
    case .quote, .answer: []
    }
  }
}
