import Metrics
import Models
import ToyWorld

/// The language models of the course, as a command line calls them.
package enum CourseModel: String, CaseIterable, Sendable {
  /// Lessons 1, 3 and 5.
  case base, sft, ppo
  /// Lesson 7: from rankings, without a value model, and fine-tuned on the best of SFT's answers.
  case dpo, rloo, grpo, selected
}

extension Course {
  /// A model with the metrics of its training; it is trained where it is not yet.
  package func trained(_ model: CourseModel) throws -> (model: LanguageModel, metrics: MetricLog) {
    func parts<Snapshot>(
      _ stage: Stage<LanguageModel, Snapshot>
    ) -> (model: LanguageModel, metrics: MetricLog) {
      (stage.product, stage.metrics)
    }
    return switch model {
    case .base: parts(try base())
    case .sft: parts(try supervisedFineTuned())
    case .ppo: parts(try policy())
    case .dpo: parts(try directPolicy())
    case .rloo: parts(try groupPolicy(.rloo))
    case .grpo: parts(try groupPolicy(.grpo))
    case .selected:
      parts(
        try selfTaught(
          settings.selection, keeping: .best, by: rewardModel(), title: "selected"))
    }
  }
}
