import Alignment
import Glibc
import TestSupport
import Testing

@Suite struct PassAtKTests {
  @Test func `cases worked by hand`() {
    // One of four is right: it is in 3 of the 6 pairs.
    #expect(passAtK(2, right: 1, of: 4) == 0.5)
    // Two of five: C(3, 2) = 3 of the C(5, 2) = 10 pairs have neither.
    expectClose(passAtK(2, right: 2, of: 5), 0.7, relative: 1e-12)
    // Three of ten: C(7, 5) = 21 of the C(10, 5) = 252 sets have none.
    expectClose(passAtK(5, right: 3, of: 10), 11.0 / 12, relative: 1e-12)
  }

  @Test(arguments: 1...6) func `where no answer is right, more attempts do not help`(k: Int) {
    #expect(passAtK(k, right: 0, of: 6) == 0)
  }

  @Test func `more attempts than wrong answers have a right one`() {
    #expect(passAtK(4, right: 2, of: 5) == 1)
    #expect(passAtK(5, right: 1, of: 5) == 1)
    #expect(passAtK(1, right: 5, of: 5) == 1)
    // As many as there are wrong ones: one set of 10 has these alone.
    expectClose(passAtK(3, right: 2, of: 5), 0.9, relative: 1e-12)
  }

  @Test(arguments: 1...12) func `one attempt is right as often as answers are`(drawn: Int) {
    for right in 0...drawn {
      let share = Double(right) / Double(drawn)
      #expect(abs(passAtK(1, right: right, of: drawn) - share) < 1e-12)
    }
  }

  @Test(arguments: 1...8) func `it is the share of the sets that have a right answer`(drawn: Int) {
    for k in 1...drawn {
      // A set is a number whose ones are its members; the right answers come first.
      let sets = (0..<1 << drawn).filter { $0.nonzeroBitCount == k }
      for right in 0...drawn {
        let passed = sets.count { $0 & ((1 << right) - 1) != 0 }
        let share = Double(passed) / Double(sets.count)
        #expect(
          abs(passAtK(k, right: right, of: drawn) - share) < 1e-12, "\(k), \(right) of \(drawn)")
      }
    }
  }

  @Test func `sets may be more than a number can count`() {
    // C(2000, 1000) is about 10⁶⁰⁰. The one right answer is in half of the sets; of two, both are
    // outside of (1000 · 999) / (2000 · 1999) of them.
    expectClose(passAtK(1000, right: 1, of: 2000), 0.5, relative: 1e-12)
    expectClose(passAtK(1000, right: 2, of: 2000), 1 - 999.0 / 3998, relative: 1e-12)
  }

  /// How likely it is that c of the answers drawn are right, for each c from 0 on.
  private func binomial(_ drawn: Int, _ p: Double) -> [Double] {
    var chances = [pow(1 - p, Double(drawn))]
    for c in 0..<drawn {
      chances.append(chances[c] * Double(drawn - c) / Double(c + 1) * p / (1 - p))
    }
    return chances
  }

  @Test(arguments: [5, 12, 40], [0.05, 0.2])
  func `its mean is the true chance, and the share of right ones tells too little`(
    drawn: Int, p: Double
  ) {
    let chances = binomial(drawn, p)
    func mean(_ estimate: (_ right: Int) -> Double) -> Double {
      chances.enumerated().reduce(0) { $0 + $1.element * estimate($1.offset) }
    }
    expectClose(mean { _ in 1 }, 1, relative: 1e-12)
    for k in [1, 2, 5, drawn] {
      let chance = 1 - pow(1 - p, Double(k))
      #expect(abs(mean { passAtK(k, right: $0, of: drawn) } - chance) < 1e-12, "\(k)")
      let naive = mean { 1 - pow(1 - Double($0) / Double(drawn), Double(k)) }
      if k > 1 { #expect(naive < chance - 1e-3, "\(k)") }
      // What is missing for two attempts is the variance of the share.
      if k == 2 { #expect(abs(chance - naive - p * (1 - p) / Double(drawn)) < 1e-12) }
    }
  }

  @Test func `more attempts than answers end the program`() async throws {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = passAtK(5, right: 2, of: 4) }
    let message = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(message.contains("pass@5 of 2 right ones of 4"))
  }
}
