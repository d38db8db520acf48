import Foundation
import Words

// Names in a lesson's text that no run measures.

extension LessonText {
  /// Names in placeholders, conditions and guesses that nothing stands for, each once.
  ///
  /// - Parameter isKnown: whether a name is that of a result or of a hyperparameter.
  /// - Throws: `Failure` for a text that cannot be read.
  package static func unknownNames(
    in file: URL, isKnown: (String) -> Bool
  ) throws -> [LessonProblem] {
    var seen: Set<String> = []
    return try LessonText(contentsOf: file).pages.flatMap(\.segments).flatMap(\.names)
      .filter { seen.insert($0).inserted && !isKnown($0) }
      .map { name in
        LessonProblem(
          Messages.text("lesson-problem.unknown-name", ["name": name]), in: file, at: name)
      }
  }
}

extension LessonText.Segment {
  /// The names of results and hyperparameters that it needs.
  fileprivate var names: [String] {
    let conditions: [Condition] =
      switch self {
      case .conditional(let text): [text.condition]
      case .worlds(let claim): [claim.condition]
      case .question(let question): question.options.compactMap(\.condition)
      default: []
      }
    let guessed: [String] = if case .guess(let guess) = self { [guess.result] } else { [] }
    return templates.flatMap(\.placeholders).flatMap(\.names) + conditions.flatMap(\.names)
      + guessed
  }
}
