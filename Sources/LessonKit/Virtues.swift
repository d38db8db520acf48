import Alignment
import Course
import ToyWorld

extension Answer {
  /// What the gold score weighs, by their names in results: three numbers from 0 to 1.
  package static let virtues: [(name: String, measure: @Sendable (Answer) -> Double)] = [
    ("helpful", { $0.judgement.helpful }), ("truthful", { $0.judgement.truthful }),
    ("harmless", { $0.judgement.harmless }),
  ]
}

extension [Answer] {
  /// The kinds of prompts that were answered.
  package var kinds: [PromptKind] { PromptKind.allCases.filter { !of($0).isEmpty } }
}
