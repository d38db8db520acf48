import Metrics
import Testing

@Suite struct StatisticsTests {
  @Test func `the calibration error is as worked by hand`() {
    // Two bins, sorted: {0.1 no, 0.2 yes}: |0.5 − 0.15| = 0.35; {0.6, 0.9 yes}: |1 − 0.75| = 0.25.
    let bins = calibrationBins(
      [0.9, 0.2, 0.6, 0.1], outcomes: [true, true, true, false], clusters: [0, 1, 2, 3],
      binCount: 2)
    #expect(abs(expectedCalibrationError(bins) - 0.3) < 1e-12)
    let perfect = calibrationBins(
      [1, 0, 1], outcomes: [true, false, true], clusters: [0, 1, 2])
    #expect(expectedCalibrationError(perfect) == 0)
    #expect(expectedCalibrationError([]).isNaN)
  }

  @Test func `bins are equal in count to within one and lose nothing`() {
    let bins = calibrationBins(
      (0..<23).map { Double($0) / 23 }, outcomes: (0..<23).map { $0 > 11 },
      clusters: Array(0..<23), binCount: 5)
    #expect(bins.map(\.count).reduce(0, +) == 23)
    #expect(bins.allSatisfy { $0.count == 4 || $0.count == 5 })
    #expect(bins.first?.observed.value == 0)
    #expect(bins.last?.observed.value == 1)
    #expect(calibrationBins([0.5, 0.5], outcomes: [true, false], clusters: [0, 1]).count == 2)
  }

  @Test func `the interval of a bin is that of its clusters, in their own order`() {
    // Sorted by probability: two bins of five, with the clusters 7 7 2 2 5 and 1 1 1 1 1.
    let bins = calibrationBins(
      [0.9, 0.1, 0.8, 0.3, 0.7, 0.2, 0.6, 0.5, 0.95, 0.4],
      outcomes: [true, true, true, false, false, true, true, true, false, false],
      clusters: [1, 7, 1, 2, 1, 7, 1, 5, 1, 2], binCount: 2)
    #expect(bins[0].observed == .clusteredShare(of: [1, 1, 0, 0, 1], clusters: [7, 7, 2, 2, 5]))
    // All of one prompt tell of no other.
    #expect(bins[1].observed.value == 0.6 && bins[1].observed.low == nil)
  }

  @Test func `the variances are as worked by hand`() {
    // 9 + 1 + 0 + 16 = 26, over four and over three.
    let spread = Spread(of: [1, 3, 4, 8])
    #expect(spread.mean == 4)
    #expect(spread.squares == 26)
    #expect(spread.variance == 6.5)
    #expect(spread.sampleVariance == 26.0 / 3)
    #expect(Spread(of: [5]).variance == 0)
    #expect(Spread(of: [5]).sampleVariance.isNaN)
    #expect(Spread(of: []).mean.isNaN && Spread(of: []).sampleVariance.isNaN)
  }

  @Test func `the rank correlation is as worked by hand`() {
    // Σ d² = 4: 1 − 6 · 4 / (5 · 24) = 0.8.
    #expect(abs(rankCorrelation([1, 2, 3, 4, 5], [20, 10, 40, 30, 50]) - 0.8) < 1e-12)
    // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: 4.5 / √(4.5 · 5).
    #expect(abs(rankCorrelation([1, 2, 2, 3], [1, 2, 3, 4]) - 0.948_683_298) < 1e-8)
    #expect(rankCorrelation([1, 2, 3], [9, 5, -1]) == -1)
    #expect(rankCorrelation([1, 1], [1, 2]).isNaN)
    #expect(rankCorrelation([], []).isNaN)
  }

  @Test func `the moving average is as worked by hand`() {
    // 1;  (0.5 · 1 + 2) / 1.5;  (0.25 · 1 + 0.5 · 2 + 4) / 1.75.
    let averages = movingAverage(of: [1, 2, 4], decay: 0.5)
    #expect(averages[0] == 1)
    #expect(abs(averages[1] - 5.0 / 3) < 1e-12)
    #expect(abs(averages[2] - 3) < 1e-12)
    #expect(movingAverage(of: [3, 1, 2], decay: 0) == [3, 1, 2])
    #expect(movingAverage(of: [2, .nan, .infinity], decay: 0.9)[1...].allSatisfy { $0 == 2 })
    #expect(movingAverage(of: [.nan], decay: 0.9)[0].isNaN)
  }
}
