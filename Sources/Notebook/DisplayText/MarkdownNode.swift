import CCMarkGFM
import Foundation

/// A block of Markdown, or a run of text inside one, as cmark-gfm reads it: CommonMark with GitHub's
/// tables.
@safe struct MarkdownNode {
  private let pointer: OpaquePointer

  /// Reads a text. Its blocks live as long as `body` runs.
  static func withBlocks<Result>(
    of markdown: String, _ body: ([MarkdownNode]) -> Result
  ) -> Result {
    withDocument(of: markdown) { body($0.children) }
  }

  /// The same, with the node that holds all blocks.
  static func withDocument<Result>(
    of markdown: String, _ body: (MarkdownNode) -> Result
  ) -> Result {
    cmark_gfm_core_extensions_ensure_registered()
    guard let parser = unsafe cmark_parser_new(CMARK_OPT_DEFAULT) else {
      fatalError("cmark_parser_new: out of memory")
    }
    defer { unsafe cmark_parser_free(parser) }
    if let table = unsafe cmark_find_syntax_extension("table") {
      unsafe cmark_parser_attach_syntax_extension(parser, table)
    }
    unsafe cmark_parser_feed(parser, markdown, markdown.utf8.count)
    guard let root = unsafe cmark_parser_finish(parser) else { fatalError("cmark_parser_finish") }
    defer { unsafe cmark_node_free(root) }
    return unsafe body(MarkdownNode(pointer: root))
  }

  /// By its name, because the table's kinds are mutable C globals.
  var kind: String { unsafe String(cString: cmark_node_get_type_string(pointer)) }

  var children: [MarkdownNode] {
    unsafe Array(
      sequence(state: cmark_node_first_child(pointer)) { next in
        defer { unsafe next = unsafe cmark_node_next(next) }
        return unsafe next.map(MarkdownNode.init)
      })
  }

  /// The characters of text or code.
  var literal: String {
    unsafe cmark_node_get_literal(pointer).map { unsafe String(cString: $0) } ?? ""
  }
  /// Of a heading, from 1.
  var level: Int { unsafe Int(cmark_node_get_heading_level(pointer)) }
  /// Of a block of code.
  var language: String {
    unsafe cmark_node_get_fence_info(pointer).map { unsafe String(cString: $0) } ?? ""
  }
  /// Of a link.
  var address: String {
    unsafe cmark_node_get_url(pointer).map { unsafe String(cString: $0) } ?? ""
  }

  /// The first number of an ordered list, nil for bullets.
  var start: Int? {
    unsafe cmark_node_get_list_type(pointer) == CMARK_ORDERED_LIST
      ? Int(cmark_node_get_list_start(pointer)) : nil
  }
  var isTight: Bool { unsafe cmark_node_get_list_tight(pointer) != 0 }

  /// Of a table's columns.
  var alignments: [Alignment] {
    let letters = unsafe cmark_gfm_extensions_get_table_alignments(pointer)
    return unsafe (0..<Int(cmark_gfm_extensions_get_table_columns(pointer))).map { column in
      switch unsafe letters?[column] {
      case UInt8(ascii: "r"): .right
      case UInt8(ascii: "c"): .centre
      default: .left
      }
    }
  }

  // MARK: HTML

  /// With the tags of XHTML.
  var html: String {
    guard let text = unsafe cmark_render_html(pointer, CMARK_OPT_DEFAULT, nil) else {
      fatalError("cmark_render_html: out of memory")
    }
    defer { unsafe free(text) }
    return unsafe String(cString: text)
  }

  /// Turns HTML in the Markdown into text, and leaves comments out.
  func showRawHTML() {
    for child in children { child.showRawHTML() }
    guard ["html_block", "html_inline"].contains(kind) else { return }
    if !literal.hasPrefix("<!--") {
      let text = unsafe cmark_node_new(CMARK_NODE_TEXT)
      unsafe cmark_node_set_literal(text, literal)
      let paragraph =
        unsafe kind == "html_block" ? cmark_node_new(CMARK_NODE_PARAGRAPH) : nil
      if let paragraph = unsafe paragraph { unsafe cmark_node_append_child(paragraph, text) }
      unsafe cmark_node_insert_before(pointer, paragraph ?? text)
    }
    unsafe cmark_node_unlink(pointer)
    unsafe cmark_node_free(pointer)
  }
}
