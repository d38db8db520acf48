import Foundation
import Notebook
import Testing
import Words

struct TextQuestionTests {
  /// What is asked for, as the learner types it.
  private func asked(
    _ keys: String?, problem: (String) -> Label? = { _ in nil }
  ) throws -> (text: String, sandbox: Sandbox) {
    let sandbox = try Sandbox(text: "Text.", keys: keys)
    let text = try sandbox.notebook.askForText(default: "the dax eats", problem: problem)
    return (text, sandbox)
  }

  @Test(arguments: [nil, "\n", "   \n", "\t\n"])
  func `without a text the default is taken`(keys: String?) throws {
    let (text, sandbox) = try asked(keys)
    #expect(text == "the dax eats")
    #expect(try sandbox.output.contains("the dax eats"))
  }

  @Test(arguments: ["a dax", "quite", "🦊👩‍👩‍👧 한국어", "x\u{1B}[31m\u{0}\u{7}", "a|b `c` *d* {{e}}"])
  func `any text is taken as it is, and shown without escape sequences`(typed: String) throws {
    let (text, sandbox) = try asked("  \(typed)  \nmore\n")
    #expect(text == typed)
    try sandbox.notebook.save()
    for shown in [try sandbox.output, try sandbox.transcript] {
      #expect(!shown.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x7F })
    }
  }

  @Test func `bytes that are no text become a replacement character`() throws {
    let sandbox = try Sandbox(text: "Text.", keys: "")
    try Data([0x61, 0xFF, 0xC0, 0x0A]).write(to: sandbox.folder.url.appending(path: "input"))
    let text = try sandbox.notebook.askForText(default: "")
    #expect(text.hasPrefix("a\u{FFFD}"))
  }

  @Test func `a text that cannot be used is asked for again`() throws {
    let sandbox = try Sandbox(text: "Text.", keys: String(repeating: "x", count: 9) + "\n")
    // The input ends before another text comes.
    #expect(throws: Quit.self) {
      try sandbox.notebook.askForText(default: "the dax eats") {
        $0.count > 5 ? .verbatim("That is **too long**.") : nil
      }
    }
    #expect(try sandbox.output.contains("That is *too long*."))
  }

  @Test(arguments: ["", "?\n"])
  func `the end of the input, which Ctrl-D stands for, leaves as it does on a page`(
    keys: String
  ) throws {
    #expect(throws: Quit.self) { try asked(keys) }
    #expect(throws: Quit.self) {
      try Sandbox(text: "Text.", keys: keys).notebook.tryOut(["a"]) { _ in }
    }
  }

  @Test func `q leaves`() throws {
    #expect(throws: Quit.self) { try asked("q\n") }
  }
}
