import Course
import Hyperparameters
import Metrics
import Models
import Notebook
import Synchronization
import Words

/// The settings of a lesson's form on the learner's own data, whose files are read before anything is written or
/// trained, and once.
package struct OwnDataLessonSettings: LessonSettings {
  private let settings: OwnDataSettings
  private let known = Known()

  private final class Known: Sendable {
    let data = Mutex<OwnData?>(nil)
  }

  package init(from decoder: any Decoder) throws { settings = try OwnDataSettings(from: decoder) }

  /// - Throws: `UsageError`, `Failure` for a file that cannot be used.
  package func check(with course: CourseSettings) throws { _ = try read() }

  func read() throws -> OwnData {
    try known.data.withLock { data in
      let read = try data ?? OwnData(settings)
      data = read
      return read
    }
  }
}

/// A file of the learner's own that the hyperparameters name.
package struct GivenFile {
  package let key: OwnKey
  package let path: String

  /// As one would type it.
  package var typed: String { "--set \(key.rawValue)=\(path.quotedForShell)" }

  /// For messages: the file, and the lesson that is about such.
  package var values: [String: String] {
    let right: [OwnKey: Int] = [.corpus: 2, .demonstrations: 3, .rankings: 4, .prompts: 5]
    return ["key": key.rawValue, "path": path, "right": "\(right[key] ?? 3)"]
  }

  package func values(lesson: Int) -> [String: String] {
    values.merging(["lesson": "\(lesson)"]) { $1 }
  }
}

extension Hyperparameters {
  /// The learner's own files, in the order of the lessons that they are for.
  package var ownFiles: [GivenFile] {
    OwnKey.allCases.compactMap { key in
      let path = text(of: key.rawValue)
      return path.isEmpty ? nil : GivenFile(key: key, path: path)
    }
  }
}

extension Lesson {
  /// The form of a lesson on the learner's own files, which it tells from `lesson-own.md`.
  ///
  /// - Parameters:
  ///   - last: the last of the trainings that it needs.
  ///   - run: one function, cell by cell.
  package static func onOwnData(
    _ folder: String, needs: [OwnKey], upTo last: Course.Trainings, source: String = #fileID,
    run: @escaping @Sendable (Notebook, OwnCourse) throws -> Void
  ) -> Lesson {
    Lesson(
      folder, step: nil, settings: OwnDataLessonSettings.self, text: "lesson-own",
      runName: "\(folder.prefix { $0.isNumber })-own-data", needs: needs,
      takes: OwnKey.allCases.filter { !needs.contains($0) }, source: source
    ) { notebook, course, settings in
      let own = try OwnCourse(course, settings.read(), needed: needs)
      try own.requireMemory(for: last)
      notebook.record(own.files)
      try run(notebook, own)
    }
  }
}

/// What became of the learner's files.
package struct OwnFiles: Measured {
  fileprivate let own: OwnCourse

  package var results: Results {
    Results(
      [OwnKey.demonstrations, .rankings, .prompts].map { key in
        let tally = own.tallies.first { $0.key == key }?.tally ?? OwnTally()
        return [
          "\(key)/rows": tally.rows, "\(key)/drawn": tally.drawn, "\(key)/empty": tally.empty,
          "\(key)/long": tally.long, "\(key)/cut": tally.cut, "\(key)/training": tally.training,
          "\(key)/held_out": tally.heldOut,
        ]
      }) + [
        "own/needed_context": own.neededContext, "own/answer_tokens": own.answerTokens,
        "own/prompt_tokens": own.configuration.contextLength - own.answerTokens,
        "own/has_corpus": own.data.corpus != nil,
        "own/has_prompts": own.data.prompts != nil,
        "own/practice_prompts": own.prompts.training.count,
        "own/examined_prompts": own.prompts.heldOut.count,
        "vocabulary": own.tokenizer.vocabularySize,
      ]
  }

  package var table: Table {
    Table(
      "own-files",
      columns: ["file"]
        + ["rows", "empty", "long", "cut", "training", "held-out"].map { .number($0) },
      rows: own.tallies.map { key, tally in
        [
          key.rawValue, tally.rows, tally.empty, tally.long, tally.cut, tally.training,
          tally.heldOut,
        ]
      })
  }
}

extension OwnCourse {
  package var files: OwnFiles { OwnFiles(own: self) }

  /// Answers of models to prompts that the learner types; without a learner to a held-out one.
  package func ask(
    _ models: KeyValuePairs<String, LanguageModel>, _ notebook: Notebook
  ) throws {
    var random = course.random("own prompts")
    try notebook.tryOut(prompts.heldOut.prefix(1).map(\.text)) { text in
      for (name, model) in models {
        let answers = answers(of: model, to: [prompt(text)], using: &random)
        for answer in answers { notebook.show("  \(name.padded(to: 5)) \(answer.shown)") }
      }
    }
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }

  /// The text on one line; of a long one its end, where what is asked stands.
  package var shownEnd: String {
    let line = onOneLine
    return line.count > 240 ? "… " + line.suffix(238) : line
  }

  /// The text on one line; of a long one its beginning.
  package var shownStart: String {
    let line = onOneLine
    return line.count > 240 ? line.prefix(238) + " …" : line
  }
}

extension OwnAnswer {
  /// The answer on one line, with a mark where it was cut off or is not shown to its end.
  package var shown: String {
    text.shownStart + (hasEnded || text.onOneLine.count > 240 ? "" : " …")
  }
}
