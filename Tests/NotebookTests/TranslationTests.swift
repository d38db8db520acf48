import Foundation
import Notebook
import TestSupport
import Testing
import Words

private let korean = Language(code: "ko")
private let head = "---\ntitle: 시범\nquestion: 되나요?\nminutes: 3\n---\n"

/// A lesson of two cells, and a page without one in the second section.
private let english = """
  Why.

  <!-- cell: load -->

  First.

  <!-- page -->

  The score is {{gold:value}}.

  <!-- cell: train -->

  Recap.
  """

struct TranslatedLessonTests {
  private let cells = [(name: "load", code: "load()"), (name: "train", code: "train()")]

  /// What a lesson shows if this is its translation.
  private func told(_ translation: String) throws -> String {
    let sandbox = try Sandbox(text: english, translation: translation, cells: cells)
    try sandbox.notebook.run { for cell in cells { try sandbox.notebook.cell(cell.name) } }
    return try sandbox.output
  }

  @Test func `a translation is told in place of the English text, head included`() throws {
    let output = try told(
      head + """
        왜.
        <!-- cell: load -->
        하나.
        <!-- page -->
        점수는 {{gold:value}}.
        <!-- cell: train -->
        정리.
        """)
    for words in ["9 · 시범", "되나요?", "왜.", "하나.", "점수는 (not measured).", "정리."] {
      #expect(output.contains(words), "\(words)")
    }
    for words in ["A demo", "Why.", "First.", "Recap."] { #expect(!output.contains(words)) }
  }

  @Test func `an empty page is told in English, and those around it are not`() throws {
    let output = try told(
      head + """
        왜.
        <!-- cell: load -->

        <!-- page -->
        점수.
        <!-- cell: train -->
        """)
    for words in ["왜.", "First.", "점수.", "Recap."] { #expect(output.contains(words)) }
    #expect(!output.contains("The score"))
    #expect(output.contains("page 4 of 4"))
  }

  @Test(arguments: [
    "왜.\n<!-- cell: load -->\n정리.\n",
    "왜.\n<!-- cell: load -->\n한 쪽뿐.\n<!-- cell: train -->\n정리.\n",
  ])
  func `a section that is missing or has other pages is told in English`(text: String) throws {
    let output = try told(head + text)
    for words in ["왜.", "First.", "The score", "정리."] { #expect(output.contains(words)) }
    for words in ["Why.", "한 쪽뿐.", "Recap."] { #expect(!output.contains(words)) }
  }

  @Test func `without a translation the lesson is told in English`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write(head + "Why.", to: "lesson.md")
    #expect(try LessonText(in: folder.url, language: korean).head.title == "시범")
    #expect(throws: (any Error).self) {
      try LessonText("missing", in: folder.url, language: korean)
    }
  }
}

struct TranslationProblemsTests {
  private func problems(_ english: String, _ translation: String) throws -> [String] {
    let folder = try TemporaryFolder()
    _ = try folder.write(head + english, to: "lesson.md")
    _ = try folder.write(head + translation, to: "lesson.ko.md")
    return try LessonText.problems(in: folder.url, language: korean)
  }

  private let question = """
    ```question
    name: leash
    prompt: Which?
    reveal: later
    options:
      - {text: a, feedback: "{{x}}", when: a > b}
      - {text: b, feedback: f}
    ```
    """

  @Test func `other words are no problem`() throws {
    let own = """
      One {{a}} and {{b:percent}}, {{a}} again, {{c - d}}.
      <!-- quote: Sources/F.swift#loss -->
      ```when a > b
      {{e}}
      ```otherwise
      no
      ```
      \(question)
      <!-- cell: load -->
      <!-- answer: leash -->
      """
    let other = """
      <!-- quote: Sources/F.swift#loss -->
      \(question.replacing("Which", with: "무엇"))
      ~~~
      {{b:percent}} {{ c - d }}
      ~~~

      ```when  a  >  b
      {{a}}
      ```

      ```otherwise
      {{e}}
      ```
      <!-- cell: load -->
      """
    #expect(try problems(own, other) == [])
    #expect(try problems(own, own) == [])
  }

  @Test(arguments: [
    ("왜.\n<!-- cell: load -->\n", []),
    ("<!-- cell: load -->\n<!-- page -->\n점수는 {{gold:value}}.\n<!-- cell: train -->", []),
    (
      "<!-- cell: lode -->\n",
      ["lesson.ko.md has an anchor \"lode\", which the English text has not"]
    ),
    (
      "<!-- cell: train -->\n<!-- cell: load -->",
      [
        "lesson.ko.md has its anchors in another order than the English text: "
          + "[\"train\", \"load\"]"
      ]
    ),
    (
      "왜.\n<!-- cell: load -->\n하나.\n<!-- cell: train -->",
      ["lesson.ko.md, from page 2 on: 1 pages up to the next anchor, in English 2"]
    ),
    (
      "<!-- cell: load -->\n{{gold}}\n<!-- page -->\n{{gold}}\n<!-- cell: train -->",
      [
        "lesson.ko.md, page 2 has {{gold}}, which English has not",
        "lesson.ko.md, page 3 lacks {{gold:value}}",
        "lesson.ko.md, page 3 has {{gold}}, which English has not",
      ]
    ),
    ("{{a b}}", ["lesson.ko.md, line 6: {{a b}}: expected a result's name"]),
  ])
  func `sections may be missing, and are else the same`(
    translation: String, expected: [String]
  ) throws {
    let problems = try problems(english, translation)
    #expect(problems.count == expected.count)
    for (problem, start) in zip(problems, expected) { #expect(problem.hasPrefix(start)) }
  }

  @Test(arguments: [
    ("name: leash", "name: laesh"), ("a > b", "a > c"), (", when: a > b", ""),
    ("reveal: later", "right: 1"), ("{{x}}", "{{y}}"),
    ("  - {text: b, feedback: f}", "  - {text: b, feedback: f}\n  - {text: c, feedback: f}"),
  ])
  func `questions ask for the same`(part: String, other: String) throws {
    var translation = question.replacing(part, with: other)
    if other.hasPrefix("right") { translation.replace(", when: a > b", with: "") }
    #expect(try problems(question, translation).count == 2)
  }

  @Test(arguments: [
    ("```when a > b\nx\n```", "```when a ~ b\nx\n```"),
    ("```when a > b\nx\n```otherwise\ny\n```", "```when a > b\nx\n```"),
    ("<!-- quote: F.swift#a -->", "<!-- quote: F.swift#b -->"),
    ("<!-- answer: a -->", "<!-- answer: b -->"),
  ])
  func `conditions, quotes and answers are the same`(own: String, other: String) throws {
    #expect(try problems(own, other).count == 2)
    #expect(try problems(own, "Words.").count == 1)
    #expect(try problems(own, "\(own)\n\(own)").count == 1)
  }

  @Test func `words beside the text have the same keys, names and placeholders`() throws {
    let folder = try TemporaryFolder()
    for name in ["figures", "tables"] {
      _ = try folder.write(
        "sweep:\n  title: \"β = {beta}, {{ppo/gold}}\"\n  x: step\n", to: "\(name).yaml")
    }
    _ = try folder.write(head, to: "lesson.md")
    _ = try folder.write(
      "sweep:\n  title: \"{{ ppo/gold }}, 목줄 {beta}: {beta}\"\n", to: "figures.ko.yaml")
    #expect(try LessonText.problems(in: folder.url, language: korean) == [])
    _ = try folder.write(
      "sweep:\n  title: \"{{ppo/kl}}, 목줄\"\n  y: 점수\nother:\n  x: 걸음\n", to: "tables.ko.yaml")
    #expect(
      try LessonText.problems(in: folder.url, language: korean) == [
        "tables.ko.yaml, other: x is no key in English",
        "tables.ko.yaml, sweep: title lacks {beta}",
        "tables.ko.yaml, sweep: title lacks {{ppo/gold}}",
        "tables.ko.yaml, sweep: title has {{ppo/kl}}, which English has not",
        "tables.ko.yaml, sweep: y is no key in English",
      ])
    #expect(try LessonText.problems(in: folder.url, language: Language(code: "de")) == [])
  }
}
