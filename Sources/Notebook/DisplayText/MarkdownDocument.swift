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
    guard let parser = unsafe cmark_parser_new(CMARK_OPT_DEFAULT) else {
      fatalError("cmark_parser_new: out of memory")
    }
    defer { unsafe cmark_parser_free(parser) }
    if let table = unsafe cmark_find_syntax_extension("table") {
      unsafe cmark_parser_attach_syntax_extension(parser, table)
    }
    unsafe cmark_parser_feed(parser, markdown, markdown.utf8.count)
    guard let root = unsafe cmark_parser_finish(parser) else {
      fatalError("cmark_parser_finish: out of memory")
    }
    defer { unsafe cmark_node_free(root) }
    blocks = unsafe Node(root).children.compactMap(block)
  }
}

/// A node of cmark-gfm's tree, which is there until the document has been made of it.
@safe private struct Node {
  private let pointer: OpaquePointer

  init(_ pointer: OpaquePointer) { unsafe self.pointer = unsafe pointer }

  /// By its name, because the table's kinds are mutable C globals.
  var kind: String { unsafe String(cString: cmark_node_get_type_string(pointer)) }

  var children: [Node] {
    var children: [Node] = []
    var next = unsafe cmark_node_first_child(pointer)
    while let child = unsafe next {
      unsafe children.append(Node(child))
      unsafe next = cmark_node_next(child)
    }
    return children
  }

  var literal: String { unsafe text(cmark_node_get_literal(pointer)) }
  var language: String { unsafe text(cmark_node_get_fence_info(pointer)) }
  var address: String { unsafe text(cmark_node_get_url(pointer)) }
  var headingLevel: Int { unsafe Int(cmark_node_get_heading_level(pointer)) }
  var isOrdered: Bool { unsafe cmark_node_get_list_type(pointer) == CMARK_ORDERED_LIST }
  var isTight: Bool { unsafe cmark_node_get_list_tight(pointer) != 0 }
  var start: Int { unsafe Int(cmark_node_get_list_start(pointer)) }

  /// Of a table's columns.
  var alignments: [Alignment] {
    let columns = unsafe Int(cmark_gfm_extensions_get_table_columns(pointer))
    let letters = unsafe cmark_gfm_extensions_get_table_alignments(pointer)
    return (0..<columns).map { column in
      switch unsafe letters?[column] {
      case UInt8(ascii: "r"): .right
      case UInt8(ascii: "c"): .centre
      default: .left
      }
    }
  }

  private func text(_ characters: UnsafePointer<CChar>?) -> String {
    unsafe characters.map { unsafe String(cString: $0) } ?? ""
  }
}

private func block(_ node: Node) -> MarkdownBlock? {
  switch node.kind {
  case "heading":
    return .heading(level: node.headingLevel, inlines(of: node))
  case "paragraph":
    return .paragraph(inlines(of: node))
  case "list":
    return .list(
      start: node.isOrdered ? node.start : nil, isTight: node.isTight,
      items: node.children.map { $0.children.compactMap(block) })
  case "block_quote":
    return .quote(node.children.compactMap(block))
  case "code_block":
    let text = node.literal
    return .code(
      language: node.language,
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
  let rows = node.children.map { row in row.children.map(inlines) }
  return .table(
    alignments: node.alignments, header: rows.first ?? [], rows: Array(rows.dropFirst()))
}

private func inlines(of node: Node) -> [MarkdownInline] {
  node.children.compactMap { child in
    switch child.kind {
    case "text": .text(child.literal)
    case "softbreak": .text(" ")
    case "linebreak": .lineBreak
    case "code": .code(child.literal)
    case "emph": .emphasis(inlines(of: child))
    case "strong": .strong(inlines(of: child))
    case "link", "image": .link(address: child.address, inlines(of: child))
    default: nil
    }
  }
}
