import Foundation
import Notebook
import Words

/// A handout as Markdown, with its pictures in a folder beside it.
struct MarkdownHandout {
  let handout: Handout

  /// - Throws: `Failure`.
  func write(to file: URL) throws {
    let folder = file.deletingPathExtension().lastPathComponent + "-pictures"
    let place = file.deletingLastPathComponent().appending(path: folder)
    for case .figure(_, _, let picture) in handout.blocks {
      try makeFolder(place)
      let name = URL(filePath: picture).lastPathComponent
      try writeAtomically(handout.data(of: picture), to: place.appending(path: name))
    }
    try writeAtomically(text(pictures: folder), to: file)
  }

  private func text(pictures: String) -> String {
    let head = ["# \(handout.title)", "*\(handout.origin.markdownText)*"]
    return (head + handout.blocks.map { markdown($0, pictures) }).joined(separator: "\n\n") + "\n"
  }

  private func markdown(_ block: TranscriptBlock, _ pictures: String) -> String {
    switch block {
    case .figure(let title, let caption, let picture):
      let folder =
        pictures.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? pictures
      let name = URL(filePath: picture).lastPathComponent
      return "![\((title + ". " + caption).markdownText)](\(folder)/\(name))"
    case .text(let markdown, .verdict, _) where handout.kind == .whole:
      return MarkdownHandout.hidden(markdown)
    default: return MarkdownHandout.markdown(of: block)
    }
  }

  /// All that needs no other file.
  static func markdown(of block: TranscriptBlock) -> String {
    switch block {
    case .title(let title): "# \(title)"
    case .page: "---"
    case .text(let markdown, .question, _): "**\(Messages.text("export.question"))** \(markdown)"
    case .text(let markdown, .verdict, _): "**\(Messages.text("export.answer"))** \(markdown)"
    case .text(let markdown, _, _): markdown
    case .options(let options):
      options.enumerated().map { "- **\(Question.mark($0))** \($1)" }.joined(separator: "\n")
    case .reply(let reply):
      "> \(Messages.text("export.reply", ["reply": reply.markdownText]))"
    case .code(let lines, let place): "\(place.markdownCode)\n\n\(fenced(lines, "swift"))"
    case .table(let rows, let alignments): Table.markdown(rows, alignments: alignments)
    case .figure(let title, _, _): "*\(title.markdownText)*"
    case .output(let text): fenced(text, "text")
    }
  }

  /// An answer that is read after a click.
  static func hidden(_ markdown: String) -> String {
    "<details><summary>\(Messages.text("export.answer"))</summary>\n\n\(markdown)\n\n</details>"
  }

  /// Between fences that are longer than any in the text.
  private static func fenced(_ text: String, _ language: String) -> String {
    let longest = text.matches(of: /`+/).map(\.output.count).max() ?? 0
    let fence = String(repeating: "`", count: max(3, longest + 1))
    return "\(fence)\(language)\n\(text)\n\(fence)"
  }
}
