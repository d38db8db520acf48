import Foundation
import TestSupport
import Testing
import Words

struct WordListTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    _ = try folder.write(
      """
      # A comment.
      sweep:
        title: Leashes of different length
        beta: β = {beta}
        kl: "KL: {kl} of {kl}, {beta}"
      other:
        title: "no"
      """, to: "figures.yaml")
  }

  private func list(_ code: String = "en") throws -> WordList {
    try WordList("figures", in: folder.url, language: Language(code: code))
  }

  @Test func `a label is told by the words of its key in its block`() throws {
    let list = try list()
    #expect(list.told("title", in: "sweep") == .verbatim("Leashes of different length"))
    #expect(list.told("title", in: "other") == .verbatim("no"))
    #expect(list.told(Label("beta", ["beta": "0.4"]), in: "sweep") == .verbatim("β = 0.4"))
  }

  @Test func `values stand wherever their names do, and are not read again`() throws {
    let label = Label("kl", ["kl": "{beta}", "beta": "1"])
    #expect(try list().told(label, in: "sweep") == .verbatim("KL: {beta} of {beta}, 1"))
    #expect(Label("x").told(by: "{{ppo/gold}} {unknown}").text == "{{ppo/gold}} {unknown}")
  }

  @Test func `data is told as it is, in every block`() throws {
    #expect(try list().told(.verbatim("title"), in: "nowhere") == .verbatim("title"))
  }

  @Test func `what has no words is told apart`() throws {
    #expect(try list().told("caption", in: "sweep") == nil)
    #expect(try list().told("title", in: "nowhere") == nil)
    #expect(try WordList("missing", in: folder.url).blocks.isEmpty)
  }

  @Test func `a translation counts key by key, and the rest is English`() throws {
    _ = try folder.write(
      "sweep:\n  title: 길이가 다른 목줄\nnew:\n  title: 새것\n", to: "figures.ko.yaml")
    let korean = try list("ko")
    #expect(korean.told("title", in: "sweep") == .verbatim("길이가 다른 목줄"))
    #expect(korean.told("title", in: "other") == .verbatim("no"))
    #expect(korean.told("title", in: "new") == .verbatim("새것"))
    #expect(try list("de") == list())
  }

  @Test(arguments: [
    ("sweep: [1", "YAML"), ("sweep: text", "no block"), ("sweep:\n  title: [1]", "no text"),
    ("- 1", "no list of blocks"),
  ])
  func `a mistake is told with its file`(text: String, part: String) throws {
    let file = try folder.write(text, to: "tables.yaml")
    #expect {
      try WordList(contentsOf: file)
    } throws: {
      $0 is UsageError && "\($0)".contains(file.path) && "\($0)".contains(part)
    }
  }

  @Test(arguments: [
    ([:], "en"), (["LANG": "ko_KR.UTF-8"], "ko"), (["LANG": "C"], "en"), (["LANG": "POSIX"], "en"),
    (["LANG": "ko_KR.UTF-8", "LC_ALL": "de_DE"], "de"),
    (["LANG": "ko_KR.UTF-8", "TUTOR_LANGUAGE": "en"], "en"), (["LANG": ""], "en"),
    (["LANG": "C.UTF-8"], "en"), (["LC_MESSAGES": "pt_BR"], "pt"),
  ])
  func `the language is what is asked for, else the locale's`(
    environment: [String: String], code: String
  ) {
    #expect(Language.chosen(by: environment).code == code)
  }

  @Test func `a file is told in the language if there is one`() throws {
    _ = try folder.write("", to: "lesson.md")
    let korean = Language(code: "ko")
    #expect(korean.file("lesson", "md", in: folder.url).lastPathComponent == "lesson.md")
    _ = try folder.write("", to: "lesson.ko.md")
    #expect(korean.file("lesson", "md", in: folder.url).lastPathComponent == "lesson.ko.md")
    #expect(Language.english.file("lesson", "md", in: folder.url).lastPathComponent == "lesson.md")
  }

  @Test func `the program's words are found by block and key`() {
    #expect(Messages.text("progress.loss", ["loss": "1.20"]) == "loss 1.20")
    #expect(Messages.text("no.such") == "no.such")
    #expect(Messages.text("no.such", ["line": "3", "path": "a"]) == "no.such line=3 path=a")
    #expect(Messages.text(Label("no.such")) == nil)
  }
}
