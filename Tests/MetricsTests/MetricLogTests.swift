import Foundation
import Metrics
import Testing
import Words

@Suite struct MetricLogTests {
  private var log: MetricLog {
    var log = MetricLog()
    log.record([("policy/clipfrac_avg", 0.1), ("loss", 2.5)], step: 0)
    log.record(1.0 / 3, as: "loss", step: 10)
    log.record(1e-7, as: "lr", step: 10)
    return log
  }

  @Test func `a series holds the steps and values of one metric`() {
    #expect(log.series("loss").map(\.step) == [0, 10])
    #expect(log.series("loss").map(\.value) == [2.5, 1.0 / 3])
    #expect(log.series("missing").isEmpty)
    #expect(log.last("loss") == 1.0 / 3)
  }

  @Test func `CSV has the fewest digits that give back the number`() {
    #expect(
      log.csv == """
        step,name,value
        0,policy/clipfrac_avg,0.1
        0,loss,2.5
        10,loss,0.3333333333333333
        10,lr,1e-07

        """)
  }

  @Test func `a log read from its CSV is the one written`() throws {
    #expect(try MetricLog(csv: log.csv, path: "m.csv") == log)
    var odd = MetricLog()
    odd.record(.infinity, as: "x", step: -1)
    odd.record(.nan, as: "x", step: 2)
    odd.record(.leastNonzeroMagnitude, as: "x", step: 3)
    let back = try MetricLog(csv: odd.csv, path: "m.csv").series("x")
    #expect(
      back[0].value == .infinity && back[1].value.isNaN && back[2].value == .leastNonzeroMagnitude)
    #expect(try MetricLog(csv: log.csv.replacing("\n", with: "\r\n"), path: "m.csv") == log)
  }

  @Test(arguments: [
    ("", "line 1: \"\" is"), ("step,value\n", "line 1: \"step,value\" is"),
    ("step,name,value\n1,loss\n", "line 2: \"1,loss\" is"),
    ("step,name,value\n1,loss,2\n\n", "line 3: \"\" is"),
    ("step,name,value\n1.5,loss,2\n", "line 2: \"1.5,loss,2\" is"),
    ("step,name,value\n1,loss,high\n", "line 2: \"1,loss,high\" is"),
  ])
  func `a damaged line is reported with its number`(csv: String, message: String) {
    let error = #expect(throws: Failure.self) { try MetricLog(csv: csv, path: "m.csv") }
    #expect(
      error?.description.hasPrefix("m.csv, \(message) not such a line\nA line is:") == true,
      "\(String(describing: error))")
  }

  @Test func `a log read from its file is the one written`() throws {
    try withFolder { folder in
      let file = folder.appending(path: "metrics.csv")
      try log.write(to: file)
      #expect(try MetricLog(readingFrom: file) == log)
      // Nothing temporary is left beside it.
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["metrics.csv"])
    }
  }
}

/// Runs `body` with a new folder, and removes the folder.
func withFolder(_ body: (URL) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder)
}
