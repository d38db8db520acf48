import Foundation
import Metrics
import Notebook
import Plotting
import TestSupport
import Testing
import Words

/// A lesson in a folder of its own, run with files in place of a terminal.
struct Sandbox {
  let folder: TemporaryFolder
  let notebook: Notebook

  /// - Parameters:
  ///   - text: the body of `lesson.md`.
  ///   - translation: the whole of `lesson.ko.md`, which is then told.
  ///   - cells: the Swift file's cells and their code.
  ///   - keys: what the learner types; nil for no learner.
  init(
    text: String, translation: String? = nil, cells: [(name: String, code: String)] = [],
    keys: String? = nil, columns: Int = 80, options: NotebookOptions = NotebookOptions(),
    map: PipelineMap? = nil,
    nextCommand: String? = nil, plotter: Plotter = Plotter(), words: LessonWords = LessonWords(),
    settings: [String: Estimate] = [:], worlds: ReferenceResults? = nil
  ) throws {
    folder = try TemporaryFolder()
    let code = cells.map { "  try notebook.cell(\"\($0.name)\")\n  \($0.code)\n" }.joined()
    let source = try folder.write("func lesson() {\n\(code)}\n", to: "Lessons/9-demo/Demo.swift")
    // Older than the test's executable, as a source is after a build.
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 0)], ofItemAtPath: source.path)
    let head = "---\ntitle: A demo\nquestion: Does it work?\nminutes: 3\n---\n"
    let place = try folder.write(head + text, to: "Lessons/9-demo/lesson.md")
      .deletingLastPathComponent()
    if let translation { _ = try folder.write(translation, to: "Lessons/9-demo/lesson.ko.md") }
    let lesson = try LessonText(
      in: place, language: translation == nil ? .english : Language(code: "ko"))
    let input = try folder.write(keys ?? "", to: "input")
    let terminal = Terminal(
      input: open(input.path, O_RDONLY),
      output: open(folder.url.appending(path: "output").path, O_CREAT | O_WRONLY, 0o600),
      error: open(folder.url.appending(path: "error").path, O_CREAT | O_WRONLY, 0o600),
      environment: ["COLUMNS": "\(columns)"], isInteractive: keys != nil)
    let run = try RunFolder.create(
      in: folder.url.appending(path: "Runs"), lesson: "9-demo", hyperparameters: "seed: 7\n")
    notebook = try Notebook(
      lesson: lesson, number: 9, name: "9-demo", sourceFile: source, root: folder.url,
      terminal: terminal, options: options, run: run, words: words, settings: settings, seed: 7,
      map: map, nextCommand: nextCommand, worlds: worlds, plotter: plotter)
  }

  var output: String { get throws { try folder.read("output") } }
  var messages: String { get throws { try folder.read("error") } }
  var transcript: String {
    get throws { try String(contentsOf: notebook.run.transcript, encoding: .utf8) }
  }
  var summary: RunSummary { get throws { try RunSummary(readingFrom: notebook.run.summary) } }
}

/// What a text says once `results` are measured, without the head of the page and the results.
func told(
  _ text: String, results: [String: Estimate] = [:], keys: String? = nil,
  worlds: ReferenceResults? = nil
) throws -> String {
  let sandbox = try Sandbox(text: text, keys: keys, worlds: worlds)
  for (name, estimate) in results { sandbox.notebook.record([name: estimate]) }
  try sandbox.notebook.finish()
  let output = try sandbox.output
  let start = output.range(of: "minutes of reading.\n")?.upperBound ?? output.startIndex
  let end =
    (output.range(of: "\nResults\n") ?? output.range(of: "\nThe files of this run"))?.lowerBound
    ?? output.endIndex
  return output[start..<end].trimmingCharacters(in: .newlines)
}

/// An estimate with a symmetric interval.
func estimate(_ value: Double, plusOrMinus half: Double, n: Int = 100) -> Estimate {
  Estimate(value: value, low: value - half, high: value + half, n: n)
}
