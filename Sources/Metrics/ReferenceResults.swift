import Foundation
import Words

/// What a lesson's results were in several worlds, each trained with a seed of its own. As CSV, a line for each
/// result:
///
///     result,31,32,33
///     ppo/gold,0.83125,0.796875,0.8627
package struct ReferenceResults: Equatable, Sendable {
  /// The seeds, in their order.
  package let seeds: [UInt64]
  /// For each result a value for each seed; NaN where it was not measured.
  package private(set) var values: [String: [Double]] = [:]

  /// Those results that all runs have.
  package init(of summaries: [RunSummary]) {
    let summaries = summaries.sorted { $0.seed < $1.seed }
    seeds = summaries.map(\.seed)
    for name in summaries.first?.results.keys.sorted() ?? [] {
      let found = summaries.compactMap { $0.results[name]?.value }
      if found.count == summaries.count { values[name] = found }
    }
  }

  /// In how many worlds a claim holds; nil if one of them has not what the claim is about.
  package func count(where holds: ([String: Double]) -> Bool?) -> Int? {
    let verdicts = seeds.indices.map { seed in holds(values.mapValues { $0[seed] }) }
    return verdicts.contains(nil) ? nil : verdicts.count { $0 == true }
  }

  /// In how many worlds each of several claims holds; where more than one does, the first counts. Nil if a world
  /// has not what they are about.
  package func tally(_ claims: [([String: Double]) -> Bool?]) -> [Int]? {
    var counts = claims.map { _ in 0 }
    for seed in seeds.indices {
      let results = values.mapValues { $0[seed] }
      let verdicts = claims.map { $0(results) }
      guard !verdicts.contains(nil) else { return nil }
      if let first = verdicts.firstIndex(of: true) { counts[first] += 1 }
    }
    return counts
  }

  /// Where a value lies among those of the reference.
  package struct Place: Equatable, Sendable {
    /// Over the worlds, with a 95 % interval of the mean.
    package let mean: Estimate
    package let lowest, highest: Double
    /// In how many worlds the value was smaller.
    package let below: Int
    /// Whether it lies outside of all that the worlds gave. Of N worlds and one like them, that one does so in
    /// 2 of N + 1 cases.
    package let isOutside: Bool
  }

  /// Nil where the reference has no such result.
  package func place(of value: Double, in name: String) -> Place? {
    // Rounded like those in the file.
    let value = Double(Self.written(value)) ?? .nan
    guard let worlds = values[name]?.filter(\.isFinite), let lowest = worlds.min(),
      let highest = worlds.max(), value.isFinite
    else { return nil }
    return Place(
      mean: .mean(of: worlds), lowest: lowest, highest: highest,
      below: worlds.count { $0 < value }, isOutside: value < lowest || value > highest)
  }
}

// MARK: - CSV

extension ReferenceResults {
  /// With six digits that count.
  private static func written(_ value: Double) -> String { String(format: "%.6g", value) }

  package var csv: String {
    let lines = values.sorted { $0.key < $1.key }.map { name, values in
      ([name] + values.map { $0.isFinite ? Self.written($0) : "" }).joined(separator: ",")
    }
    let head = (["result"] + seeds.map { "\($0)" }).joined(separator: ",")
    return ([head] + lines).joined(separator: "\n") + "\n"
  }

  /// - Throws: `Failure` with the line.
  package init(csv: String, path: String) throws {
    let lines = csv.split(whereSeparator: \.isNewline)
    func mistake(at index: Int) -> Failure {
      let text = lines.indices.contains(index) ? String(lines[index]) : ""
      return Failure("reference", ["text": text], at: path, line: index + 1)
    }
    func fields(_ line: Substring) -> [Substring] {
      line.split(separator: ",", omittingEmptySubsequences: false)
    }
    let head = lines.first.map(fields) ?? []
    seeds = head.dropFirst().compactMap { UInt64($0) }
    guard head.first == "result", !seeds.isEmpty, seeds.count == head.count - 1 else {
      throw mistake(at: 0)
    }
    for (index, line) in lines.enumerated().dropFirst() {
      let fields = fields(line)
      let numbers = fields.dropFirst().compactMap { $0.isEmpty ? .nan : Double($0) }
      guard numbers.count == seeds.count, fields.count == head.count else {
        throw mistake(at: index)
      }
      values[String(fields[0])] = numbers
    }
  }

  /// - Throws: `Failure`.
  package init(readingFrom file: URL) throws {
    try self.init(csv: readText(file), path: file.path)
  }

  /// - Throws: `Failure`.
  package func write(to file: URL) throws { try writeAtomically(csv, to: file) }
}
