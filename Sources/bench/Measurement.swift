import Foundation

/// One line of output.
struct Measurement: Encodable {
  var name: String
  var size: String?
  var threads: Int
  var unit: String
  var median: Double
  var min: Double
  var max: Double
  /// How many measurements the median is of.
  var n: Int
  var gflops: Double
  /// `gflops` as a share of what the processor can do; nil where that was not measured.
  var shareOfPeak: Double?
  /// The most memory that the process has had so far.
  var rssMB = peakMemoryMB()
  /// What else distinguishes this line, such as a shape.
  var what: String?

  private enum CodingKeys: String, CodingKey {
    case name, size, threads, unit, median, min, max, n, gflops, what
    case rssMB = "rss_mb"
    case shareOfPeak = "share_of_peak"
  }

  /// - Parameters:
  ///   - values: in `unit`.
  ///   - gflops: of the median, in units of 10⁹ floating-point operations a second.
  init(
    _ name: String, size: String? = nil, threads: Int, unit: String, values: [Double],
    what: String? = nil, gflops: (_ median: Double) -> Double
  ) {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    median =
      sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    (self.min, self.max, n) = (sorted[0], sorted[sorted.count - 1], sorted.count)
    (self.name, self.size, self.threads, self.unit) = (name, size, threads, unit)
    self.what = what
    self.gflops = gflops(median).rounded(to: 1)
    median = median.rounded(to: 5)
    self.min = self.min.rounded(to: 5)
    self.max = self.max.rounded(to: 5)
  }

  /// - Parameter peak: of `measurePeak`, with as many threads, of which the largest counts; nil to tell no share of it.
  func emit(ofPeak peak: Measurement? = nil) {
    var line = self
    line.shareOfPeak = peak.map { (gflops / $0.max).rounded(to: 3) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let line = try? encoder.encode(line) else { return }
    FileHandle.standardOutput.write(line + Data("\n".utf8))
  }
}

/// Seconds since some moment.
func now() -> Double {
  var time = timespec()
  unsafe clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
}

private func peakMemoryMB() -> Double {
  var usage = rusage()
  unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  return (Double(usage.ru_maxrss) / 1024).rounded(to: 1)
}

extension Double {
  func rounded(to places: Int) -> Double {
    let scale = pow(10, Double(places))
    return (self * scale).rounded() / scale
  }
}
