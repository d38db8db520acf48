import Foundation
import Metrics
import Notebook
import TestSupport
import Testing
import Words

private let text = """
  Why.

  <!-- page -->

  Core.

  <!-- deeper: Why so -->

  For the curious.

  <!-- cell: extra -->

  The extra is {{extra}}.

  <!-- deeper -->

  More of it.

  <!-- page -->

  The end: {{gold}}.
  """

private let cells = [(name: "extra", code: "let extra = 1")]

/// Branches of a lesson's text: pages for the curious.
struct BranchTests {
  private func run(_ sandbox: Sandbox) throws {
    let notebook = sandbox.notebook
    try notebook.run {
      try notebook.cell("extra")
      notebook.show("shown by the branch")
      notebook.record(["extra": 3.0, "gold": 0.5])
      // A question for text throws away what was typed before it.
      guard !notebook.isInteractive else { return }
      _ = try notebook.askForText(default: "nothing")
      try notebook.tryOut(["tried"]) { notebook.show("echo \($0)") }
    }
  }

  @Test func `a branch is skipped, and what it measures is kept`() throws {
    let sandbox = try Sandbox(text: text, cells: cells)
    try run(sandbox)
    let output = try sandbox.output
    #expect(output.contains("Deeper:* Why so (`--deeper` tells it)"))
    for hidden in ["curious", "let extra", "shown by", "tried", "nothing", "The extra", "More of"] {
      #expect(!output.contains(hidden), "\(hidden)")
    }
    #expect(output.contains("page 3 of 3"))
    #expect(output.contains("The end: 0.500"))
    // The last page's results stand in the table, the others in the summary.
    #expect(output.contains("And 1 more: `./tutor summary"))
    #expect(try !sandbox.transcript.contains("curious"))
    let summary = try RunSummary(readingFrom: sandbox.notebook.run.summary)
    #expect(summary.results["extra"]?.value == 3)
  }

  @Test func `with the option, branches are told`() throws {
    let sandbox = try Sandbox(
      text: text, cells: cells, options: NotebookOptions(tellsBranches: true))
    try run(sandbox)
    let output = try sandbox.output
    for told in [
      "curious", "let extra", "shown by", "> tried", "echo tried", "The extra is 3", "More of",
      " deeper\n",
    ] {
      #expect(output.contains(told), "\(told)")
    }
  }

  @Test(arguments: [("\n\n\n", false), ("\nd\n\n\n\n\n\n\n", true), ("d\n\n\n", false)])
  func `a learner follows a branch by a key, where it begins`(keys: String, follows: Bool) throws {
    let sandbox = try Sandbox(text: text, cells: cells, keys: keys)
    try run(sandbox)
    let output = try sandbox.output
    #expect(output.contains("More of it") == follows)
    #expect(output.contains("The end"))
  }

  @Test(arguments: [
    ("x\n<!-- deeper -->\ny\n<!-- page -->", 7, "TITLE"),
    ("x\n<!-- deeper: A -->\ny\n<!-- deeper: B -->\n<!-- page -->", 9, "TITLE"),
    ("x\n<!-- deeper: A -->\ny\n", 9, "last page"),
  ])
  func `a branch has one title, and an end`(text: String, line: Int, reason: String) {
    #expect {
      try LessonText(parsing: "---\ntitle: T\nquestion: Q?\nminutes: 5\n---\n" + text)
    } throws: { error in
      guard let error = error as? Failure else { return false }
      return error.line == line && error.reason.contains(reason)
    }
  }
}
