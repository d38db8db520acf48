import Metrics
import Testing

@Suite struct IntervalsTests {
  /// Expects two numbers to be equal to about six digits.
  private func expectClose(
    _ a: Double?, _ b: Double, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let difference = abs((a ?? .nan) - b)
    #expect(difference <= 2e-6 * max(1, abs(b)), "\(a ?? .nan)", sourceLocation: sourceLocation)
  }

  @Test(arguments: [
    // From printed tables of Student's distribution, two-sided.
    (0.95, 1, 12.706205), (0.95, 2, 4.302653), (0.95, 3, 3.182446), (0.95, 4, 2.776445),
    (0.95, 5, 2.570582), (0.95, 10, 2.228139), (0.95, 30, 2.042272), (0.95, 120, 1.979930),
    (0.999, 1, 636.619249), (0.999, 2, 31.599055), (0.999, 5, 6.868827), (0.999, 10, 4.586894),
    (0.999, 30, 3.645959), (0.99, 4, 4.604095), (0.9, 7, 1.894579),
    // Very many degrees of freedom: the normal distribution.
    (0.95, 1_000_000_000, 1.959964), (0.999, 1_000_000_000, 3.290527),
  ])
  func `quantiles of Student's distribution are those of the tables`(
    coverage: Double, degrees: Int, quantile: Double
  ) {
    let t = studentTQuantile(coverage, degreesOfFreedom: degrees)
    #expect(abs(t - quantile) <= 5.1e-7, "\(t)")
  }

  @Test(arguments: [0.5, 0.95, 0.999])
  func `both ways to Student's quantiles meet, and go on falling`(coverage: Double) {
    let counts = [9_999, 10_000, 10_001, 10_002]
    let t = counts.map { studentTQuantile(coverage, degreesOfFreedom: $0) }
    // dt/dν is nearly the same all along: (z³ + z) / 4ν², some 1e-8.
    let steps = zip(t, t.dropFirst()).map { $0 - $1 }
    for step in steps { #expect(abs(step / steps[0] - 1) < 0.01, "\(steps)") }
  }

  @Test func `the mean's interval is as worked by hand`() {
    // s² = (1 + 0 + 1) / 2 = 1, standard error 1/√3 = 0.577350, t(2) = 4.302653.
    let estimate = Estimate.mean(of: [1, 2, 3])
    #expect(estimate.value == 2)
    #expect(estimate.n == 3)
    expectClose(estimate.low, 2 - 2.484138)
    expectClose(estimate.high, 2 + 2.484138)
  }

  @Test func `the clustered mean's interval is as worked by hand`() {
    // Mean 3.6; sums of residuals −4.2, −0.2, 4.4; Σ u² = 37.04;
    // variance 3/2 · 37.04 / 25 = 2.2224; margin 4.302653 · 1.490772 = 6.414273.
    let estimate = Estimate.clusteredMean(of: [1, 2, 3, 4, 8], clusters: [7, 7, 2, 2, 5])
    expectClose(estimate.value, 3.6)
    #expect(estimate.n == 5)
    expectClose(estimate.low, 3.6 - 6.414273)
    expectClose(estimate.high, 3.6 + 6.414273)
  }

  @Test func `clusters of one are independent measurements`() {
    let values = [0.3, 1.9, -2, 4]
    let clustered = Estimate.clusteredMean(of: values, clusters: [0, 1, 2, 3])
    let plain = Estimate.mean(of: values)
    expectClose(clustered.low, plain.low ?? .nan)
    expectClose(clustered.high, plain.high ?? .nan)
  }

  @Test func `repeating each answer does not narrow the clustered interval`() {
    let once = Estimate.clusteredMean(of: [1, 2, 4], clusters: [0, 1, 2])
    let thrice = Estimate.clusteredMean(
      of: [1, 1, 1, 2, 2, 2, 4, 4, 4], clusters: [0, 0, 0, 1, 1, 1, 2, 2, 2])
    expectClose(thrice.low, once.low ?? .nan)
  }

  @Test func `a paired difference cancels what both share`() {
    let difference = Estimate.pairedDifference(of: [11, 22, 33], minus: [10, 20, 30])
    expectClose(difference.value, 2)
    expectClose(difference.low, 2 - 2.484138)
    let clustered = Estimate.pairedDifference(
      of: [2, 4, 6, 8, 16], minus: [1, 2, 3, 4, 8], clusters: [0, 0, 1, 1, 2])
    expectClose(clustered.high, 3.6 + 6.414273)
  }

  @Test func `Wilson's interval is as worked by hand`() {
    // z² = 3.841459: centre 0.992073, spread 0.313617, scale 1.384146.
    let estimate = Estimate.proportion(8, of: 10)
    expectClose(estimate.value, 0.8)
    expectClose(estimate.low, 0.490162)
    expectClose(estimate.high, 0.943318)
    // 0 of 10: high = z² / (n + z²).
    #expect(Estimate.proportion(0, of: 10).low == 0)
    expectClose(Estimate.proportion(0, of: 10).high, 3.841459 / 13.841459)
    #expect(Estimate.proportion(10, of: 10).high == 1)
  }

  @Test func `the clustered share's interval is as worked by hand`() {
    // Share 0.6; sums of residuals 0.8, −1.2, 0.4; Σ u² = 2.24; variance 3/2 · 2.24 / 25 = 0.1344;
    // 0.24 / 0.1344 = 1.785714 trials. With t(2)² = 18.512822: centre 5.783590, spread 5.418280,
    // scale 11.367180.
    let estimate = Estimate.clusteredShare(of: [1, 1, 0, 0, 1], clusters: [7, 7, 2, 2, 5])
    expectClose(estimate.value, 0.6)
    expectClose(estimate.low, 0.032137)
    expectClose(estimate.high, 0.985457)
    #expect(estimate.n == 5)
  }

  @Test func `a share of none or of all has an interval, too, by the number of clusters`() {
    // t(3)² = 10.127964, and high = t² / (G + t²) with G = 4.
    let none = Estimate.clusteredShare(of: [0, 0, 0, 0, 0, 0], clusters: [1, 1, 2, 2, 3, 4])
    #expect(none.low == 0)
    expectClose(none.high, 10.127964 / 14.127964)
    let all = Estimate.clusteredShare(of: [1, 1, 1, 1], clusters: [1, 2, 3, 4])
    expectClose(all.low, 4 / 14.127964)
    #expect(all.high == 1)
    #expect(Estimate.clusteredShare(of: [1, 0], clusters: [3, 3]).low == nil)
  }

  @Test func `too few measurements have no interval`() {
    #expect(Estimate.mean(of: []).value.isNaN)
    #expect(Estimate.mean(of: []).n == 0)
    #expect(Estimate.mean(of: [5]) == Estimate(value: 5, low: nil, high: nil, n: 1))
    #expect(Estimate.clusteredMean(of: [1, 3], clusters: [4, 4]).low == nil)
    #expect(Estimate.proportion(0, of: 0).value.isNaN)
  }
}
