import Foundation
import Metrics
import Notebook
import Testing

private func question(_ keys: String, when: Bool = false) -> String {
  """
  ```question
  prompt: Which is *larger*?
  options:
    - text: this
      feedback: This is {{a:value}}.
      \(when ? "when: a > b" : "")
    - text: that
      feedback: That is {{b:value}}.
      \(when ? "when: b > a" : "")
  \(keys)
  ```
  """
}

private let clear = ["a": estimate(1, plusOrMinus: 0.1), "b": estimate(2, plusOrMinus: 0.1)]
private let unclear = ["a": estimate(1, plusOrMinus: 2), "b": estimate(2, plusOrMinus: 2)]

struct QuestionTests {
  @Test(arguments: [
    ("right: b", "b\n", "*Right.* That is 2."), ("right: 2", "B\n", "*Right.* That is 2."),
    ("right: a", "b\n", "*Not so.* That is 2.\n\nThe answer is *a* (this). This is 1."),
    ("", "a\n", "This is 1."),
  ])
  func `an answer gets its feedback`(keys: String, typed: String, expected: String) throws {
    let results = clear.mapValues { Estimate($0.value) }
    #expect(try told(question(keys), results: results, keys: typed).hasSuffix("> \n\(expected)"))
  }

  @Test(arguments: [
    (clear, "a\n", "*Not so.* This is 1.00.\n\nThe answer is *b* (that). That is 2.00."),
    (clear, "b\n", "*Right.* That is 2.00."),
    (unclear, "b\n", "*This run alone can't tell:* the difference may be chance."),
    (["a": Estimate(1)], "b\n", "*(not measured): b*"),
  ])
  func `what is right is computed from the results`(
    results: [String: Estimate], typed: String, expected: String
  ) throws {
    #expect(
      try told(question("", when: true), results: results, keys: typed)
        .hasSuffix("> \n\(expected)"))
  }

  @Test func `without a learner the question and its answer are shown`() throws {
    #expect(
      try told(question("", when: true), results: clear) == """
        Which is *larger*?
          a  this
          b  that

        *No answer was given.* The answer is *b* (that). That is 2.00.
        """)
  }

  @Test func `hints come in steps, help and nonsense ask again, s skips`() throws {
    let output = try told(
      question("right: a\nhints: [One., Two.]"), keys: "h\nHINT\nh\n?\nz\n\ns\n")
    let parts = ["*Hint:* One.", "*Hint:* Two.", "no more hints", "Type a letter (a, b)"]
    for part in parts { #expect(output.contains(part), "\(part)") }
    #expect(output.components(separatedBy: "Type a letter").count == 4)
    #expect(output.hasSuffix("The answer is *a* (this). This is (not measured)."))
  }

  @Test(arguments: ["q\n", "", "z\n"])
  func `q and the end of the input leave`(typed: String) throws {
    #expect(throws: Quit.self) { try told(question("right: a"), keys: typed) }
  }

  @Test func `a prediction is judged by what was measured after it`() throws {
    let text =
      question("name: p\nreveal: later", when: true)
      + "\n\n<!-- cell: run -->\n\n<!-- answer: p -->\n"
    for (typed, verdict) in [
      ("a\n\n", "You predicted *a* (this). *Not so.* This is 1.00."),
      ("b\n\n", "You predicted *b* (that). *Right.* That is 2.00."),
      (nil, "The answer is *b* (that). That is 2.00."),
    ] {
      let sandbox = try Sandbox(text: text, cells: [("run", "train()")], keys: typed)
      try sandbox.notebook.run {
        try sandbox.notebook.cell("run")
        #expect(try sandbox.output.contains("The run will tell."))
        #expect(try !sandbox.output.contains("Right"))
        for (name, estimate) in clear { sandbox.notebook.record([name: estimate]) }
      }
      #expect(try sandbox.output.contains(verdict))
      if typed != nil { #expect(try sandbox.transcript.contains("\n> \(typed?.first ?? " ")\n")) }
    }
  }
}

struct RankingTests {
  @Test(arguments: [
    ("b c=a d", [1, 0, 1, 2]), ("abcd", [0, 1, 2, 3]), ("D > c, b a", [3, 2, 1, 0]),
    ("a=b=c=d", [0, 0, 0, 0]), ("a = b  c=d", [0, 0, 1, 1]),
  ])
  func `letters give ranks, best first`(reply: String, ranks: [Int]) throws {
    #expect(try Ranking.parse(reply, count: 4) == ranks)
  }

  @Test(arguments: [
    ("abc", "missing `d`"), ("abcdd", "twice"), ("abce", "no \"e\""), ("=abcd", "between"),
    ("abc==d", "between"), ("abcd=", "between"), ("a b", "missing `c`, `d`"),
    ("4123", "no \"4\""),
  ])
  func `anything else says why not`(reply: String, reason: String) {
    let problem = #expect(throws: Ranking.Problem.self) { try Ranking.parse(reply, count: 4) }
    #expect(problem?.reason.contains(reason) == true)
  }

  @Test(arguments: [("c\nb a\n", [1, 0] as [Int]?), ("s\n", nil), (nil, nil)])
  func `the learner is asked until the ranking is whole, and may skip`(
    keys: String?, ranks: [Int]?
  ) throws {
    let sandbox = try Sandbox(text: "", keys: keys)
    #expect(
      try sandbox.notebook.rank(prompt: "Which is better?", outputs: ["one\u{1B}", "two"]) == ranks)
    #expect(try sandbox.output.hasPrefix("Which is better?\n  a  one␛\n  b  two\n"))
  }
}
