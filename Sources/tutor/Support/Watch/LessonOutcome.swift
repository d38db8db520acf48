import Foundation
import LessonKit
import Metrics
import Notebook
import Words

/// A lesson's text, and what a run of it gave: what may change while somebody writes it.
struct LessonOutcome {
  /// The text of each page, as it was written, under its number.
  private let pages: [(number: String, text: String)]
  private let headlines: [String]
  private let results: [String: Estimate]

  /// A text that cannot be read has no pages.
  init(_ lesson: Lesson, root: URL, summary: RunSummary?) {
    let place = lesson.place(in: root)
    let text = try? LessonText(contentsOf: place.appending(path: "\(lesson.text).md"))
    let written = (try? readText(place.appending(path: "\(lesson.text).md"))) ?? ""
    let parts = LessonOutcome.parts(of: written)
    pages = zip(0..<(text?.pageCount ?? 0), parts).map { index, part in
      (text?.number(ofPage: index) ?? "", part)
    }
    headlines = text?.headlines ?? []
    results = summary?.results ?? [:]
  }

  /// The pages of a file: each ends where an anchor stands.
  private static func parts(of text: String) -> [String] {
    var parts = [""]
    for line in text.components(separatedBy: "\n") {
      if line.wholeMatch(of: /<!-- (page|cell:.*|deeper.*) -->/) != nil {
        parts.append("")
      } else {
        parts[parts.count - 1] += line + "\n"
      }
    }
    return parts
  }

  /// Which pages have another text, and which headline results another value.
  func changes(since old: LessonOutcome, terminal: Terminal) -> String {
    let oldTexts = Set(old.pages.map(\.text))
    let changed = pages.filter { !oldTexts.contains($0.text) }.map(\.number)
    var text =
      Messages.text(
        changed.isEmpty ? "watch.same-text" : "watch.pages",
        ["list": changed.joined(separator: ", ")]) + "\n"
    var table = Table(
      columns: ["results.name", .number("watch.before"), .number("watch.now")])
    for name in headlines where results[name] != old.results[name] {
      table.add(name, old.results[name], results[name])
    }
    text +=
      table.rows.isEmpty
      ? Messages.text("watch.same-results") + "\n"
      : terminal.rendered(table.told.layout.lines(width: terminal.columns))
    return text
  }
}
