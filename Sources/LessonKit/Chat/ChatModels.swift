import Course
import Models
import Words

/// A model to talk to.
package struct ChatModel: Sendable {
  package let name: CourseModel
  package let model: LanguageModel

  package init(_ name: CourseModel, _ model: LanguageModel) {
    (self.name, self.model) = (name, model)
  }
}

extension CourseModel {
  /// How it's called in the text: base, SFT, PPO.
  package var title: String { Messages.text("chat-models.\(rawValue)") }
}

/// Who takes part in a chat, as far as they've been trained.
package struct ChatModels: Sendable {
  /// In the order in which they answer.
  package let models: [ChatModel]
  /// Gives answers a score; nil before lesson 4.
  package let judge: ScalarModel?
  /// What the KL divergence is measured from: the SFT model; nil before lesson 3.
  package let reference: LanguageModel?

  package init(_ models: [ChatModel], judge: ScalarModel? = nil, reference: LanguageModel? = nil) {
    (self.models, self.judge, self.reference) = (models, judge, reference)
  }
}

extension Course {
  /// Those that are there once a step of the course is done, trained where they aren't yet.
  package func chatModels(upTo step: Lesson.Step) throws -> ChatModels {
    switch step {
    case .transformer, .base: return ChatModels([ChatModel(.base, try base().product)])
    case .demonstrations, .rankings:
      let sft = try supervisedFineTuned().product
      return ChatModels(
        [ChatModel(.base, try base().product), ChatModel(.sft, sft)],
        judge: step == .rankings ? try rewardModel().product : nil, reference: sft)
    case .ppo, .limits: return try chatModels([.base, .sft, .ppo])
    case .others: return try chatModels([.sft, .ppo, .dpo, .grpo])
    case .checked: return try chatModels([.sft, .ppo, .rlvr, .student])
    }
  }

  /// Some models with the judge and the reference, trained where they aren't yet.
  package func chatModels(_ names: [CourseModel]) throws -> ChatModels {
    let sft = try supervisedFineTuned().product
    let models = try names.map { ChatModel($0, try trained($0).writer.model) }
    return ChatModels(models, judge: try rewardModel().product, reference: sft)
  }
}
