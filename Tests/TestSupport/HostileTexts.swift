import CCMarkGFM
import Foundation

/// Texts that mean something to a terminal, to Markdown, to HTML or to gnuplot, and are to be shown as they are.
package let hostileTexts = [
  "\u{1B}[31mred\u{1B}[0m", "\u{1B}]0;title\u{7}", "\u{1B}]8;;http://x\u{1B}\\link", "\u{9B}31m",
  "\u{202E}txet\u{202C}", "\u{2066}x\u{2069}\u{200F}", "a\rb", "<eos>", "<mask>",
  "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<!-- gone -->", "a|b", "| a | b |",
  "`code`", "``", "*a* **b** _c_ __d__", "~~struck~~", "[x](javascript:alert(1))", "![x](y.png)",
  "<http://a.example>", "&lt;b&gt; &#42;", "R&D", "# head", "- item", "+ item", "1. one", "1) one",
  "> quote", "=", "---", "\\*", "\\", "$x^2$", "{/Symbol a} ^2 @x", "\"q\" 'q'", "'>\"><b>",
  "%%script sh", "a\\", "snake_case_name",
]

/// A text as GitHub shows Markdown, with HTML in it as it is.
package func githubHTML(of markdown: String) -> String {
  cmark_gfm_core_extensions_ensure_registered()
  let parser = cmark_parser_new(CMARK_OPT_UNSAFE)
  defer { cmark_parser_free(parser) }
  for name in ["table", "strikethrough", "autolink"] {
    cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(name))
  }
  cmark_parser_feed(parser, markdown, markdown.utf8.count)
  let root = cmark_parser_finish(parser)
  defer { cmark_node_free(root) }
  guard let html = cmark_render_html(root, CMARK_OPT_UNSAFE, nil) else { return "" }
  defer { free(html) }
  return String(cString: html)
}

/// The names of the elements and comments of an HTML text.
package func elements(of html: String) -> Set<String> {
  Set(html.matches(of: /<(!--|[A-Za-z][A-Za-z0-9:.+-]*)/).map { String($0.1) })
}

/// What a reader sees of an HTML text.
package func visibleText(of html: String) -> String {
  let text = html.replacing(/<!--.*?-->|<[^>]*>/, with: "")
  return [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
    .reduce(text) { $0.replacing($1.0, with: $1.1) }
}

/// Whether a terminal would do with a text anything but show it.
package func steersTerminal(_ text: String) -> Bool {
  text.unicodeScalars.contains { scalar in
    switch scalar.value {
    case 0x0A: false
    case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
