import Metrics
import Plotting
import Words

/// A hyperparameter as the learner may change it.
package struct Knob: Equatable, Sendable {
  package let key: String
  /// As written.
  package let value: String
  /// What is allowed, such as "from 0 to 100".
  package let range: String
  /// What it does, and what to try.
  package let documentation: String

  package init(key: String, value: String, range: String, documentation: String) {
    (self.key, self.value, self.range) = (key, value, range)
    self.documentation = documentation
  }
}

/// A change of one hyperparameter, run beside the lesson as it is.
package struct Trial: Codable, Equatable, Sendable {
  /// A result before and after the change.
  package struct Finding: Codable, Equatable, Sendable {
    package var name: String
    package var before, after: Estimate

    package init(name: String, before: Estimate, after: Estimate) {
      (self.name, self.before, self.after) = (name, before, after)
    }
  }

  package var key: String
  /// As written.
  package var before, after: String
  /// What the learner expected, in their own words; empty for nothing.
  package var prediction: String
  package var findings: [Finding]
  /// Whether the learner ended a training early; nil for no.
  package var isStopped: Bool?
}

/// Changes hyperparameters, and runs what depends on them.
package protocol Workbench {
  var knobs: [Knob] { get }

  /// Whether the model without a change is there.
  var isReady: Bool { get }

  /// Those knobs that a word may mean, by their names and explanations.
  func knobs(named word: String) -> [Knob]

  /// - Throws: `UsageError` for a value that is not allowed.
  func check(_ key: String, _ value: String) throws

  /// How long a change takes to run, in seconds; nil if nobody knows.
  /// - Throws: `UsageError` for a value that is not allowed.
  func seconds(_ key: String, _ value: String) throws -> Double?

  /// Runs the lesson's model as it is and with the change.
  /// - Returns: results of both, and both curves on one plot.
  func run(_ key: String, _ value: String) throws -> (findings: [Trial.Finding], figure: Figure)
}
