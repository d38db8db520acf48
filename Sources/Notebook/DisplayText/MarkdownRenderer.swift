/// Lays Markdown out for a terminal.
///
/// With colour, emphasis is italic and code is cyan; without, they keep the marks that they have in
/// the source. A link's address is written out the first time that it is met.
package struct MarkdownRenderer {
  package var width: Int
  package let colour: Bool
  private var shownAddresses: Set<String> = []

  package init(width: Int, colour: Bool) {
    self.width = max(10, width)
    self.colour = colour
  }

  /// The lines of a document, with an empty line between blocks.
  package mutating func lines(of document: MarkdownDocument) -> [StyledText] {
    lines(of: document.blocks, width: width)
  }

  private mutating func lines(
    of blocks: [MarkdownBlock], width: Int, isTight: Bool = false
  ) -> [StyledText] {
    var lines: [StyledText] = []
    for block in blocks {
      if !lines.isEmpty && !isTight { lines.append(StyledText()) }
      lines += self.lines(of: block, width: width)
    }
    return lines
  }

  private mutating func lines(of block: MarkdownBlock, width: Int) -> [StyledText] {
    switch block {
    case .heading(let level, let content):
      return heading(text(content), level: level, width: width)
    case .paragraph(let content):
      return text(content).wrapped(to: width)
    case .list(let start, let isTight, let items):
      return list(start: start, isTight: isTight, items, width: width)
    case .quote(let blocks):
      return lines(of: blocks, width: width - 2).map { StyledText("│ ", .dim) + $0 }
    case .code(let language, let text):
      return code(text, language: language, width: width)
    case .table(let alignments, let header, let rows):
      let table = TableLayout(
        header: header.map { text($0) }, rows: rows.map { $0.map { text($0) } },
        alignments: alignments)
      return table.lines(width: width)
    case .thematicBreak:
      return [StyledText(String(repeating: "─", count: width), .dim)]
    }
  }

  private func heading(_ text: StyledText, level: Int, width: Int) -> [StyledText] {
    let lines = text.styled(.bold).wrapped(to: width)
    guard level <= 2 else { return lines }
    let longest = lines.map(\.width).max() ?? 0
    return lines + [StyledText(String(repeating: level == 1 ? "═" : "─", count: longest), .dim)]
  }

  private mutating func list(
    start: Int?, isTight: Bool, _ items: [[MarkdownBlock]], width: Int
  ) -> [StyledText] {
    let markers = items.indices.map { index in start.map { "\($0 + index). " } ?? "• " }
    let indent = markers.map(\.displayWidth).max() ?? 0
    var lines: [StyledText] = []
    for (marker, item) in zip(markers, items) {
      if !lines.isEmpty && !isTight { lines.append(StyledText()) }
      let content = self.lines(of: item, width: max(8, width - indent), isTight: isTight)
      for (index, line) in (content.isEmpty ? [StyledText()] : content).enumerated() {
        lines.append(StyledText(index == 0 ? marker : "").padded(to: indent) + line)
      }
    }
    return lines
  }

  /// Code keeps its lines: what is too wide is cut, since a wrapped formula misleads.
  private func code(_ text: String, language: String, width: Int) -> [StyledText] {
    let indent = width < 60 ? 2 : 4
    return text.printable.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let styled =
        language == "swift" ? SwiftHighlighter.line(String(line)) : StyledText(String(line))
      return StyledText(String(repeating: " ", count: line.isEmpty ? 0 : indent))
        + styled.truncated(to: width - indent)
    }
  }

  private mutating func text(_ inlines: [MarkdownInline]) -> StyledText {
    var result = StyledText()
    for inline in inlines {
      switch inline {
      case .text(let text): result.append(text.printable)
      case .lineBreak: result.append("\n")
      case .code(let text):
        result += colour ? StyledText(text.printable, .cyan) : StyledText("`\(text.printable)`")
      case .emphasis(let content): result += marked(text(content), .italic)
      case .strong(let content): result += marked(text(content), .bold)
      case .link(let address, let content): result += link(text(content), to: address.printable)
      }
    }
    return result
  }

  private func marked(_ text: StyledText, _ style: Style) -> StyledText {
    colour ? text.styled(style) : StyledText("*") + text + "*"
  }

  private mutating func link(_ text: StyledText, to address: String) -> StyledText {
    let isNew = shownAddresses.insert(address).inserted && text.plain != address
    let name = text.styled(.underlined)
    return isNew ? name + StyledText(" (\(address))", .dim) : name
  }
}
