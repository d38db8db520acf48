import Course
import Hyperparameters
import Metrics
import Notebook
import Plotting
import Words

/// What becomes of a lesson's main model under some settings, for a learner who changes one of them.
package struct TrialOutcome {
  /// The metric that is drawn, by its name in the training's log.
  let metric: String
  let curve: [(step: Int, value: Double)]
  let results: Results
  /// How long its training takes.
  let seconds: Double

  package init<Product, Snapshot>(
    _ metric: String, of training: Stage<Product, Snapshot>, results: Results
  ) {
    self.init(metric, of: training.metrics, seconds: training.seconds, results: results)
  }

  package init(_ metric: String, of metrics: MetricLog, seconds: Double, results: Results) {
    (self.metric, self.results, self.seconds) = (metric, results, seconds)
    curve = metrics.series(metric)
  }
}

/// A lesson's knobs, tried on its main model beside the settings of the run.
package final class LessonWorkbench: Workbench {
  private let lesson: Lesson
  private let hyperparameters: Hyperparameters
  /// The hyperparameters with one more `KEY=VALUE`.
  private let changing: (String) throws -> Hyperparameters
  private let makeCourse: (CourseSettings) throws -> Course
  private let keys: Set<String>
  /// As it is without a change.
  private lazy var standard = Result { try outcome(hyperparameters) }

  /// - Parameter keys: those of the lesson's file.
  package init(
    _ lesson: Lesson, _ hyperparameters: Hyperparameters, keys: Set<String>,
    changing: @escaping (String) throws -> Hyperparameters,
    makeCourse: @escaping (CourseSettings) throws -> Course
  ) {
    (self.lesson, self.hyperparameters) = (lesson, hyperparameters)
    (self.changing, self.makeCourse) = (changing, makeCourse)
    self.keys = keys
  }

  package var knobs: [Knob] {
    hyperparameters.listing.filter { parameter in
      keys.contains(parameter.key)
        && lesson.triedGroups.contains { parameter.key.hasPrefix("\($0).") }
    }.map {
      Knob(key: $0.key, value: $0.text, range: $0.range, documentation: $0.documentation)
    }
  }

  package private(set) var isReady = false

  package func knobs(named word: String) -> [Knob] {
    let word = word.lowercased()
    let whole = knobs.filter { $0.key.lowercased().split(separator: ".").contains(word[...]) }
    if !whole.isEmpty { return whole }
    let named = knobs.filter { $0.key.lowercased().contains(word) }
    if !named.isEmpty { return named }
    let found = (try? hyperparameters.search(word, in: hyperparameters.listing)) ?? []
    let keys = Set(found.map(\.key))
    return knobs.filter { keys.contains($0.key) }
  }

  package func check(_ key: String, _ value: String) throws {
    _ = try settings(changing("\(key)=\(value)"))
  }

  package func seconds(_ key: String, _ value: String) throws -> Double? {
    try check(key, value)
    defer { isReady = true }
    return try standard.get()?.seconds
  }

  package func run(
    _ key: String, _ value: String
  ) throws -> (findings: [Trial.Finding], figure: Figure) {
    guard let before = try standard.get(),
      let after = try outcome(changing("\(key)=\(value)"))
    else { fatalError("a lesson without a trial has no knobs") }
    let findings = before.results.names.compactMap { name -> Trial.Finding? in
      guard let old = before.results[name], let new = after.results[name] else { return nil }
      return Trial.Finding(name: name, before: old, after: new)
    }
    let standard = hyperparameters.listing.first { $0.key == key }?.text ?? ""
    return (
      findings,
      figure(
        key,
        [
          ("\(Messages.text("knobs.before")): \(standard)", before),
          ("\(Messages.text("knobs.after")): \(value)", after),
        ])
    )
  }

  private func figure(_ key: String, _ outcomes: [(name: String, TrialOutcome)]) -> Figure {
    let series = outcomes.map { name, outcome in
      Series.line(
        .verbatim(name), outcome.curve,
        smoothing: outcome.curve.count > 40 ? 0.8 : nil)
    }
    let metric = outcomes.first?.1.metric ?? ""
    return Figure(
      name: "tried-\(key)", title: .verbatim(Messages.text("knobs.title", ["key": key])),
      caption: .verbatim(Messages.text("knobs.caption")),
      panel: Panel(
        x: Axis(.verbatim(Messages.text("knobs.step"))), y: Axis(.verbatim(metric)),
        series: series))
  }

  private func outcome(_ hyperparameters: Hyperparameters) throws -> TrialOutcome? {
    let settings = try settings(hyperparameters)
    return try lesson.trial(hyperparameters, settings, on: { try makeCourse(settings) })
  }

  private func settings(_ hyperparameters: Hyperparameters) throws -> CourseSettings {
    let settings = try CourseSettings(hyperparameters)
    _ = try lesson.body(hyperparameters, settings)
    return settings
  }
}
