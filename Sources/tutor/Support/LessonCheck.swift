import Foundation
import Hyperparameters
import LessonKit
import Lessons
import Metrics
import Notebook
import Words

/// Checks the files of a lesson for its author.
struct LessonCheck {
  let folder: URL
  let root: URL
  /// Texts and the Swift file that tells each.
  private let files: [LessonFiles]

  /// A lesson of the course.
  init(_ lesson: Lesson, root: URL) {
    self.root = root
    folder = lesson.place(in: root)
    let forms = [lesson] + (lesson.onOwnData.map { [$0()] } ?? [])
    files = forms.map { form in
      let place = form.place(in: root)
      return LessonFiles(
        text: place.appending(path: "\(form.text).md"),
        source: place.appending(path: form.sourceFile), root: root)
    }
  }

  /// A folder with a `lesson.md` and the Swift file that has its cells.
  ///
  /// - Throws: `UsageError` if one is missing.
  init(folder: URL, root: URL) throws {
    (self.folder, self.root) = (folder, root)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()) ?? []
    let source = names.filter { $0.hasSuffix(".swift") }.map { folder.appending(path: $0) }
      .first { (try? readText($0))?.contains("notebook.cell(\"") ?? false }
    guard names.contains("lesson.md"), let source else {
      throw UsageError("no-lesson-folder", ["folder": folder.path(percentEncoded: false)])
    }
    files = [
      LessonFiles(text: folder.appending(path: "lesson.md"), source: source, root: root)
    ]
  }

  /// All that does not fit, in the order of files and lines.
  func problems() throws -> [LessonProblem] {
    var problems: [LessonProblem] = []
    for files in files {
      let found = try LessonText.problems(in: files)
      problems += found
      guard (try? LessonText(contentsOf: files.text)) != nil else { continue }
      problems += try LessonText.readingProblems(in: files) + unknownNames(in: files.text)
    }
    problems += wordProblems()
    for language in Language.all(in: root) where language != .english {
      problems += try translationProblems(in: language)
    }
    return problems.sorted { ($0.file.path, $0.line ?? 0) < ($1.file.path, $1.line ?? 0) }
  }

  /// What lessons show alike.
  private var shared: URL { root.appending(path: "Sources/LessonKit") }

  /// Names that neither the reference runs have measured, nor a file of settings has.
  private func unknownNames(in text: URL) throws -> [LessonProblem] {
    var settings = Set(
      try Hyperparameters.committedFiles(root: root).flatMap {
        try HyperparameterFile(contentsOf: $0).entries.map(\.key)
      })
    let own = folder.appending(path: "hyperparameters.yaml")
    if FileManager.default.fileExists(atPath: own.path) {
      settings.formUnion(try HyperparameterFile(contentsOf: own).entries.map(\.key))
    }
    let reference = root.appending(path: "Data/reference/\(folder.lastPathComponent).csv")
    let isMeasured =
      text.lastPathComponent == "lesson.md"
      && FileManager.default.fileExists(atPath: reference.path)
    let results = isMeasured ? Set(try ReferenceResults(readingFrom: reference).values.keys) : nil
    let endings = SwiftNames(in: [folder, shared]).endings
    return try LessonText.unknownNames(in: text) { name in
      if settings.contains(name) { return true }
      // Results have slashes in their names, hyperparameters dots.
      guard let results else { return name.contains("/") || !name.contains(".") }
      // What only some runs measure has a name in the code.
      return results.contains(name)
        || name.contains("/") && endings.contains(name.split(separator: "/").last ?? "")
    }
  }

  /// Figures and tables without words, and words without a figure or table.
  private func wordProblems() -> [LessonProblem] {
    let (code, all) = (SwiftNames(in: [folder]), SwiftNames(in: [folder, shared]))
    return [("figures", code.figures), ("tables", code.tables)].flatMap { list, names in
      let file = folder.appending(path: "\(list).yaml")
      do {
        let blocks = Set(try WordList(contentsOf: file).blocks.keys)
        return names.filter { !blocks.contains($0.name) }.map {
          LessonProblem(
            Messages.text("lesson-problem.no-words", ["name": $0.name, "file": "\(list).yaml"]),
            in: $0.file, at: "\"\($0.name)\"")
        }
          + blocks.subtracting(all.words).sorted().map {
            LessonProblem(
              Messages.text("lesson-problem.idle-words", ["name": $0]), in: file, at: "\($0):")
          }
      } catch {
        return [LessonProblem(error, in: file)]
      }
    }
  }

  private func translationProblems(in language: Language) throws -> [LessonProblem] {
    try files.flatMap { files in
      let name = files.text.deletingPathExtension().lastPathComponent
      return try LessonText.problems(name, in: folder, language: language).map { text in
        // The message begins with the file's name.
        let file = text.prefix { !$0.isWhitespace && $0 != "," }
        return LessonProblem(text, in: folder.appending(path: String(file)))
      }
    }
  }
}

/// Names of figures and tables as they stand in Swift files.
private struct SwiftNames {
  struct Name {
    let name: String
    let file: URL
  }

  private(set) var figures: [Name] = []
  private(set) var tables: [Name] = []
  /// All string literals without spaces.
  private(set) var words: Set<String> = []
  /// What stands after the last slash of a string literal, as in `"labour/\(name)/price"`.
  private(set) var endings: Set<Substring> = []

  init(in folders: [URL]) {
    let files = folders.flatMap { folder in
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
      return names.sorted().filter { $0.hasSuffix(".swift") }.map { folder.appending(path: $0) }
    }
    for file in files {
      guard let text = try? readText(file) else { continue }
      figures += text.matches(of: /Figure\(\s*name:\s*"([\w.-]+)"/).map {
        Name(name: String($0.1), file: file)
      }
      tables += text.matches(of: /Table\(\s*"([\w.-]+)"/).map {
        Name(name: String($0.1), file: file)
      }
      endings.formUnion(text.matches(of: /\/([\w.-]+)"/).map(\.1))
      words.formUnion(text.matches(of: /"([\w.-]+)"/).map { String($0.1) })
    }
  }
}
