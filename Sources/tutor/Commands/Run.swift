import ArgumentParser
import Course
import Foundation
import Lessons
import Notebook
import Tensors

/// `tutor run`: a lesson, page by page.
struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a lesson, or all of them.",
    discussion: """
      A lesson trains what it needs, and keeps it: what has been trained once is not trained again \
      until something it depends on changes.

      EXAMPLES
        tutor run 0                          the first lesson, by number
        tutor run ppo-with-kl                a lesson by name
        tutor run all --no-input             the whole course without a question
        tutor run 5 --set ppo.klCoefficient=0
        tutor run 3 --params Runs/latest/hyperparameters.yaml
        tutor run 5 --quick                  does everything run?
      """)

  @Argument(help: "The lesson's number or name, or \"all\".")
  var lesson: String

  @OptionGroup var hyperparameterOptions: HyperparameterOptions

  @Flag(help: "Ask nothing: show every page and run every cell.")
  var noInput = false

  @Flag(help: "A smoke run of seconds; its numbers mean nothing.")
  var quick = false

  @Flag(help: "Train everything again, whatever was trained before.")
  var fresh = false

  @Option(help: ArgumentHelp("Where runs are kept.", valueName: "folder"))
  var output = "Runs"

  @Option(help: ArgumentHelp("Where figures go: inline, files or none.", valueName: "where"))
  var plots = NotebookOptions.Plots.inline

  @Option(
    help:
      "How many threads compute; as many as there are processors if not given. Results are the same."
  )
  var threads: Int?

  func run() throws {
    if let threads, !(1...256).contains(threads) {
      throw UsageError(
        "--threads \(threads): from 1 to 256.", remedy: "For example: --threads 2")
    }
    let root = try ProjectRoot.find()
    let lessons = lesson == "all" ? Lesson.all : [try Lesson.named(lesson)]
    let hyperparameters = try hyperparameterOptions.hyperparameters(root: root)
    let settings = try CourseSettings(hyperparameters)
    for lesson in try lessons.map({ try $0.suited(to: settings) }) {
      try run(
        lesson, root: root, settings: quick ? settings.quick() : settings,
        yaml: hyperparameters.yaml)
    }
  }

  private func run(
    _ lesson: Lesson, root: URL, settings: CourseSettings, yaml: String
  ) throws {
    let folder = root.appending(path: "Lessons").appending(path: lesson.folder)
    let terminal = Terminal()
    // Whatever is wrong with settings or data is found before anything is written.
    let course = try Course(
      settings, dataFolder: root.appending(path: "Data"), cache: .standard(), usesRecords: !fresh,
      threads: threads ?? Workers.processors)
    let notebook = try Notebook(
      lesson: LessonText(contentsOf: folder.appending(path: lesson.textFile)),
      number: lesson.number, name: lesson.runName,
      sourceFile: folder.appending(path: lesson.sourceFile), root: root, terminal: terminal,
      options: NotebookOptions(takesInput: !noInput, isQuick: quick, plots: plots),
      run: RunFolder.create(
        in: URL(filePath: output), lesson: lesson.runName, hyperparameters: yaml),
      seed: settings.seed, map: lesson.map, nextCommand: lesson.nextCommand)
    course.observer = TerminalObserver(terminal: terminal, makeProgress: notebook.progress)
    try notebook.run { try lesson.run(notebook, course) }
  }
}

extension NotebookOptions.Plots: ExpressibleByArgument {}
