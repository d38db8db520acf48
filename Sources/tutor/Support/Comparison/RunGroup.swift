import Hyperparameters
import Metrics

/// What is compared: a run, or runs of the same settings over several seeds.
struct RunGroup {
  let runs: [RecordedRun]

  init(_ run: RecordedRun) { runs = [run] }

  private init(runs: [RecordedRun]) { self.runs = runs }

  /// Runs in groups of the same settings, in the order in which each first appears; of two with one seed,
  /// the first counts.
  static func bySettings(_ runs: [RecordedRun]) -> [RunGroup] {
    var groups: [[RecordedRun]] = []
    for run in runs {
      if let place = groups.firstIndex(where: { $0[0].hasSettings(of: run) }) {
        if !groups[place].contains(where: { $0.summary.seed == run.summary.seed }) {
          groups[place].append(run)
        }
      } else {
        groups.append([run])
      }
    }
    return groups.map { group in
      RunGroup(runs: group.sorted { $0.summary.seed < $1.summary.seed })
    }
  }

  var isOfSeveral: Bool { runs.count > 1 }

  /// All that its runs have in common, seeds included where there is one run.
  var settings: [String: HyperparameterValue] {
    isOfSeveral ? runs[0].settingsWithoutSeeds : runs[0].settings
  }

  // MARK: Results

  /// Of one run its result, with its interval over prompts; of several the mean, with an interval over seeds.
  /// Nil if a run has none.
  func result(_ name: String) -> Estimate? {
    let values = runs.compactMap { $0.summary.results[name] }
    guard values.count == runs.count else { return nil }
    return isOfSeveral ? .mean(of: values.map(\.value)) : values[0]
  }

  /// How much larger a result is here. Where both have several runs with the same seeds, these are compared
  /// pair by pair, since a seed's shared models and prompts cancel out; else they count as independent.
  func difference(in name: String, from other: RunGroup) -> Estimate? {
    guard let result = result(name), let otherResult = other.result(name) else { return nil }
    let pairs = runs.compactMap { run -> Double? in
      guard
        let twin = other.runs.first(where: { $0.summary.seed == run.summary.seed }),
        let value = run.summary.results[name], let otherValue = twin.summary.results[name]
      else { return nil }
      return value.value - otherValue.value
    }
    guard isOfSeveral, pairs.count == runs.count, pairs.count == other.runs.count else {
      return result.minus(otherResult)
    }
    return .mean(of: pairs)
  }

  // MARK: Curves

  /// The names of the metrics that all of its runs have.
  var metrics: Set<String> {
    let names = runs.map { Set($0.metrics.records.map(\.name)) }
    return names.dropFirst().reduce(names[0]) { $0.intersection($1) }
  }

  /// A metric over the steps that all runs have, smoothed: the mean, with an interval over the runs.
  func curve(_ metric: String) -> [(step: Int, value: Estimate)] {
    let curves = runs.map { smoothed($0.metrics.series(metric)) }
    return curves[0].keys.sorted().compactMap { step in
      let values = curves.compactMap { $0[step] }
      guard values.count == curves.count else { return nil }
      return (step, isOfSeveral ? .mean(of: values) : Estimate(values[0]))
    }
  }

  /// A moving average where a curve has so many points that its noise hides it.
  private func smoothed(_ series: [(step: Int, value: Double)]) -> [Int: Double] {
    let decay = RunGroup.smoothing(of: series.count)
    let values = movingAverage(of: series.map(\.value), decay: decay ?? 0)
    return Dictionary(zip(series.map(\.step), values)) { $1 }
  }

  /// The decay of the moving average of a curve of so many points; nil for none.
  static func smoothing(of count: Int) -> Double? { count > 500 ? 0.98 : count > 30 ? 0.8 : nil }
}

extension [RunGroup] {
  /// Whether there is something to hold against each other, or to average.
  var areComparable: Bool { count > 1 || first?.isOfSeveral == true }
}
