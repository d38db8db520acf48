import Metrics
import Testing

private let results = [
  "ppo/gold": Estimate(value: 0.8213, low: 0.8051, high: 0.8397, n: 1400),
  "sft/gold": estimate(0.5, plusOrMinus: 0.02), "parameters": Estimate(117_504),
  "rate": Estimate(0.0312), "kl/beta/0.1": Estimate(-3.4), "a-b": Estimate(1),
  "nothing": .mean(of: []),
]

struct PlaceholderTests {
  @Test(arguments: [
    ("ppo/gold", "0.82 [0.81, 0.84]"), (" ppo/gold ", "0.82 [0.81, 0.84]"),
    ("ppo/gold:value", "0.82"), ("ppo/gold : value", "0.82"), ("ppo/gold:percent", "82 %"),
    ("ppo/gold:n", "1,400"), ("parameters", "117,504"), ("rate:percent", "3.1 %"),
    ("ppo/gold - sft/gold", "0.321"), ("sft/gold - ppo/gold:percent", "−32 %"),
    ("kl/beta/0.1", "−3.40"), ("a-b", "1"), ("missing", "(not measured)"),
    ("nothing", "(not measured)"), ("ppo/gold - nothing:percent", "(not measured)"),
    ("ppo/gold - missing", "(not measured)"), ("parameters:n", "(not measured)"),
  ])
  func `a result is told in the running text`(body: String, expected: String) throws {
    #expect(try told("It is {{\(body)}}.", results: results) == "It is \(expected).")
  }

  @Test func `numbers are told in code, lists and tables too`() throws {
    let text = "`{{rate:percent}}`\n\n- {{parameters}}\n\n| a |\n|---|\n| {{a-b}} |\n"
    #expect(try told(text, results: results) == "`3.1 %`\n\n• 117,504\n\na\n─\n1")
  }
}
