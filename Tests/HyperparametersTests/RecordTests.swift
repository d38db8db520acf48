import Foundation
import Hyperparameters
import TestSupport
import Testing

/// The file that a run keeps of its hyperparameters, as other programs read it.
struct RecordTests {
  private struct Settings: Decodable {
    let count: Int
    let rate: Double
    let small: Float
    let rates: [Double]
    let isOn: Bool
    let name: String
    let corpus: String
  }

  private static let committed = """
    count: 4  # 0 or more
    rate: 0.1  # from -10 to 1e30
    small: 0.1  # from 0 to 1
    rates: [0, 0.1]  # from -10 to 1e30, from 1 to 9 of them
    isOn: false
    name: some
    corpus: ''  # a path, or nothing
    """

  private func hyperparameters(_ overrides: [String]) throws -> (Settings, Hyperparameters) {
    let folder = try TemporaryFolder()
    let file = try folder.write(Self.committed, to: "hyperparameters.yaml")
    let hyperparameters = try Hyperparameters(files: [file], overrides: overrides)
    return (try hyperparameters.decode(), hyperparameters)
  }

  /// What was typed, and how it stands in the record.
  private static let written: [(typed: String, line: String)] = [
    ("count=010", "count: 10"), ("count=+7", "count: 7"), ("count=12", "count: 12"),
    ("rate=1e-5", "rate: 1.0e-05"), ("rate=1E+20", "rate: 1.0e+20"), ("rate=2.50", "rate: 2.50"),
    ("rate=.5", "rate: 0.5"), ("rate=5.", "rate: 5.0"), ("rate=-010", "rate: -10"),
    ("rate=1.5e-7", "rate: 1.5e-07"), ("rate=1e3", "rate: 1000.0"), ("rate=07.5", "rate: 7.5"),
    ("small=1e-5", "small: 1.0e-05"), ("rates=010,1e-5,+1", "rates: [10, 1.0e-05, 1]"),
    ("isOn=true", "isOn: true"), ("name=none", "name: none"), ("name=yes", "name: 'yes'"),
    ("name=No", "name: 'No'"), ("name=null", "name: 'null'"), ("name=~", "name: '~'"),
    ("name=010", "name: '010'"), ("name=1e-5", "name: '1e-5'"), ("name=1:30", "name: '1:30'"),
    ("name=2026-01-31", "name: '2026-01-31'"), ("name=.inf", "name: '.inf'"),
    ("name=it's: #1", "name: 'it''s: #1'"), ("name=a\u{1B}\"\\", #"name: "a\u001B\"\\""#),
    ("corpus=/tmp/a b", "corpus: '/tmp/a b'"),
  ]

  @Test(arguments: written)
  func `a value is written so that all readers agree on it`(typed: String, line: String) throws {
    let (_, first) = try hyperparameters([typed])
    let lines = first.yaml.split(separator: "\n")
    #expect(lines.contains { $0 == line || $0.hasPrefix(line + "  # default ") }, "\(first.yaml)")
  }

  @Test(.enabled(if: hasPyYAML))
  func `PyYAML reads what the course has read`() throws {
    let records = try Self.written.map { try hyperparameters([$0.typed]) }
    let readings = try Self.python(records.map(\.1.yaml).joined(separator: "---\n"))
    #expect(readings.count == records.count)
    for (read, (settings, record)) in zip(readings, records) {
      #expect(read["count"] as? Int == settings.count, "\(record.yaml)")
      #expect(read["rate"] as? Double == settings.rate, "\(record.yaml)")
      #expect((read["small"] as? Double).map(Float.init) == settings.small, "\(record.yaml)")
      #expect(read["rates"] as? [Double] == settings.rates, "\(record.yaml)")
      #expect(read["isOn"] as? Bool == settings.isOn, "\(record.yaml)")
      #expect(read["name"] as? String == settings.name, "\(record.yaml)")
      #expect(read["corpus"] as? String == settings.corpus, "\(record.yaml)")
    }
  }

  @Test func `a relative path is written as what it leads to`() throws {
    let (settings, record) = try hyperparameters(["corpus=texts/a.txt"])
    #expect(settings.corpus == "texts/a.txt")
    let path = URL(filePath: FileManager.default.currentDirectoryPath)
      .appending(path: "texts/a.txt").path
    #expect(record.yaml.contains("corpus: '\(path)'"), "\(record.yaml)")
  }

  private static let hasPyYAML = (try? python("a: 1"))?.count == 1

  /// The documents of a YAML file, as PyYAML reads them.
  private static func python(_ yaml: String) throws -> [[String: Any]] {
    let folder = try TemporaryFolder()
    let file = try folder.write(yaml, to: "record.yaml")
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "python3", "-c",
      "import json, sys, yaml; print(json.dumps(list(yaml.safe_load_all(open(sys.argv[1])))))",
      file.path,
    ]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return try JSONSerialization.jsonObject(with: output) as? [[String: Any]] ?? []
  }
}
