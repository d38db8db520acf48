import Foundation
import Words

/// The numbers that a training records as it runs: at a step, under a name, a value.
package struct MetricLog: Equatable, Sendable {
  /// One value of one metric.
  package struct Record: Equatable, Sendable {
    package let step: Int
    package let name: String
    package let value: Double
  }

  /// All values, in the order in which they were recorded.
  package private(set) var records: [Record] = []

  package init() {}

  /// Records `value` as the metric `name` at `step`. The name becomes a field of a CSV file, so it
  /// holds no comma, quote or line break.
  package mutating func record(_ value: Double, as name: String, step: Int) {
    guard !name.isEmpty, !name.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else {
      fatalError("MetricLog.record(as: \(name.debugDescription)): no comma, quote or line break")
    }
    records.append(Record(step: step, name: name, value: value))
  }

  /// Records several metrics of one step, in their order.
  package mutating func record(_ metrics: [(name: String, value: Double)], step: Int) {
    for (name, value) in metrics { record(value, as: name, step: step) }
  }

  /// The values of one metric, in the order in which they were recorded.
  package func series(_ name: String) -> [(step: Int, value: Double)] {
    records.filter { $0.name == name }.map { ($0.step, $0.value) }
  }

  /// The last value of one metric, or nil if it was never recorded.
  package func last(_ name: String) -> Double? {
    records.last { $0.name == name }?.value
  }
}

// MARK: - CSV

extension MetricLog {
  private static let header = "step,name,value"

  /// The log as CSV. A value is written with as few digits as give back the same number, so that
  /// two identical runs write identical files.
  package var csv: String {
    records.reduce(into: Self.header + "\n") { text, record in
      text += "\(record.step),\(record.name),\(record.value)\n"
    }
  }

  /// Reads CSV as `csv` writes it.
  ///
  /// - Parameter path: The file's path, for the error message.
  /// - Throws: `Failure` with the line.
  package init(csv: String, path: String) throws {
    var lines = csv.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    if lines.last == "" { lines.removeLast() }
    func mistake(at index: Int) -> Failure {
      let text = lines.isEmpty ? "" : lines[index]
      let excerpt = text.prefix(60) + (text.count > 60 ? "…" : "")
      return Failure("metrics", ["text": String(excerpt)], at: path, line: index + 1)
    }
    guard lines.first == Self.header[...] else { throw mistake(at: 0) }
    for (index, line) in lines.enumerated().dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count == 3, !fields[1].isEmpty, !fields[1].contains("\""),
        let step = Int(fields[0]), let value = Double(fields[2])
      else { throw mistake(at: index) }
      record(value, as: String(fields[1]), step: step)
    }
  }

  /// Writes the log as a CSV file.
  ///
  /// - Throws: `Failure`.
  package func write(to file: URL) throws {
    try writeAtomically(csv, to: file)
  }

  /// Reads a CSV file.
  ///
  /// - Throws: `Failure`.
  package init(readingFrom file: URL) throws {
    try self.init(csv: String(decoding: readFile(file), as: UTF8.self), path: file.path)
  }
}
