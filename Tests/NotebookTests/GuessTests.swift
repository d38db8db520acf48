import Metrics
import Notebook
import Testing
import Words

private let guess = """
  ```guess
  name: way
  prompt: How far?
  result: sft/way
  near: 0.1
  right: Well guessed, {{sft/way:value}}.
  low: You thought too little of it.
  high: You thought too much of it.
  hints: [Look at lesson 1.]
  ```

  <!-- answer: way -->
  """

private let measured = ["sft/way": estimate(0.6, plusOrMinus: 0.05)]

struct GuessTests {
  @Test(arguments: [
    ("0.65\n", "You guessed 0.65. Measured: 0.60 [0.55, 0.65]. Well guessed, 0.60."),
    ("50%\n", "You guessed 0.5. Measured: 0.60 [0.55, 0.65]. Well guessed, 0.60."),
    ("0,2\n", "You guessed 0.2. Measured: 0.60 [0.55, 0.65]. You thought too little of it."),
    ("xh.9\n", "You guessed 0.9. Measured: 0.60 [0.55, 0.65]. You thought too much of it."),
    ("s", "Measured: 0.60 [0.55, 0.65]. Well guessed, 0.60."),
  ])
  func `a guess is judged by what was measured`(typed: String, expected: String) throws {
    let output = try told(guess, results: measured, keys: typed)
    let joined = output.replacing("*", with: "").split(whereSeparator: \.isWhitespace)
      .joined(separator: " ")
    #expect(joined.hasSuffix(expected), "\(joined)")
    #expect(joined.contains("Look at lesson 1") == typed.contains("h"))
  }

  @Test func `without a learner the number is told`() throws {
    #expect(try told(guess, results: measured).hasSuffix("Well guessed, 0.60."))
    #expect(try told(guess).contains("not measured"))
  }

  @Test(arguments: [("near: 0.1", "near: x", "near"), ("result: sft/way", "", "needs result")])
  func `a guess that cannot be judged is a mistake`(
    line: String, other: String, reason: String
  ) {
    let head = "---\ntitle: T\nquestion: Q?\nminutes: 5\n---\n"
    #expect {
      try LessonText(parsing: head + guess.replacing(line, with: other))
    } throws: {
      ($0 as? Failure)?.reason.contains(reason) ?? false
    }
  }

  @Test func `a guess has its answer in the text`() throws {
    let head = "---\ntitle: T\nquestion: Q?\nminutes: 1\n---\n"
    let sandbox = try Sandbox(text: "")
    func problems(_ text: String) throws -> [String] {
      let file = try sandbox.folder.write(head + text, to: "guess.md")
      let source = try sandbox.folder.write("func lesson() {}", to: "Guess.swift")
      return try LessonText.problems(text: file, source: source, root: sandbox.folder.url)
    }
    #expect(try problems(guess) == [])
    let lone = guess.replacing("<!-- answer: way -->", with: "")
    #expect(try problems(lone).count == 1)
    #expect(try problems(guess + "\n\n" + lone).first?.contains("two questions") == true)
  }

  @Test func `what is too long to be read is counted`() throws {
    let sandbox = try Sandbox(text: "")
    func problems(_ text: String, code: String = "", minutes: Int = 1) throws -> [String] {
      let head = "---\ntitle: T\nquestion: Q?\nminutes: \(minutes)\n---\n"
      let file = try sandbox.folder.write(head + text, to: "long.md")
      let source = try sandbox.folder.write("func lesson() {\n\(code)}", to: "Long.swift")
      return try LessonText.readingProblems(text: file, source: source, root: sandbox.folder.url)
    }
    let words = String(repeating: "word ", count: 181)
    #expect(try problems(words).first?.contains("181 words") == true)
    #expect(try problems(words).count == 1)
    // Neither pictures nor the pages of a branch count.
    #expect(try problems("x\n\n    \(words)") == [])
    #expect(try problems("x\n<!-- deeper: More -->\n\(words)\n<!-- page -->\ny") == [])
    #expect(
      try problems(String(repeating: "x\n<!-- page -->\n", count: 16)).first?.contains("17 core")
        == true)
    let code = "  try notebook.cell(\"long\")\n" + String(repeating: "  work()\n", count: 13)
    #expect(try problems("<!-- cell: long -->", code: code).first?.contains("13 lines") == true)
    #expect(try problems("x", minutes: 2) == ["minutes: 2; counted: 1"])
  }
}

struct WorldsTests {
  private let claim = """
    ```worlds gain > 0
    PPO beats SFT.
    ```
    """
  private let worlds = try? ReferenceResults(
    csv: "result,31,32,33,34\ngain,0.1,0.2,-0.1,0.3\n", path: "reference.csv")

  @Test(arguments: [(0.2, "Here, too."), (-0.3, "Not here, though"), (0.01, "can't tell")])
  func `a claim is told with its share of worlds, and whether this run agrees`(
    gain: Double, own: String
  ) throws {
    let output = try told(
      claim, results: ["gain": estimate(gain, plusOrMinus: 0.1)], worlds: worlds)
    #expect(output.contains("In 3 of 4 other worlds"))
    #expect(output.contains("PPO beats SFT. "))
    #expect(output.contains(own))
  }

  @Test func `where a question is undecided, the worlds are told, each for one option`() throws {
    let question = """
      ```question
      prompt: Which?
      options:
        - {text: more, feedback: F., when: gain > 0}
        - {text: less, feedback: F., when: gain < 0}
        - {text: the same, feedback: F., when: gain ~ 0 ± 0.15}
      ```
      """
    let unclear = ["gain": estimate(0.01, plusOrMinus: 0.5)]
    let output = try told(question, results: unclear, worlds: worlds)
      .replacing("*", with: "").split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(
      output.hasSuffix("Of 4 other worlds, 1 was right in 2, 2 was right in 0, 3 was right in 2."),
      "\(output)")
    #expect(try !told(question, results: unclear).contains("other worlds"))
  }

  @Test func `where nothing is known of other worlds, nothing is told`() throws {
    #expect(try told(claim, results: ["gain": Estimate(1)]) == "")
    #expect(try told(claim.replacing("gain", with: "x"), worlds: worlds) == "")
  }
}
