import Course
import Foundation
import Notebook

/// A lesson of the course: where its text is, and the function that runs it.
package struct Lesson: Sendable {
  package let number: Int
  /// The folder's name without the number, for example `ppo-with-kl`.
  package let slug: String
  /// Whether it is told and run for a text that the learner has brought, in place of the toy world.
  package var isOnOwnText = false
  /// The lesson's folder below Lessons/.
  package var folder: String { "\(number)-\(slug)" }
  /// The Swift file whose cells are shown.
  package let sourceFile: String
  package let run: @Sendable (Notebook, Course) throws -> Void

  /// The file in the folder whose text is told.
  package var textFile: String { isOnOwnText ? "lesson-corpus.md" : "lesson.md" }
  /// What its runs are called, for example `5-ppo-with-kl`.
  package var runName: String { isOnOwnText ? "\(number)-own-text" : folder }

  /// All lessons, in their order.
  package static let all = [
    Lesson(
      number: 0, slug: "toy-transformer", sourceFile: "TransformerLesson.swift",
      run: toyTransformer),
    Lesson(
      number: 1, slug: "capability-vs-alignment", sourceFile: "CapabilityLesson.swift",
      run: capabilityAndAlignment),
    Lesson(
      number: 2, slug: "next-token-and-masked-lm", sourceFile: "LanguageModelsLesson.swift",
      run: languageModels),
    Lesson(
      number: 3, slug: "supervised-fine-tuning", sourceFile: "FineTuningLesson.swift",
      run: supervisedFineTuning),
    Lesson(
      number: 4, slug: "reward-ranking", sourceFile: "RewardLesson.swift", run: rewardRanking),
    Lesson(number: 5, slug: "ppo-with-kl", sourceFile: "PPOLesson.swift", run: ppoWithKL),
    Lesson(
      number: 6, slug: "limits-of-rlhf", sourceFile: "LimitsLesson.swift", run: limitsOfRLHF),
  ]

  /// Lesson 2 on a text of the learner's own.
  package static let onOwnText = Lesson(
    number: 2, slug: "next-token-and-masked-lm", isOnOwnText: true,
    sourceFile: "OwnTextLesson.swift", run: ownText)

  /// The lesson as the settings want it: on the toy world, or on the text named by `corpus`.
  ///
  /// - Throws: `UsageError` for a lesson that is about the toy world alone.
  package func suited(to settings: CourseSettings) throws -> Lesson {
    guard !settings.ownText.corpus.isEmpty else { return self }
    guard number == Lesson.onOwnText.number else {
      throw UsageError(
        "corpus=\(settings.ownText.corpus) is for lesson 2; lesson \(number) needs the toy world.",
        remedy: "Leave corpus out, or run ./tutor run 2 --set corpus=\(settings.ownText.corpus)")
    }
    return .onOwnText
  }

  /// The lesson that a learner means by a number or a slug.
  ///
  /// - Throws: `UsageError` that lists what there is.
  package static func named(_ name: String) throws -> Lesson {
    if let lesson = all.first(where: {
      "\($0.number)" == name || $0.slug == name || $0.folder == name
    }) {
      return lesson
    }
    let list = all.map { "\($0.number) (\($0.slug))" }.joined(separator: ", ")
    throw UsageError(
      "There is no lesson \"\(name)\".", remedy: "Lessons are \(list); for example `./tutor run 1`."
    )
  }
}

extension Lesson {
  private static let steps = [
    "transformer", "base model", "demonstrations", "rankings", "PPO", "limits",
  ]

  /// Where the lesson stands in the making of an aligned model.
  package var map: PipelineMap? {
    guard !isOnOwnText else { return nil }
    let step = [0: 0, 1: 1, 2: 1, 3: 2, 4: 3, 5: 4, 6: 5][number]
    return step.map { PipelineMap(steps: Lesson.steps, current: $0) }
  }

  /// What to type after this lesson.
  package var nextCommand: String {
    let index = Lesson.all.firstIndex { $0.number == number } ?? 0
    return Lesson.all.indices.contains(index + 1)
      ? "./tutor run \(Lesson.all[index + 1].number)" : "./tutor"
  }
}
