import Words

/// Lays Markdown out for a terminal.
///
/// With colour, emphasis is italic and code is cyan; without, they keep the marks that they have in
/// the source. A link's address is written out the first time that it is met. Raw HTML, comments
/// among it, is left out.
package struct MarkdownRenderer {
  package var width: Int
  package let colour: Bool
  private var shownAddresses: Set<String> = []

  package init(width: Int, colour: Bool) {
    self.width = max(10, width)
    self.colour = colour
  }

  /// The lines of a text, with an empty line between blocks.
  package mutating func lines(of markdown: String) -> [StyledText] {
    MarkdownNode.withBlocks(of: markdown) { lines(of: $0, width: width) }
  }

  private mutating func lines(
    of blocks: [MarkdownNode], width: Int, isTight: Bool = false
  ) -> [StyledText] {
    var lines: [StyledText] = []
    for block in blocks {
      guard let own = self.lines(of: block, width: width) else { continue }
      if !lines.isEmpty && !isTight { lines.append(StyledText()) }
      lines += own
    }
    return lines
  }

  /// Nil for what is left out.
  private mutating func lines(of block: MarkdownNode, width: Int) -> [StyledText]? {
    switch block.kind {
    case "heading": heading(text(of: block), level: block.level, width: width)
    case "paragraph": text(of: block).wrapped(to: width)
    case "list": list(block, width: width)
    case "block_quote":
      lines(of: block.children, width: width - 2).map { StyledText("│ ", .dim) + $0 }
    case "code_block": code(block.literal, language: block.language, width: width)
    case "table": table(block).lines(width: width)
    case "thematic_break": [StyledText(String(repeating: "─", count: width), .dim)]
    default: nil
    }
  }

  private func heading(_ text: StyledText, level: Int, width: Int) -> [StyledText] {
    let lines = text.styled(.bold).wrapped(to: width)
    guard level <= 2 else { return lines }
    let longest = lines.map(\.width).max() ?? 0
    return lines + [StyledText(String(repeating: level == 1 ? "═" : "─", count: longest), .dim)]
  }

  private mutating func list(_ list: MarkdownNode, width: Int) -> [StyledText] {
    let items = list.children
    let markers = items.indices.map { index in list.start.map { "\($0 + index). " } ?? "• " }
    let indent = markers.map(\.displayWidth).max() ?? 0
    var lines: [StyledText] = []
    for (marker, item) in zip(markers, items) {
      if !lines.isEmpty && !list.isTight { lines.append(StyledText()) }
      let content = self.lines(
        of: item.children, width: max(8, width - indent), isTight: list.isTight)
      for (index, line) in (content.isEmpty ? [StyledText()] : content).enumerated() {
        lines.append(StyledText(index == 0 ? marker : "").padded(to: indent) + line)
      }
    }
    return lines
  }

  /// Code keeps its lines: what is too wide is cut, since a wrapped formula misleads.
  private func code(_ text: String, language: String, width: Int) -> [StyledText] {
    let text = text.hasSuffix("\n") ? String(text.dropLast()) : text
    let indent = width < 60 ? 2 : 4
    return text.printable.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let styled =
        language == "swift" ? SwiftHighlighter.line(String(line)) : StyledText(String(line))
      return StyledText(String(repeating: " ", count: line.isEmpty ? 0 : indent))
        + styled.truncated(to: width - indent)
    }
  }

  private mutating func table(_ table: MarkdownNode) -> TableLayout {
    var rows: [[StyledText]] = []
    for row in table.children { rows.append(row.children.map { text(of: $0) }) }
    return TableLayout(
      header: rows.first ?? [], rows: Array(rows.dropFirst()), alignments: table.alignments)
  }

  /// The text of what stands inside a block or inside emphasis.
  private mutating func text(of node: MarkdownNode) -> StyledText {
    var result = StyledText()
    for part in node.children {
      switch part.kind {
      case "text": result.append(part.literal.printable)
      case "softbreak": result.append(" ")
      case "linebreak": result.append("\n")
      case "code":
        let code = part.literal.printable
        result += colour ? StyledText(code, .cyan) : StyledText("`\(code)`")
      case "emph": result += marked(text(of: part), .italic)
      case "strong": result += marked(text(of: part), .bold)
      case "link", "image": result += link(text(of: part), to: part.address.printable)
      default: break
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
