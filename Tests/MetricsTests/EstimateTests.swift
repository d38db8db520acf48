import Foundation
import Metrics
import Testing

@Suite struct EstimateTests {
  @Test(arguments: [
    (Estimate(value: 0.8123, low: 0.7812, high: 0.8441, n: 96), "0.81 [0.78, 0.84]"),
    (Estimate(value: -0.24, low: -0.31, high: -0.17, n: 96), "−0.24 [−0.31, −0.17]"),
    (Estimate(value: 0.81234, low: 0.8112, high: 0.8135, n: 9), "0.812 [0.811, 0.814]"),
    (Estimate(value: 12.34, low: 10.1, high: 14.6, n: 9), "12.3 [10.1, 14.6]"),
    (Estimate(value: 0.5, low: 0.5, high: 0.5, n: 9), "0.50 [0.50, 0.50]"),
    (Estimate(value: -0.001, low: -0.2, high: 0.2, n: 9), "0.00 [−0.20, 0.20]"),
    (Estimate(117_504), "117,504"), (Estimate(-1), "−1"), (Estimate(0), "0"),
    (Estimate(1_234.6), "1,235"), (Estimate(12.345), "12.3"), (Estimate(0.001234), "0.00123"),
    (Estimate(3.2e-6), "3.2e-06"), (Estimate(.nan), "not a number"),
    (.mean(of: []), "not measured"), (.proportion(0, of: 0), "not measured"),
    (Estimate(value: 2.5, low: nil, high: nil, n: 1), "2.50"),
  ])
  func `an estimate reads as a person would write it`(estimate: Estimate, text: String) {
    #expect(estimate.description == text)
  }

  @Test func `value and interval can be told apart`() {
    let estimate = Estimate(value: -0.24, low: -0.31, high: -0.17, n: 96)
    #expect(estimate.formattedValue == "−0.24")
    #expect(estimate.formattedInterval == "[−0.31, −0.17]")
    for plain in [
      Estimate(3), Estimate(value: 2, low: nil, high: nil, n: 1), .mean(of: []),
      Estimate(value: 1, low: 0, high: .infinity, n: 2),
    ] {
      #expect(plain.formattedInterval == nil)
      #expect(plain.formattedValue == plain.description)
    }
  }

  @Test func `JSON has all four keys, and null for what is not a finite number`() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    func json(_ estimate: Estimate) throws -> String {
      String(decoding: try encoder.encode(estimate), as: UTF8.self)
    }
    #expect(try json(Estimate(7)) == #"{"high":null,"low":null,"n":null,"value":7}"#)
    #expect(
      try json(Estimate(value: 0.5, low: 0.25, high: .infinity, n: 4))
        == #"{"high":null,"low":0.25,"n":4,"value":0.5}"#)
    #expect(try json(Estimate(.nan)) == #"{"high":null,"low":null,"n":null,"value":null}"#)
    let decoded = try JSONDecoder().decode(Estimate.self, from: Data(#"{"value":null}"#.utf8))
    #expect(decoded.value.isNaN)
  }
}
