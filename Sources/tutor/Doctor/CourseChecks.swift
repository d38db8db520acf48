import Course
import Foundation
import Hyperparameters
import LessonKit
import Lessons
import Metrics
import Notebook
import ToyWorld
import Words

/// Checks of the course's own files.
struct CourseChecks {
  let root: URL

  func lessons() -> Finding {
    check("lessons") {
      _ = try WordList("messages", in: root.appending(path: "Lessons"))
      for lesson in Lesson.all {
        let folder = lesson.place(in: root)
        _ = try LessonText(in: folder, language: .chosen)
        _ = try LessonWords(folder: folder)
        _ = try readFile(folder.appending(path: lesson.sourceFile))
      }
      return .ok(
        "lessons", "doctor.lessons", ["count": "\(Lesson.all.count)", "folder": root.path])
    }
  }

  /// The languages that the course is told in, at least in part, and the faults of each translation.
  func languages() -> [Finding] {
    let languages = Language.all(in: root)
    let list = languages.map(\.code).joined(separator: ", ")
    return [.ok("languages", "doctor.languages", ["list": list])]
      + languages.filter { $0 != .english }.flatMap { language -> [Finding] in
        do {
          return try faults(of: language).map {
            .note(
              "translation", "doctor.translation", ["language": language.code, "fault": $0],
              remedy: "doctor.translation-remedy")
          }
        } catch {
          return [CourseChecks.problem("translation", error)]
        }
      }
  }

  /// What is wrong with a translation, in words.
  private func faults(of language: Language) throws -> [String] {
    let lessons = root.appending(path: "Lessons")
    let terms = try GlossaryEntry.unknownTerms(root: root, language: language)
    return try Lesson.all.flatMap {
      try LessonText.problems(in: $0.place(in: root), language: language)
    } + WordList.problems("messages", in: lessons, language: language)
      + terms.map { Messages.text("doctor.unknown-term", ["term": $0]) }
  }

  func settings() -> Finding {
    check("settings") {
      let files = try Hyperparameters.committedFiles(root: root)
      _ = try CourseSettings(checking: Hyperparameters(files: files))
      let own = files.map(Hyperparameters.localFile)
        .count { FileManager.default.fileExists(atPath: $0.path) }
      return .ok(
        "settings", own == 0 ? "doctor.settings" : "doctor.settings-own",
        ["count": "\(files.count)", "own": "\(own)"])
    }
  }

  func data() -> Finding {
    check("data") {
      let folder = root.appending(path: "Data")
      let files = try DataFiles(in: folder)
      return .ok(
        "data", "doctor.data",
        [
          "documents": "\(files.web.count)", "validation": "\(files.webValidation.count)",
          "demonstrations": "\(files.demonstrations.count)", "folder": folder.path,
        ])
    }
  }

  func rankings() -> Finding {
    check("rankings") {
      let rankings = try LearnerRankings.standard.read()
      return .ok(
        "rankings", rankings.isEmpty ? "doctor.no-rankings" : "doctor.rankings",
        ["count": "\(rankings.count)", "file": LearnerRankings.standard.file.path])
    }
  }

  /// The folder of the course, and the checks of what it holds if it was found.
  static func findings() -> [Finding] {
    do {
      let checks = CourseChecks(root: try ProjectRoot.find())
      return [checks.lessons()] + checks.languages()
        + [checks.settings(), checks.data(), checks.rankings()]
    } catch {
      return [problem("lessons", error)]
    }
  }

  private func check(_ name: String, _ body: () throws -> Finding) -> Finding {
    do { return try body() } catch { return CourseChecks.problem(name, error) }
  }

  /// The course's own errors know their remedy.
  private static func problem(_ name: String, _ error: any Error) -> Finding {
    let (found, remedy) =
      switch error {
      case let error as any ExplainedError: (error.problem, error.remedy)
      default: (reason(of: error), Messages.text("doctor.course-remedy"))
      }
    return .problem(name, found: found, remedy: remedy)
  }
}
