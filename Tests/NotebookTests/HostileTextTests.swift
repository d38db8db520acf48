import Foundation
import Metrics
import Notebook
import Plotting
import TestSupport
import Testing
import Words

/// Texts of learners, files and models, wherever a lesson shows them.
struct HostileTextTests {
  @Test(arguments: hostileTexts)
  func `a text in Markdown is the text`(text: String) {
    let text = text.printable
    for html in [
      githubHTML(of: text.markdownText), githubHTML(of: "so: *\(text.markdownText)*"),
      githubHTML(of: "> \(text.markdownText)"), githubHTML(of: "so \(text.markdownCode) it is"),
      githubHTML(of: Table.markdown([["a"], [text]], alignments: [.left])),
    ] {
      #expect(visibleText(of: html).contains(text), "\(html)")
      let usual: Set = [
        "p", "em", "blockquote", "code", "table", "thead", "tbody", "tr", "th", "td",
      ]
      #expect(
        elements(of: html).isSubset(of: usual),
        "\(html)")
    }
  }

  @Test(arguments: hostileTexts)
  func `a lesson shows a text as it is, on the terminal and in its transcript`(text: String) throws
  {
    let sandbox = try Sandbox(
      text: "Why.\n\n- a list\n\n<!-- cell: train -->\n\nEnd.",
      cells: [(name: "train", code: "train()")],
      options: NotebookOptions(plots: .text))
    let notebook = sandbox.notebook
    try notebook.run {
      try notebook.cell("train")
      notebook.show(text)
      notebook.show(Table(columns: [.data(text), "b"], rows: [[text, "c"]]))
      _ = try notebook.askForText(default: text)
      try notebook.tryOut([text]) { notebook.show($0) }
      notebook.note("label \(text.markdownText)")
      try notebook.plot(
        Figure(
          name: "f", title: .verbatim(text),
          panel: Panel(
            x: Axis(.verbatim(text)), y: Axis("y"),
            series: [.line(.verbatim(text), x: [1, 2], y: [1, 2])])))
    }
    #expect(!steersTerminal(try sandbox.output))
    #expect(!steersTerminal(try sandbox.messages))
    let transcript = try sandbox.transcript
    #expect(!steersTerminal(transcript))
    let html = githubHTML(of: transcript)
    let usual: Set = [
      "h1", "h3", "p", "em", "strong", "code", "pre", "hr", "ul", "ol", "li", "table", "thead",
      "tbody",
      "tr", "th", "td", "img", "blockquote", "!--",
    ]
    #expect(
      elements(of: html).isSubset(of: usual),
      "\(elements(of: html).subtracting(usual))")
    // The head and the cell of the table, the text, the question, the example, what came of it, and the note.
    let shown = visibleText(of: html)
    #expect(shown.ranges(of: text.printable).count >= 6, "\(shown)")
    // Nobody but the text itself says so: a comment would be gone.
    #expect(html.ranges(of: "<!--").count <= 1)
  }
}
