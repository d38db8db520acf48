import ArgumentParser
import Course
import Foundation
import Hyperparameters
import LessonKit
import Lessons
import Metrics
import Notebook
import Tensors
import Words

/// `tutor run`: a lesson, page by page.
struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(told: "run")

  @Argument(help: .told("help-run.lesson"), completion: .lessonsOrAll)
  var lesson: String

  @OptionGroup var hyperparameterOptions: HyperparameterOptions

  @Flag(help: .told("help-run.no-input"))
  var noInput = false

  @Flag(help: .told("help-run.quick"))
  var quick = false

  @Flag(help: .told("help-run.deeper"))
  var deeper = false

  @Flag(help: .told("help-run.fresh"))
  var fresh = false

  @Option(help: .told("help.output", valueName: "folder"))
  var output = "Runs"

  @Option(help: .told("help-run.plots", valueName: "where"))
  var plots = NotebookOptions.Plots.inline

  @Option(help: .told("help-run.threads"))
  var threads: Int?

  @Option(help: .told("help-run.labels", valueName: "name or file"))
  var labels: String?

  func run() throws {
    if let threads, !(1...256).contains(threads) {
      throw UsageError("bad-threads", ["threads": "\(threads)"])
    }
    let root = try ProjectRoot.find()
    let lessons = lesson == "all" ? Lesson.all : [try Lesson.named(lesson)]
    guard labels == nil || lessons.contains(where: { $0.number >= 4 }) else {
      throw UsageError("labels-elsewhere", ["lesson": lesson])
    }
    let hyperparameters = try hyperparameterOptions.hyperparameters(root: root, isQuick: quick)
    let settings = try CourseSettings(checking: hyperparameters)
    removeLeftovers()
    for lesson in try lessons.map({ try $0.suited(to: hyperparameters) }) {
      try run(lesson, root: root, settings, hyperparameters)
    }
    // What was too young at the start to be left behind for sure.
    removeLeftovers()
  }

  /// Deletes what killed programs have left.
  private func removeLeftovers() {
    RunFolder.removeLeftovers(inAll: URL(filePath: output))
    StageCache.standard().removeLeftovers()
    let files = [Progress.file(), LearnerRankings.standard.file]
    for folder in files.map({ $0.deletingLastPathComponent() }) + [
      LabelFile.folder, StageCache.standard().folder, FileManager.default.temporaryDirectory,
    ] {
      Words.removeLeftovers(in: folder)
    }
  }

  private func run(
    _ lesson: Lesson, root: URL, _ settings: CourseSettings, _ hyperparameters: Hyperparameters
  ) throws {
    let terminal = Terminal()
    try lesson.requireFittingText(in: root)
    let body = try lesson.body(hyperparameters, settings)
    if terminal.hasUnreadInput, !noInput { note("report.not-asked", on: terminal) }
    if terminal.isOutputTerminal, !Terminal.isUTF8() { note("report.locale", on: terminal) }
    // Whatever is wrong with settings or data is found before anything is written.
    let course = try makeCourse(settings, root: root)
    course.data.tellNotes(on: terminal)
    if course.labels?.isTorn == true { note("label.torn", on: terminal) }
    try lesson.requireMemory(for: course, hyperparameters)
    // Aligned to other people, a lesson is another one.
    let kept = lesson.runName + (labels.map { " --labels \($0)" } ?? "")
    let command =
      "./tutor run \(lesson.number)" + hyperparameterOptions.typed(isQuick: quick)
      + (labels.map { " --labels \($0)" } ?? "")
    let keeper = PlaceKeeper(file: Progress.file(), lesson: kept, command: command) {
      terminal.message(prose: Messages.text("report.note", ["note": $0]) + "\n")
    }
    let start =
      noInput || fresh
      ? .anew
      : try Return.offered(
        to: terminal, keeper.place, lesson: "\(lesson.number)",
        hyperparameters: hyperparameters.yaml)
    let notebook = try lesson.notebook(
      root: root, terminal: terminal,
      options: NotebookOptions(
        takesInput: !noInput, isQuick: quick, plots: plots, tellsBranches: deeper),
      run: start.run
        ?? RunFolder.create(
          in: URL(filePath: output), lesson: lesson.runName, hyperparameters: hyperparameters.yaml),
      language: .chosen, settings: hyperparameters.numbers.mapValues { Estimate($0) },
      changes: hyperparameters.changes
        + course.data.ownFiles.map { Messages.text("run-note.own-data", ["name": $0]) }
        + (labels.map { name in
          let sets = course.labels?.training.count ?? 0
          return [Messages.text("run-note.labels", ["name": name.markdownText, "sets": "\(sets)"])]
        } ?? []),
      seed: settings.seed, nextCommand: lesson.nextCommand,
      keeper: keeper, journal: start.journal)
    var observer = TerminalObserver(
      terminal: terminal, words: notebook.progressWords,
      isQuiet: { [weak notebook] in notebook?.isReplaying ?? false },
      makeProgress: notebook.progress)
    observer.didStopEarly = { [weak notebook] in notebook?.noteStop(of: $0) }
    observer.didJudge = { [weak notebook] judgement, remark in
      notebook?.add(judgement.checks, of: judgement.stage)
      if let remark { notebook?.noteFault(remark) }
    }
    course.observer = observer
    course.warnOfLongTraining(for: lesson.trainings)
    notebook.tools.glossary = { try GlossaryEntry.entries(root: root) }
    // The models of a form on the learner's own data are no models of the course.
    if let step = lesson.step {
      notebook.tools.talk = {
        course.observer = observer.quiet
        defer { course.observer = observer }
        var chat = Chat(
          course: course, models: try course.chatModels(upTo: step), terminal: terminal)
        try chat.run()
      }
    }
    notebook.tools.workbench = try workbench(
      of: lesson, hyperparameters, root: root, observer: observer.quiet)
    func run() throws { try notebook.run { try body(notebook, course) } }
    if noInput { try run() } else { try terminal.withKeysUnbuffered(run) }
  }

  private func note(_ key: String, on terminal: Terminal) {
    terminal.message(prose: Messages.text("report.note", ["note": Messages.text(key)]) + "\n")
  }

  private func makeCourse(_ settings: CourseSettings, root: URL) throws -> Course {
    let course = try Course(
      settings, dataFolder: root.appending(path: "Data"), cache: .standard(), usesRecords: !fresh,
      threads: threads ?? Workers.processors)
    if let labels {
      let own = try ownLabels(labels)
      try course.use(own.labels, at: own.path)
    }
    return course
  }

  /// The lesson's knobs; nil where it has none.
  private func workbench(
    of lesson: Lesson, _ hyperparameters: Hyperparameters, root: URL, observer: TerminalObserver
  ) throws -> LessonWorkbench? {
    let file = lesson.place(in: root).appending(path: "hyperparameters.yaml")
    guard !lesson.triedGroups.isEmpty else { return nil }
    let keys = try Set(HyperparameterFile(contentsOf: file).entries.map(\.key))
    return LessonWorkbench(
      lesson, hyperparameters, keys: keys,
      changing: {
        try hyperparameterOptions.hyperparameters(root: root, isQuick: quick, changing: $0)
      },
      makeCourse: {
        let course = try makeCourse($0, root: root)
        course.observer = observer
        return course
      })
  }

  /// The labels that are to count.
  ///
  /// - Throws: `UsageError` that names those there are; `Failure` for a damaged file.
  private func ownLabels(_ name: String) throws -> (labels: Labels, path: String) {
    let file = try LabelFile(nameOrPath: name)
    guard let labels = try file.read() else {
      let names = LabelFile.names
      throw UsageError(
        names.isEmpty ? "no-labels" : "no-such-labels",
        ["name": name, "path": file.url.path, "list": names.joined(separator: ", ")])
    }
    return (labels, file.url.path)
  }
}

extension NotebookOptions.Plots: ExpressibleByArgument {}
