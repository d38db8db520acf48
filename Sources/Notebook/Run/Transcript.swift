import Foundation
import Words

/// Everything that a run showed and that the learner answered: as Markdown without escape sequences for
/// people, and in blocks for exports.
struct Transcript {
  private(set) var text = ""
  private(set) var blocks: [TranscriptBlock] = []
  /// Of the Markdown that comes next.
  var role = TranscriptBlock.Role.told

  mutating func add(title: String) {
    append("# \(title)")
    blocks.append(.title(title))
  }

  mutating func addPage() {
    append("---")
    blocks.append(.page)
  }

  /// A block of Markdown.
  ///
  /// - Parameter blanks: the same without what was measured.
  mutating func add(markdown: String, blanks: String? = nil) {
    let block = append(markdown)
    guard !block.isEmpty else { return }
    blocks.append(
      .text(markdown: block, role: role, blanks: blanks == markdown ? nil : blanks))
  }

  /// The answers to choose from.
  mutating func add(options: [String], mark: (Int) -> String) {
    append(
      options.enumerated().map { "- **\(mark($0))** \($1)" }.joined(separator: "\n"))
    blocks.append(.options(options))
  }

  /// What the learner answered.
  mutating func add(reply: String) {
    append("> \(reply.markdownText)")
    blocks.append(.reply(reply))
  }

  mutating func add(code: String, at place: String) {
    let fence = Transcript.fence(around: code)
    append("\(place.markdownCode)\n\n\(fence)swift\n\(code)\n\(fence)")
    blocks.append(.code(lines: code, place: place))
  }

  mutating func add(_ table: Table) {
    append(table.markdown)
    blocks.append(.table(rows: table.texts, alignments: table.columns.map(\.alignment)))
  }

  mutating func add(figure title: String, caption: String, picture: String) {
    append("![\(title.markdownText)](\(picture))")
    blocks.append(.figure(title: title, caption: caption, picture: picture))
  }

  /// Lines of output. Those that follow one another form one block.
  mutating func add(output: String) {
    if !isOutput && !text.isEmpty { text += "\n" + (mayEndInList ? "<!-- -->\n\n" : "") }
    for line in output.components(separatedBy: "\n") {
      text += line.isEmpty ? "\n" : "    \(line)\n"
    }
    if isOutput, case .output(let before)? = blocks.popLast() {
      blocks.append(.output("\(before)\n\(output)"))
    } else {
      blocks.append(.output(output))
    }
    isOutput = true
  }

  private var isOutput = false

  /// Whether what is indented would belong to a list above it, where it is no code: the comment between them says
  /// that the list is at its end.
  private var mayEndInList: Bool {
    switch blocks.last {
    case .options: true
    case .text(let markdown, _, _): markdown.contains(/(?m)^\s*([-*+]|\d+[.)])\s/)
    default: false
    }
  }

  /// Tildes, more than any line of the code begins with.
  private static func fence(around code: String) -> String {
    let longest = code.matches(of: /~+/).map(\.output.count).max() ?? 0
    return String(repeating: "~", count: max(3, longest + 1))
  }

  /// - Returns: what was written, without the empty lines around it.
  @discardableResult private mutating func append(_ markdown: String) -> String {
    let block = markdown.printable.trimmingCharacters(in: .newlines)
    guard !block.isEmpty else { return "" }
    text += (text.isEmpty ? "" : "\n") + block + "\n"
    isOutput = false
    return block
  }
}
