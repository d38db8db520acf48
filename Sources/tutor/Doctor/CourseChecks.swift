import Course
import Foundation
import Lessons
import Metrics
import Notebook
import ToyWorld

/// Checks of the course's own files.
struct CourseChecks {
  let root: URL

  func lessons() -> Finding {
    check("lessons") {
      for lesson in Lesson.all {
        let folder = root.appending(path: "Lessons").appending(path: lesson.folder)
        _ = try LessonText(contentsOf: folder.appending(path: "lesson.md"))
        _ = try readFile(folder.appending(path: lesson.sourceFile))
      }
      return "\(Lesson.all.count) lessons in \(root.path)"
    }
  }

  func settings() -> Finding {
    check("settings") {
      let files = CourseSettings.files(root: root)
      _ = try CourseSettings(Hyperparameters(files: files))
      let own = files.map(Hyperparameters.localFile)
        .count { FileManager.default.fileExists(atPath: $0.path) }
      return "\(files.count) files of hyperparameters"
        + (own == 0 ? "" : ", and \(own) of your own")
    }
  }

  func data() -> Finding {
    check("data") {
      let folder = root.appending(path: "Data")
      let documents = try JSONLines.read(
        WebTextRecord.self, from: folder.appending(path: WorldFiles.web))
      let validation = try JSONLines.read(
        WebTextRecord.self, from: folder.appending(path: WorldFiles.webValidation))
      let demonstrations = try JSONLines.read(
        DemonstrationRecord.self, from: folder.appending(path: WorldFiles.demonstrations))
      return "\(documents.count) + \(validation.count) documents, \(demonstrations.count) "
        + "demonstrations in \(folder.path)"
    }
  }

  func rankings() -> Finding {
    check("rankings") {
      let rankings = try LearnerRankings.standard.read()
      return rankings.isEmpty
        ? "none of your own yet"
        : "\(rankings.count) of your own in \(LearnerRankings.standard.file.path)"
    }
  }

  /// The folder of the course, and the checks of what it holds if it was found.
  static func findings() -> [Finding] {
    do {
      let checks = CourseChecks(root: try ProjectRoot.find())
      return [checks.lessons(), checks.settings(), checks.data(), checks.rankings()]
    } catch {
      return [problem("lessons", error)]
    }
  }

  private func check(_ name: String, _ body: () throws -> String) -> Finding {
    do { return .ok(name, try body()) } catch { return CourseChecks.problem(name, error) }
  }

  /// The course's own errors know their remedy.
  private static func problem(_ name: String, _ error: any Error) -> Finding {
    let (found, remedy) =
      switch error {
      case let error as UsageError: (error.problem, error.remedy)
      case let error as FileError: ("\(error.path): \(error.reason)", error.remedy)
      case let error as DataFileError:
        ("\(error.path)\(error.line.map { ", line \($0)" } ?? ""): \(error.problem)", error.remedy)
      default: ("\(error)", "To see what was changed in the course, type: git diff")
      }
    return .problem(name, found, remedy: remedy)
  }
}
