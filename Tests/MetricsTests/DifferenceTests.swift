import Metrics
import Testing

struct DifferenceTests {
  private func expectClose(
    _ a: Double?, _ b: Double, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(abs((a ?? .nan) - b) <= 2e-6, "\(a ?? .nan)", sourceLocation: sourceLocation)
  }

  @Test func `Newcombe's interval of a difference of shares is that of his paper`() {
    // Newcombe 1998, table II, method 10, case (a): 56/70 − 48/80 = 0.2 [0.0524, 0.3339].
    let difference = Estimate.proportion(56, of: 70).minus(.proportion(48, of: 80))
    expectClose(difference.value, 0.2)
    #expect(abs((difference.low ?? 0) - 0.0524) < 5e-5)
    #expect(abs((difference.high ?? 0) - 0.3339) < 5e-5)
    // Case (h): 10/10 − 0/10 = 1 [0.6075, 1].
    let whole = Estimate.proportion(10, of: 10).minus(.proportion(0, of: 10))
    #expect(abs((whole.low ?? 0) - 0.6075) < 5e-5)
    #expect(whole.high == 1)
  }

  @Test func `what two estimates share cancels out`() {
    let (a, b) = (
      Estimate(value: 0.8, low: 0.7, high: 0.9, n: 50),
      Estimate(value: 0.5, low: 0.4, high: 0.6, n: 50)
    )
    let independent = a.minus(b)
    expectClose(independent.low, 0.3 - 0.1 * 2.0.squareRoot())
    let together = a.minus(b, correlation: 1)
    expectClose(together.low, 0.3)
    expectClose(together.high, 0.3)
    expectClose(a.minus(b, correlation: -1).low, 0.1)
  }

  @Test func `plain numbers are exact, and one measurement says nothing`() {
    let estimate = Estimate(value: 0.8, low: 0.7, high: 0.9, n: 50)
    #expect(estimate.isAbove(Estimate(0.69)) && !estimate.isAbove(Estimate(0.7)))
    #expect(estimate.isBelow(Estimate(0.91)) && !estimate.isBelow(Estimate(0.9)))
    #expect(Estimate(2).isAbove(Estimate(1)) && !Estimate(2).isAbove(Estimate(2)))
    let once = Estimate(value: 3, low: nil, high: nil, n: 1)
    #expect(!once.isAbove(Estimate(0)) && !once.isBelow(Estimate(9)))
    #expect(!once.isWithin(5, of: Estimate(3)))
  }

  @Test func `two intervals may overlap and their difference be real, and the other way round`() {
    let (a, b) = (
      Estimate(value: 0.8, low: 0.7, high: 0.9, n: 50),
      Estimate(value: 0.65, low: 0.55, high: 0.75, n: 50)
    )
    #expect(a.isAbove(b) && b.isBelow(a) && !a.isBelow(b))
    // Neither holds the other's value, which is not enough.
    let c = Estimate(value: 0.69, low: 0.59, high: 0.79, n: 50)
    #expect(!a.isAbove(c) && !c.isBelow(a))
  }

  @Test func `the same is what lies within a margin as a whole`() {
    let estimate = Estimate(value: 0.01, low: -0.01, high: 0.03, n: 50)
    #expect(estimate.isWithin(0.03, of: Estimate(0)))
    #expect(!estimate.isWithin(0.02, of: Estimate(0)))
    #expect(Estimate(3).isWithin(0, of: Estimate(3)) && !Estimate(3).isWithin(0.5, of: Estimate(4)))
  }

  @Test func `a difference of shares is by clusters as worked by hand`() {
    // Clusters 0, 1, 2 with 2 answers each. Shares 5/6 and 3/6; residual sums 1/3, 1/3, −2/3 and 0, 1, −1:
    // ρ = (1/3 + 2/3) / √(2/3 · 2) = 0.866025.
    let clusters = [0, 0, 1, 1, 2, 2]
    let (hits, others): ([Double], [Double]) = ([1, 1, 1, 1, 1, 0], [1, 0, 1, 1, 0, 0])
    let a = Estimate.clusteredShare(of: hits, clusters: clusters)
    let b = Estimate.clusteredShare(of: others, clusters: clusters)
    let difference = Estimate.clusteredDifference(
      of: hits, clusters: clusters, minus: others, clusters: clusters)
    expectClose(difference.value, 1 / 3.0)
    expectClose(difference.low, a.minus(b, correlation: 0.8660254038).low ?? .nan)
    expectClose(difference.high, a.minus(b, correlation: 0.8660254038).high ?? .nan)
    // In whatever order the answers come.
    let turned = Estimate.clusteredDifference(
      of: hits.reversed(), clusters: clusters.reversed(), minus: others, clusters: clusters)
    expectClose(turned.low, difference.low ?? .nan)
  }

  @Test func `a difference of nothing is not certain`() {
    let none = [Double](repeating: 0, count: 8)
    let clusters = [0, 0, 1, 1, 2, 2, 3, 3]
    let difference = Estimate.clusteredDifference(
      of: none, clusters: clusters, minus: none, clusters: clusters)
    #expect(difference.value == 0)
    #expect((difference.high ?? 0) > 0.3 && (difference.low ?? 0) < -0.3)
    #expect(!difference.isWithin(0.05, of: Estimate(0)))
  }

  @Test func `one hit among many promises hardly more than none`() {
    let clusters = (0..<96).map { $0 % 9 }
    let ends = (0...6).map { hits in
      Estimate.clusteredShare(of: (0..<96).map { $0 < hits ? 1 : 0 }, clusters: clusters).high ?? 0
    }
    // 0 of 96 in nine clusters may be up to 0.37, so 1 of 96 must not be "at most 0.07".
    #expect(ends[0] > 0.3)
    #expect(ends[1] > 0.2)
  }

  @Test func `Holm's method is that of the worked example`() {
    // Of normal estimates with z = 2, −3, 2.5, −1.995 the p are 0.0455, 0.0027, 0.0124, 0.046: the smallest
    // passes 0.05/4, the next 0.05/3, the third not 0.05/2.
    func difference(_ z: Double) -> (Double) -> Estimate {
      { confidence in
        let margin = studentTQuantile(confidence, degreesOfFreedom: 1_000_000)
        return Estimate(value: z, low: z - margin, high: z + margin, n: 9)
      }
    }
    #expect(
      Estimate.differFromZero([2, -3, 2.5, -1.995].map(difference)) == [false, true, true, false])
    // With one less, what is left passes.
    #expect(Estimate.differFromZero([-3, 2.5, -1.995].map(difference)) == [true, true, true])
    #expect(Estimate.differFromZero([]) == [])
  }
}
