import Notebook
import Testing
import Words

struct DisplayWidthTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("β − √", 5), ("한국어", 6), ("日本", 4), ("e\u{301}", 1), ("👍🏽", 2),
    ("👩‍👩‍👧", 2), ("🇰🇷", 2), ("❤️", 2), ("❤", 1), ("\u{1112}\u{1161}\u{11AB}", 2), ("a\u{200B}b", 2),
    ("│█░", 3),
  ])
  func `width is counted in columns, a grapheme cluster at a time`(text: String, width: Int) {
    #expect(text.displayWidth == width)
  }

  @Test(arguments: [
    ("a\u{1B}[31mb", "a␛[31mb"), ("a\r\nb", "a\nb"), ("a\rb", "a␍b"), ("\tx", "    x"),
    ("\u{7F}\u{0}", "␡␀"), ("a\u{202E}b", "a\u{FFFD}b"), ("\u{9B}31m", "\u{FFFD}31m"),
    ("한\n국", "한\n국"),
  ])
  func `printable text cannot steer the terminal`(text: String, expected: String) {
    #expect(text.printable == expected)
  }
}

struct WrappingTests {
  @Test func `lines break at spaces and never pass the width`() {
    let text = StyledText("The reward model has read 1,600 rankings. 보상 모델은 순위를 읽었다 👩‍👩‍👧 끝")
    for width in 1...60 {
      let lines = text.wrapped(to: width)
      #expect(lines.allSatisfy { $0.width <= max(2, width) }, "width \(width)")
      let words = lines.map(\.plain).joined().filter { $0 != " " }
      #expect(words == text.plain.filter { $0 != " " }, "width \(width)")
    }
    #expect(
      StyledText("보상 모델은 순위를").wrapped(to: 11).map(\.plain) == ["보상 모델은", "순위를"])
  }

  @Test func `a word wider than the line is broken inside`() {
    #expect(StyledText("ab abcdefg").wrapped(to: 3).map(\.plain) == ["ab", "abc", "def", "g"])
  }

  @Test func `folding keeps spaces and marks the lines that go on`() {
    #expect(
      StyledText("  let x  = 1 + 2").folded(to: 12).map(\.plain) == ["  let x  = ", "  1 + 2"])
    #expect(StyledText("abcdefgh").folded(to: 5).map(\.plain) == ["abcde", "  fgh"])
    #expect(StyledText("a\n\nb").folded(to: 5).map(\.plain) == ["a", "", "b"])
    #expect(
      StyledText("course.settings.documents").folded(to: 18).map(\.plain)
        == ["course.settings.", "  documents"])
  }

  @Test(arguments: [(8, "보상 모…"), (7, "보상 …"), (2, "…"), (1, "…"), (0, ""), (99, "보상 모델은")])
  func `truncation fills the width and no more`(width: Int, expected: String) {
    let text = StyledText("보상 모델은").truncated(to: width)
    #expect(text.plain == expected)
    #expect(text.width <= width)
  }

  @Test func `padding counts columns, not characters`() {
    #expect(StyledText("한국").padded(to: 6).plain == "한국  ")
    #expect(StyledText("한국").padded(to: 6, .right).plain == "  한국")
    #expect(StyledText("한국").padded(to: 6, .centre).plain == " 한국 ")
    #expect(StyledText("한국").padded(to: 3).plain == "한국")
  }

  @Test func `styles survive wrapping and vanish without colour`() {
    let text = StyledText("one ") + StyledText("two three", [.bold, .cyan])
    let lines = text.wrapped(to: 7)
    #expect(
      lines.map { $0.rendered(colour: true) }
        == ["one \u{1B}[1;36mtwo\u{1B}[0m", "\u{1B}[1;36mthree\u{1B}[0m"])
    #expect(lines.map { $0.rendered(colour: false) } == ["one two", "three"])
  }
}
