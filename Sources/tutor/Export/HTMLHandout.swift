import Foundation
import Notebook
import Words

/// A handout as one HTML file that needs no other and no network. It is XML, too.
struct HTMLHandout {
  let handout: Handout
  /// Whether it's made for paper: light, with page breaks, and nothing to click.
  let isForPrint: Bool

  /// - Throws: `Failure` for a picture that cannot be read.
  func text() throws -> String {
    let pages = handout.blocks.split(separator: TranscriptBlock.page)
    let sections = try pages.enumerated().map { index, page in
      let body = try page.map(html(of:)).joined(separator: "\n")
      return "<section id=\"page-\(index + 1)\">\n\(anchored(body, page: index + 1))\n</section>"
    }
    let contents = pages.enumerated().map { index, page in
      "<li><a href=\"#page-\(index + 1)\">\(opening(of: page))</a></li>"
    }
    let title = escaped(handout.title)
    return """
      <!DOCTYPE html>
      <html lang="\(escaped(handout.record.language))">
      <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="\(isForPrint ? "light" : "light dark")" />
      <title>\(title)</title>
      <style>
      \(HandoutStyle.css(isForPrint: isForPrint))
      </style>
      </head>
      <body>
      <header>
      <h1>\(title)</h1>
      <p>\(escaped(handout.origin))</p>
      </header>
      <nav aria-label="\(escaped(Messages.text("export.contents")))">
      <h2>\(escaped(Messages.text("export.contents")))</h2>
      <ol>
      \(contents.joined(separator: "\n"))
      </ol>
      </nav>
      <main>
      \(sections.joined(separator: "\n"))
      </main>
      </body>
      </html>

      """
  }

  private func html(of block: TranscriptBlock) throws -> String {
    switch block {
    case .title, .page: ""
    case .text(let markdown, let role, _): html(of: markdown, role)
    case .options(let options):
      "<ol class=\"options\">\n"
        + options.map { "<li>\(renderedHTML(ofMarkdown: $0))</li>" }.joined(separator: "\n")
        + "\n</ol>"
    case .reply(let reply):
      "<p class=\"reply\">\(escaped(Messages.text("export.reply", ["reply": reply])))</p>"
    case .code(let lines, let place):
      "<figure class=\"code\"><figcaption>\(escaped(place))</figcaption>"
        + "<pre tabindex=\"0\"><code>\(escaped(lines))</code></pre></figure>"
    case .output(let text):
      "<pre class=\"output\" tabindex=\"0\"><samp>\(escaped(text))</samp></pre>"
    case .table(let rows, let alignments): HTMLTable(rows: rows, alignments: alignments).text
    case .figure(let title, let caption, let picture):
      "<figure><img alt=\"\(escaped("\(title). \(caption)"))\" src=\"data:image/png;base64,"
        + "\(try handout.data(of: picture).base64EncodedString())\" />"
        + "<figcaption>\(escaped(title))</figcaption></figure>"
    }
  }

  private func html(of markdown: String, _ role: TranscriptBlock.Role) -> String {
    let body = renderedHTML(ofMarkdown: markdown)
    let answer = escaped(Messages.text("export.answer"))
    switch role {
    case .told, .finding, .remark: return body
    case .question:
      let mark = escaped(Messages.text("export.question"))
      return "<div class=\"question\"><strong class=\"mark\">\(mark)</strong>\n\(body)</div>"
    case .verdict where isForPrint:
      return "<div class=\"answer\"><strong class=\"mark\">\(answer)</strong>\n\(body)</div>"
    case .verdict:
      let open = handout.kind == .key ? " open=\"open\"" : ""
      return "<details\(open)><summary>\(answer)</summary>\n\(body)</details>"
    }
  }

  /// Gives each heading an address.
  private func anchored(_ html: String, page: Int) -> String {
    var count = 0
    return html.replacing(/<h([2-6])>/) { match in
      count += 1
      return "<h\(match.1) id=\"page-\(page)-\(count)\">"
    }
  }

  /// What a page is called in the contents: its heading, else its first words.
  private func opening(of page: ArraySlice<TranscriptBlock>) -> String {
    let html =
      page.lazy.compactMap { block -> String? in
        // The contents tell no results.
        guard case .text(let markdown, .told, let blanks) = block else { return nil }
        return renderedHTML(ofMarkdown: blanks ?? markdown)
      }.first ?? ""
    let heading = html.firstMatch(of: /<h[2-6]>(.*?)<\/h[2-6]>/)?.1
    let first = heading ?? html.firstMatch(of: /(?s)<p>(.*?)<\/p>/)?.1 ?? ""
    let words = first.replacing(/<[^>]*>/, with: "").split(whereSeparator: \.isWhitespace)
    return words.prefix(8).joined(separator: " ") + (words.count > 8 ? " …" : "")
  }
}

/// A table of plain text that scrolls where the window is narrow.
struct HTMLTable {
  /// The head first.
  let rows: [[String]]
  let alignments: [Alignment]

  var text: String {
    let lines = rows.enumerated().map { index, row in
      let cells = row.enumerated().map { column, cell in
        let alignment = alignments.indices.contains(column) ? alignments[column] : .left
        let style = alignment == .right ? " class=\"number\"" : ""
        return index == 0
          ? "<th scope=\"col\"\(style)>\(escaped(cell))</th>" : "<td\(style)>\(escaped(cell))</td>"
      }
      return "<tr>\(cells.joined())</tr>"
    }
    let name = escaped(Messages.text("export.table"))
    return "<div class=\"table\" role=\"region\" aria-label=\"\(name)\" tabindex=\"0\"><table>\n"
      + "<thead>\(lines.first ?? "")</thead>\n<tbody>"
      + lines.dropFirst().joined(separator: "\n") + "</tbody>\n</table></div>"
  }
}

/// A text as HTML and as XML show it; characters that XML can't have are left out.
func escaped(_ text: String) -> String {
  let marks: [Character: String] = ["&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;"]
  return text.printable.filter { !"\u{FFFE}\u{FFFF}".contains($0) }.map { marks[$0] ?? String($0) }
    .joined()
}
