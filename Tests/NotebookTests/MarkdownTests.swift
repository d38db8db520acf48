import Notebook
import Testing

private func rendered(_ markdown: String, width: Int = 40, colour: Bool = false) -> String {
  var renderer = MarkdownRenderer(width: width, colour: colour)
  return renderer.lines(of: markdown).map { $0.rendered(colour: colour) }.joined(separator: "\n")
}

private let page = """
  # PPO with a leash

  The reward model has read **1,600** rankings; *보상 모델은* 내일의 글을 읽은 적이 없다 👩‍👩‍👧.
  See `klCoefficient` and [the paper](https://example.org/1909).

      β · ( log π(token) − log π_SFT(token) )

  | symbol | name | what it is |
  |:-------|:----:|-----------:|
  | β | `klCoefficient` | the length of the leash, 목줄의 길이 |
  | γ | discount | 1 |
  """

struct MarkdownTests {
  @Test func `a page at 80 columns`() {
    #expect(
      rendered(page, width: 80) == """
        PPO with a leash
        ════════════════

        The reward model has read *1,600* rankings; *보상 모델은* 내일의 글을 읽은 적이
        없다 👩‍👩‍👧. See `klCoefficient` and the paper (https://example.org/1909).

            β · ( log π(token) − log π_SFT(token) )

        symbol       name                                  what it is
        ──────  ───────────────  ────────────────────────────────────
        β       `klCoefficient`  the length of the leash, 목줄의 길이
        γ          discount                                         1
        """)
  }

  @Test func `a page at 60 columns`() {
    #expect(
      rendered(page, width: 60) == """
        PPO with a leash
        ════════════════

        The reward model has read *1,600* rankings; *보상 모델은*
        내일의 글을 읽은 적이 없다 👩‍👩‍👧. See `klCoefficient` and the
        paper (https://example.org/1909).

            β · ( log π(token) − log π_SFT(token) )

        symbol       name                                 what it is
        ──────  ───────────────  ───────────────────────────────────
        β       `klCoefficient`      the length of the leash, 목줄의
                                                                길이
        γ          discount                                        1
        """)
  }

  @Test func `a page at 40 columns`() {
    #expect(
      rendered(page, width: 40) == """
        PPO with a leash
        ════════════════

        The reward model has read *1,600*
        rankings; *보상 모델은* 내일의 글을 읽은
        적이 없다 👩‍👩‍👧. See `klCoefficient` and
        the paper (https://example.org/1909).

          β · ( log π(token) − log π_SFT(token)…

        symbol       name             what it is
        ──────  ───────────────  ───────────────
        β       `klCoefficient`    the length of
                                      the leash,
                                     목줄의 길이
        γ          discount                    1
        """)
  }

  @Test func `no line passes the width`() {
    for width in 20...100 {
      for line in rendered(page, width: width).split(separator: "\n") {
        #expect(line.displayWidth <= width, "\(line)")
      }
    }
  }

  @Test(arguments: [
    ("## Two\n### Three", "Two\n───\n\nThree"),
    ("one\ntwo  \nthree", "one two\nthree"),
    ("- a\n- b\n  1. c\n  2. d", "• a\n• b\n  1. c\n  2. d"),
    ("9. a\n10. b", "9.  a\n10. b"),
    ("- a\n\n- b", "• a\n\n• b"),
    ("> one\n>\n> - two", "│ one\n│ \n│ • two"),
    ("***", "────────────────────────────────────────"),
    ("a<!-- note -->b\n\n<!-- note -->\n\nc", "ab\n\nc"),
    ("[x](u) [y](u) <http://z>", "x (u) y http://z"),
    ("![alt](p.png)", "alt (p.png)"),
    ("~~~\na\n\n  b\n~~~", "    a\n\n      b"),
    (#"\*x\* a_b_c &amp;"#, "*x* a_b_c &"),
    ("a\u{1B}[2Jb", "a␛[2Jb"),
  ])
  func `every kind of Markdown has a form`(markdown: String, expected: String) {
    let width = markdown.hasPrefix("~~~") ? 60 : 40
    #expect(rendered(markdown, width: width) == expected)
  }

  @Test func `emphasis, strong, code and links are styles where there is colour`() {
    #expect(
      rendered("*a* **b** `c` [d](u)", colour: true)
        == "\u{1B}[3ma\u{1B}[0m \u{1B}[1mb\u{1B}[0m \u{1B}[36mc\u{1B}[0m "
        + "\u{1B}[4md\u{1B}[0m\u{1B}[2m (u)\u{1B}[0m")
  }

  @Test func `a table too narrow for columns becomes a list`() {
    let table = """
      | aaaaaaaaaa | bbbbbbbbbb | cccccccccc | dddddddddd |
      |---|---|---|---|
      | 1111111111 | 2222222222 | 3333333333 | 4444444444 |
      """
    #expect(
      rendered(table, width: 24) == """
        aaaaaaaaaa: 1111111111
        bbbbbbbbbb: 2222222222
        cccccccccc: 3333333333
        dddddddddd: 4444444444
        """)
  }
}
