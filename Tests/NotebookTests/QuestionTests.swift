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
    ("right: b", "2\n", "*Right.* That is 2."), ("right: 2", "12\n", "*Right.* That is 2."),
    ("right: a", "2\n", "*Not so.* That is 2.\n\nThe answer is *1* (this). This is 1."),
    ("", "1\n", "This is 1."),
  ])
  func `an answer gets its feedback`(keys: String, typed: String, expected: String) throws {
    let results = clear.mapValues { Estimate($0.value) }
    #expect(
      try told(question(keys), results: results, keys: typed)
        .hasSuffix("> \(typed.suffix(2))\n\(expected)"))
  }

  @Test(arguments: [
    (clear, "1\n", "*Not so.* This is 1.00.\n\nThe answer is *2* (that). That is 2.00."),
    (clear, "2\n", "*Right.* That is 2.00."),
    (unclear, "2\n", "*This run alone can't tell:* the difference may be chance."),
    (["a": Estimate(1)], "2\n", "*(not measured): b*"),
  ])
  func `what is right is computed from the results`(
    results: [String: Estimate], typed: String, expected: String
  ) throws {
    #expect(
      try told(question("", when: true), results: results, keys: typed)
        .hasSuffix("> \(typed)\n\(expected)"))
  }

  @Test func `without a learner the question and its answer are shown`() throws {
    #expect(
      try told(question("", when: true), results: clear) == """
        Which is *larger*?
          1  this
          2  that

        *No answer was given.* The answer is *2* (that). That is 2.00.
        """)
  }

  @Test func `hints come in steps, help and nonsense ask again, s skips`() throws {
    let output = try told(question("right: a\nhints: [One., Two.]"), keys: "hhh?z\n9s")
    let parts = ["*Hint:* One.", "*Hint:* Two.", "gives a hint at a question"]
    for part in parts { #expect(output.contains(part), "\(part)") }
    #expect(output.hasSuffix("The answer is *1* (this). This is (not measured)."))
  }

  @Test(arguments: ["qq", "q\n", "", "z\n"])
  func `q and the end of the input leave`(typed: String) throws {
    #expect(throws: Quit.self) { try told(question("right: a"), keys: typed) }
  }

  @Test func `a prediction is judged by what was measured after it`() throws {
    let text =
      question("name: p\nreveal: later", when: true)
      + "\n\n<!-- cell: run -->\n\n<!-- answer: p -->\n"
    for (typed, verdict) in [
      ("1\n\n", "You predicted *1* (this). *Not so.* This is 1.00."),
      ("2\n\n", "You predicted *2* (that). *Right.* That is 2.00."),
      (nil, "The answer is *2* (that). That is 2.00."),
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
    ("2 3=1 4", [1, 0, 1, 2]), ("1234", [0, 1, 2, 3]), ("4 > 3, 2 1", [3, 2, 1, 0]),
    ("1=2=3=4", [0, 0, 0, 0]), ("1 = 2  3=4", [0, 0, 1, 1]),
  ])
  func `digits give ranks, best first`(reply: String, ranks: [Int]) throws {
    #expect(try Ranking.parse(reply, count: 4) == ranks)
  }

  @Test(arguments: [
    ("123", "missing `4`"), ("12344", "twice"), ("1235", "no \"5\""), ("=1234", "between"),
    ("123==4", "between"), ("1234=", "between"), ("1 2", "missing `3`, `4`"),
    ("abcd", "no \"a\""),
  ])
  func `anything else says why not`(reply: String, reason: String) {
    let problem = #expect(throws: Ranking.Problem.self) { try Ranking.parse(reply, count: 4) }
    #expect(problem?.reason.contains(reason) == true)
  }

  @Test(arguments: [("3\n2 1\n", [1, 0] as [Int]?), ("s", nil), (nil, nil)])
  func `the learner is asked until the ranking is whole, and may skip`(
    keys: String?, ranks: [Int]?
  ) throws {
    let sandbox = try Sandbox(text: "", keys: keys)
    #expect(
      try sandbox.notebook.rank(prompt: "Which is better?", outputs: ["one\u{1B}", "two"]) == ranks)
    #expect(try sandbox.output.hasPrefix("Which is better?\n  1  one␛\n  2  two\n"))
  }
}
