import Metrics
import Notebook
import Testing

private let results = [
  "a": estimate(0.8, plusOrMinus: 0.05), "b": estimate(0.5, plusOrMinus: 0.05),
  "c": estimate(0.78, plusOrMinus: 0.05), "x": Estimate(0.04), "nan": Estimate(.nan),
  // Its interval includes a's value, a's interval does not include its value.
  "wide": estimate(0.6, plusOrMinus: 0.3),
]

struct ConditionTests {
  @Test(arguments: [
    ("a > b", Condition.Verdict.holds), ("b > a", .fails), ("b < a", .holds), ("a < b", .fails),
    ("a > c", .unclear), ("a < c", .unclear), ("a > wide", .unclear),
    ("a ~ c", .unclear), ("a ~ c ± 0.05", .unclear), ("a ~ c ± 0.1", .holds), ("a ~ b", .fails),
    ("a ~ b ± 0.1", .fails), ("a ~ b ± 0.25", .unclear), ("a > a", .unclear),
    ("x ~ 0.1 ± 0.07", .holds),
    ("x ~ 0.1 ± 0.05", .fails), ("x ~ 0.05", .fails),
    ("x < 0.05", .holds), ("x > 0.05", .fails), ("x ~ 0.04", .holds), ("x > −1", .holds),
    ("0.5 < a", .holds), ("0.8 < a", .unclear), ("0.75001 > a", .unclear),
    ("a > b and x < 0.05", .holds), ("a > b and x > 0.05", .fails),
    ("a > c and a > b", .unclear), ("a > c and a < b", .fails),
    ("a > y", .notMeasured(["y"])), ("y > z and a > b", .notMeasured(["y", "z"])),
    ("nan > a", .notMeasured(["nan"])), ("x > 0.04", .fails), ("x < 0.04", .fails),
    // What fails needs nothing more; a test for 0 can stand before what is not measured then.
    ("x > 0.04 and y > a", .fails), ("a > c and y > a", .notMeasured(["y"])),
  ])
  func `the interval of the difference decides`(
    text: String, verdict: Condition.Verdict
  ) throws {
    #expect(try Condition(parsing: text).verdict(for: results) == verdict)
  }

  @Test(arguments: [
    "", "a", "a >", "a > b and", "a >= b", "a>b", "a > b > c", "and", "a ~ b ±", "a ~ b ± c",
    "a > b ± 0.1", "a ~ b ± 0", "a ~ b ± -1", "a ~ b + 0.1",
  ])
  func `anything else is no condition`(text: String) {
    #expect(throws: (any Error).self) { try Condition(parsing: text) }
  }

  @Test(arguments: [
    ("a > b", "yes"), ("a > c", "perhaps"), ("a < b", "no"),
    ("a > zzz", "*(not measured): zzz*"),
  ])
  func `one of three parts is told`(condition: String, expected: String) throws {
    let closedOnce = "```when \(condition)\nyes\n```unclear\nperhaps\n```otherwise\nno\n```\n"
    let closedEach =
      "```when \(condition)\nyes\n```\n\n```unclear\nperhaps\n```\n```otherwise\nno\n```\n"
    #expect(try told(closedOnce, results: results).hasPrefix(expected.prefix(5)))
    #expect(try told(closedEach, results: results) == told(closedOnce, results: results))
    #expect(try told("before\n\n\(closedOnce)\nafter", results: results).hasSuffix("after"))
  }

  @Test func `without a middle part, what is unclear tells the otherwise part`() throws {
    let text = "```when a > c\nyes\n```otherwise\nno difference was found\n```\n"
    #expect(try told(text, results: results) == "no difference was found")
  }

  @Test func `without an otherwise part, nothing is told`() throws {
    #expect(try told("x\n\n```when a < b\nyes\n```\n", results: results) == "x")
  }

  @Test func `parts hold Markdown, numbers and code`() throws {
    let text = "```when a > b\n- {{a:value}}\n\n~~~\ncode\n~~~\n```\n"
    #expect(try told(text, results: results) == "• 0.80\n\n    code")
  }
}
