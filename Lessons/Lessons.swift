import CapabilityVsAlignment
import Course
import Hyperparameters
import LessonKit
import LimitsOfRLHF
import NextTokenAndMaskedLM
import OtherWays
import PPOWithKL
import RewardRanking
import SupervisedFineTuning
import ToyTransformer
import VerifiableRewards
import Words

extension Lesson {
  /// All lessons, in their order.
  package static let all = [
    toyTransformer, capabilityVsAlignment, nextTokenAndMaskedLM, supervisedFineTuning,
    rewardRanking, ppoWithKL, limitsOfRLHF, otherWays, verifiableRewards,
  ]

  /// The lesson that a learner means by a number, a slug, the beginning of one (`ppo`) or a folder.
  ///
  /// - Throws: `UsageError` that lists what there is.
  package static func named(_ name: String) throws -> Lesson {
    if let lesson = all.first(where: { ["\($0.number)", $0.slug, $0.folder].contains(name) }) {
      return lesson
    }
    let begun = all.filter { name.count > 2 && $0.slug.hasPrefix(name) }
    if let lesson = begun.first, begun.count == 1 { return lesson }
    let list = all.map { "\($0.number) (\($0.slug))" }.joined(separator: ", ")
    throw UsageError("no-lesson", ["name": name, "list": list])
  }

  /// The lesson as the hyperparameters want it: on the toy world, or on the learner's own files.
  ///
  /// - Throws: `UsageError` for files that the lesson does not read, and for those that it lacks.
  package func suited(to hyperparameters: Hyperparameters) throws -> Lesson {
    let files = hyperparameters.ownFiles
    guard !files.isEmpty else { return self }
    let form = onOwnData?()
    if let other = files.first(where: { form?.takes.contains($0.key) != true }) {
      throw UsageError(
        form == nil ? "own-key.toy-world" : "own-key.other-lesson",
        other.values(lesson: number))
    }
    guard let form else { return self }
    let missing = form.needs.filter { key in !files.contains { $0.key == key } }
    guard missing.isEmpty else {
      let typed = files.map(\.typed) + missing.map { "--set \($0.rawValue)=FILE" }
      throw UsageError(
        "own-missing",
        [
          "lesson": "\(number)", "missing": missing.map(\.rawValue).joined(separator: " and "),
          "settings": typed.joined(separator: " "),
        ])
    }
    return form
  }

  /// What to type after this lesson.
  package var nextCommand: String {
    let next = Lesson.all.first { $0.number > number }
    return next.map { "./tutor run \($0.number)" } ?? "./tutor"
  }
}

extension CourseSettings {
  /// The settings of the course, once those of every lesson have been read, too.
  ///
  /// - Throws: `UsageError` for a value that cannot be used, and for a key that nobody asked for.
  package init(checking hyperparameters: Hyperparameters) throws {
    try self.init(hyperparameters)
    for lesson in Lesson.all { _ = try lesson.body(hyperparameters, self) }
    try hyperparameters.finish()
  }
}
