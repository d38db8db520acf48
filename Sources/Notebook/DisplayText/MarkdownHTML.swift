import CCMarkGFM

/// Markdown as HTML that is XML, too. HTML in the text is no markup, but text: a model may write
/// `<script>`. Comments are left out.
package func renderedHTML(ofMarkdown markdown: String) -> String {
  MarkdownNode.withDocument(of: markdown) { document in
    document.showRawHTML()
    return document.html
  }
}
