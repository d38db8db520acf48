import Metrics
import Models
import ToyWorld
import Words

/// The language models of the course, as a command line calls them.
package enum CourseModel: String, CaseIterable, Codable, Sendable {
  /// Lessons 1, 3 and 5.
  case base, sft, ppo
  /// Lesson 7: from rankings, without a value model, and fine-tuned on the best of SFT's answers.
  case dpo, rloo, grpo, selected
  /// Lesson 8: from a verifier, and a small model that it has taught.
  case rlvr, student
}

extension [CourseModel] {
  /// Some models, as they are typed: `sft,ppo`.
  ///
  /// - Throws: `UsageError` for one that there is not.
  package init(typed: String) throws {
    let words = typed.split { ", ".contains($0) }.map(String.init)
    self = words.compactMap { CourseModel(rawValue: $0.lowercased()) }.withoutRepeats
    guard !isEmpty, words.allSatisfy({ CourseModel(rawValue: $0.lowercased()) != nil }) else {
      throw UsageError("models-unknown", ["given": typed])
    }
  }

  package var typed: String { map(\.rawValue).joined(separator: ",") }
}

extension Course {
  /// A model with the metrics of its training; it is trained where it is not yet.
  package func trained(_ model: CourseModel) throws -> (writer: Writer, metrics: MetricLog) {
    func parts<Snapshot>(
      _ stage: Stage<LanguageModel, Snapshot>
    ) -> (writer: Writer, metrics: MetricLog) {
      (stage.writer, stage.metrics)
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
    case .rlvr: parts(try verifiedPolicy())
    case .student: parts(try distilledStudent())
    }
  }
}
