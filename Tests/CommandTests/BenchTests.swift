import Foundation
import Testing

/// The benchmark runs, and says what it measured; how fast that was is no test's business.
struct BenchTests {
  private struct Line: Decodable {
    var name, unit: String
    var size: String?
    var threads: Int
    var median, min, max, gflops, memory: Double

    private enum CodingKeys: String, CodingKey {
      case name, unit, size, threads, median, min, max, gflops
      case memory = "rss_mb"
    }
  }

  private func bench(_ arguments: String) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = program.deletingLastPathComponent().appending(path: "bench")
    process.arguments = arguments.split(separator: " ").map(String.init)
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }

  @Test(arguments: [("train", "tokens/s"), ("mlm", "tokens/s"), ("ppo", "s/iteration")])
  func `a measurement is one JSON line`(name: String, unit: String) throws {
    let (status, output) = try bench("\(name) --size xs --steps 2 --repeats 1 --threads 2")
    #expect(status == 0)
    let line = try JSONDecoder().decode(Line.self, from: Data(output.utf8))
    #expect(line.name == name && line.unit == unit && line.size == "xs" && line.threads == 2)
    #expect(line.min <= line.median && line.median <= line.max && line.min > 0)
    #expect(line.gflops > 0 && line.memory > 1)
  }

  @Test func `a training tells its share of what the processor can do`() throws {
    struct Share: Decodable {
      var median: Double
      var share: Double?
      private enum CodingKeys: String, CodingKey {
        case median
        case share = "share_of_peak"
      }
    }
    let peak = try JSONDecoder().decode(Share.self, from: Data(bench("peak").output.utf8))
    #expect(peak.median > 1 && peak.share == nil)
    let (_, output) = try bench("train --size xs --steps 2 --repeats 1")
    let share = try #require(try JSONDecoder().decode(Share.self, from: Data(output.utf8)).share)
    // Beside other programs the peak may be measured too low.
    #expect(share > 0 && share < 2)
  }

  @Test func `the profile accounts for all operations of a step`() throws {
    let (status, output) = try bench("profile --size xs --steps 2")
    #expect(status == 0)
    for operation in ["linear", "attention", "layerNorm", "gelu", "embedding", "a step"] {
      #expect(output.contains(operation))
    }
  }

  @Test(arguments: ["train --threads 0", "train --size xl", "nonsense"])
  func `what cannot be meant is an error of usage`(arguments: String) throws {
    #expect(try bench(arguments).status == 64)
  }
}
