import CCMarkGFM

/// A block of Markdown, as cmark-gfm reads it (CommonMark with GitHub's tables).
package indirect enum MarkdownBlock: Equatable, Sendable {
  case heading(level: Int, [MarkdownInline])
  case paragraph([MarkdownInline])
  /// `start` is the first number of an ordered list, nil for bullets.
  case list(start: Int?, isTight: Bool, items: [[MarkdownBlock]])
  case quote([MarkdownBlock])
  case code(language: String, text: String)
  case table(alignments: [Alignment], header: [[MarkdownInline]], rows: [[[MarkdownInline]]])
  case thematicBreak
}

/// A run of text inside a block.
package indirect enum MarkdownInline: Equatable, Sendable {
  case text(String)
  case code(String)
  case emphasis([MarkdownInline])
  case strong([MarkdownInline])
  case link(address: String, [MarkdownInline])
  case lineBreak
}

/// Markdown as a tree. Raw HTML, comments among it, is left out.
package struct MarkdownDocument: Equatable, Sendable {
  package let blocks: [MarkdownBlock]

  package init(_ markdown: String) {
    cmark_gfm_core_extensions_ensure_registered()
    guard let parser = cmark_parser_new(CMARK_OPT_DEFAULT) else {
      fatalError("cmark_parser_new: out of memory")
    }
    defer { cmark_parser_free(parser) }
    if let table = cmark_find_syntax_extension("table") {
      cmark_parser_attach_syntax_extension(parser, table)
    }
    cmark_parser_feed(parser, markdown, markdown.utf8.count)
    let root = cmark_parser_finish(parser)
    defer { cmark_node_free(root) }
    blocks = children(of: root).compactMap(block)
  }
}

// The kind of a node is told by its name, because the table's kinds are mutable C globals.

private typealias Node = OpaquePointer

private func kind(of node: Node) -> String { String(cString: cmark_node_get_type_string(node)) }

private func children(of node: Node?) -> [Node] {
  Array(
    sequence(state: cmark_node_first_child(node)) { next in
      defer { next = cmark_node_next(next) }
      return next
    })
}

private func literal(of node: Node) -> String {
  cmark_node_get_literal(node).map { String(cString: $0) } ?? ""
}

private func block(_ node: Node) -> MarkdownBlock? {
  switch kind(of: node) {
  case "heading":
    return .heading(level: Int(cmark_node_get_heading_level(node)), inlines(of: node))
  case "paragraph":
    return .paragraph(inlines(of: node))
  case "list":
    let isOrdered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
    return .list(
      start: isOrdered ? Int(cmark_node_get_list_start(node)) : nil,
      isTight: cmark_node_get_list_tight(node) != 0,
      items: children(of: node).map { children(of: $0).compactMap(block) })
  case "block_quote":
    return .quote(children(of: node).compactMap(block))
  case "code_block":
    let text = literal(of: node)
    return .code(
      language: cmark_node_get_fence_info(node).map { String(cString: $0) } ?? "",
      text: text.hasSuffix("\n") ? String(text.dropLast()) : text)
  case "table":
    return table(node)
  case "thematic_break":
    return .thematicBreak
  default:
    return nil
  }
}

private func table(_ node: Node) -> MarkdownBlock {
  let columns = Int(cmark_gfm_extensions_get_table_columns(node))
  let letters = cmark_gfm_extensions_get_table_alignments(node)
  let alignments = (0..<columns).map { column -> Alignment in
    switch letters?[column] {
    case UInt8(ascii: "r"): .right
    case UInt8(ascii: "c"): .centre
    default: .left
    }
  }
  let rows = children(of: node).map { row in children(of: row).map(inlines) }
  return .table(
    alignments: alignments, header: rows.first ?? [], rows: Array(rows.dropFirst()))
}

private func inlines(of node: Node) -> [MarkdownInline] {
  children(of: node).compactMap { child in
    switch kind(of: child) {
    case "text": .text(literal(of: child))
    case "softbreak": .text(" ")
    case "linebreak": .lineBreak
    case "code": .code(literal(of: child))
    case "emph": .emphasis(inlines(of: child))
    case "strong": .strong(inlines(of: child))
    case "link", "image":
      .link(
        address: cmark_node_get_url(child).map { String(cString: $0) } ?? "", inlines(of: child))
    default: nil
    }
  }
}
