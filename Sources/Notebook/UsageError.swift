/// Something that the learner typed, or a file that the learner wrote, cannot be used.
package struct UsageError: Error, Equatable, CustomStringConvertible {
  /// What was given and what is allowed.
  package let problem: String
  /// What to type instead.
  package let remedy: String

  package init(_ problem: String, remedy: String) {
    self.problem = problem
    self.remedy = remedy
  }

  /// EX_USAGE of sysexits.h.
  package static let exitCode: Int32 = 64

  package var description: String { "\(problem)\n\(remedy)" }
}
