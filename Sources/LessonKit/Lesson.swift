import Course
import Foundation
import Hyperparameters
import Metrics
import Notebook
import Words

/// The hyperparameters of one lesson, which no other lesson and no shared stage reads. The properties
/// have the names of the groups in the lesson's file.
package protocol LessonSettings: Decodable, Sendable {
  /// - Throws: `UsageError` for values that contradict each other or those of the course.
  func check(with course: CourseSettings) throws
  /// How much the lesson's own trainings read at once.
  var batches: Course.OwnBatches { get }
}

extension LessonSettings {
  package func check(with course: CourseSettings) throws {}
  package var batches: Course.OwnBatches { Course.OwnBatches() }
}

extension Lesson.Step {
  /// The last of the trainings that a lesson at this step needs.
  fileprivate var trainings: Course.Trainings {
    switch self {
    case .transformer, .base: .base
    case .demonstrations: .supervised
    case .rankings: .rewardModel
    case .ppo, .limits, .others: .policy
    case .checked: .student
    }
  }
}

/// A lesson of the course: its folder, its place in the making of an aligned model, its hyperparameters,
/// and the function that runs it. This declaration is all that the rest of the program knows of it.
package struct Lesson: Sendable {
  /// How far the course has come with a lesson.
  package enum Step: String, CaseIterable, Sendable {
    case transformer, base, demonstrations, rankings, ppo, limits, others, checked

    /// What the map on the first page shows of it: all that is beyond PPO stands at one place.
    fileprivate var onMap: Step { self == .checked ? .others : self }
  }

  /// Runs the lesson on a course.
  package typealias Body = (Notebook, Course) throws -> Void

  /// Below Lessons/, for example `5-ppo-with-kl`.
  package let folder: String
  /// Nil for a form of a lesson that is outside of the course's line.
  package let step: Step?
  /// The file whose text is told, without its ending: `lesson`.
  package let text: String
  /// What its runs are called, for example `5-ppo-with-kl`.
  package let runName: String
  /// The Swift file whose cells are shown.
  package let sourceFile: String
  /// Its form on what the learner has brought; nil if it is about the toy world alone.
  package let onOwnData: (@Sendable () -> Lesson)?
  /// The learner's files that it needs, and those that it can use; none but for a form on these.
  package let needs, takes: [OwnKey]
  private let makeBody: @Sendable (Hyperparameters, CourseSettings) throws -> Body
  private let makeBatches: @Sendable (Hyperparameters) throws -> Course.OwnBatches
  /// Groups of hyperparameters that its trial depends on, such as `ppo`; none if it has no trial.
  package let triedGroups: [String]
  private let makeTrial:
    @Sendable (Hyperparameters, CourseSettings, () throws -> Course) throws -> TrialOutcome?

  /// - Parameters:
  ///   - settings: the hyperparameters that are the lesson's own.
  ///   - source: the file of `run`, which is where this is written.
  ///   - trying: groups of hyperparameters that a learner may change on a page, and what becomes of the lesson's
  ///     main model then.
  ///   - run: one function, cell by cell.
  package init<Settings: LessonSettings>(
    _ folder: String, step: Step?, settings: Settings.Type, text: String = "lesson",
    runName: String? = nil, needs: [OwnKey] = [], takes: [OwnKey] = [],
    onOwnData: (@Sendable () -> Lesson)? = nil, source: String = #fileID,
    trying: (groups: [String], trial: @Sendable (Course, Settings) throws -> TrialOutcome)? = nil,
    run: @escaping @Sendable (Notebook, Course, Settings) throws -> Void
  ) {
    self.folder = folder
    self.step = step
    self.text = text
    self.runName = runName ?? folder
    (self.needs, self.takes, self.onOwnData) = (needs, needs + takes, onOwnData)
    sourceFile = String(source.split(separator: "/").last ?? "")
    triedGroups = trying?.groups ?? []
    makeTrial = { hyperparameters, course, makeCourse in
      try trying.map { try $0.trial(makeCourse(), hyperparameters.decode(Settings.self)) }
    }
    makeBatches = { try $0.decode(Settings.self).batches }
    makeBody = { hyperparameters, course in
      let settings = try hyperparameters.decode(Settings.self)
      try settings.check(with: course)
      return { try run($0, $1, settings) }
    }
  }

  private struct NoSettings: LessonSettings {}

  /// A lesson without hyperparameters of its own.
  package init(
    _ folder: String, step: Step?, source: String = #fileID,
    trying: (groups: [String], trial: @Sendable (Course) throws -> TrialOutcome)? = nil,
    run: @escaping @Sendable (Notebook, Course) throws -> Void
  ) {
    self.init(
      folder, step: step, settings: NoSettings.self, source: source,
      trying: trying.map { trying in (trying.groups, { course, _ in try trying.trial(course) }) }
    ) { notebook, course, _ in
      try run(notebook, course)
    }
  }

  /// The number that the folder begins with.
  package var number: Int { Int(folder.prefix { $0.isNumber }) ?? 0 }
  /// The folder's name without the number, for example `ppo-with-kl`.
  package var slug: String { String(folder.drop { $0.isNumber }.dropFirst()) }

  /// Reads the lesson's hyperparameters, so that what is wrong with them is found before anything runs.
  ///
  /// - Throws: `UsageError`.
  package func body(_ hyperparameters: Hyperparameters, _ course: CourseSettings) throws -> Body {
    try makeBody(hyperparameters, course)
  }

  /// Refuses trainings that do not fit into memory, before anything is trained.
  ///
  /// - Throws: `UsageError`.
  package func requireMemory(for course: Course, _ hyperparameters: Hyperparameters) throws {
    try course.requireMemory(for: trainings, with: makeBatches(hyperparameters))
  }

  /// The last of the course's trainings that it needs.
  package var trainings: Course.Trainings { step?.trainings ?? .base }

  /// What becomes of the lesson's main model; nil where it has no trial.
  func trial(
    _ hyperparameters: Hyperparameters, _ settings: CourseSettings,
    on makeCourse: () throws -> Course
  ) throws -> TrialOutcome? {
    try makeTrial(hyperparameters, settings, makeCourse)
  }

  /// Where the lesson stands in the making of an aligned model.
  package var map: PipelineMap? {
    let steps = Step.allCases.filter { $0.onMap == $0 }
    guard let step, let current = steps.firstIndex(of: step.onMap) else { return nil }
    return PipelineMap(steps: steps.map { Messages.text("map.\($0)") }, current: current)
  }

  /// The place of its folder.
  package func place(in root: URL) -> URL { root.appending(path: "Lessons/\(folder)") }

  /// Checks that the lesson's text fits its code and what it quotes, before it begins.
  ///
  /// - Throws: `Failure` for the first thing that does not fit, with file and line.
  package func requireFittingText(in root: URL) throws {
    let place = place(in: root)
    let files = LessonFiles(
      text: place.appending(path: "\(text).md"), source: place.appending(path: sourceFile),
      root: root)
    guard let problem = try LessonText.problems(in: files).first else { return }
    throw Failure(
      "lesson-files", ["reason": problem.text], at: problem.file.path, line: problem.line)
  }

  /// A notebook that tells the lesson.
  ///
  /// - Parameters:
  ///   - settings: hyperparameters that are numbers, which the prose may tell.
  ///   - changes: those that are not the default ones.
  /// - Throws: `Failure` or `UsageError` for a text that cannot be read.
  package func notebook(
    root: URL, terminal: Terminal, options: NotebookOptions, run: RunFolder, language: Language,
    settings: [String: Estimate] = [:], changes: [String] = [], seed: UInt64,
    nextCommand: String?, keeper: PlaceKeeper? = nil, journal: Journal = Journal()
  ) throws -> Notebook {
    let place = place(in: root)
    let reference = root.appending(path: "Data/reference/\(runName).csv")
    let isKnown = FileManager.default.fileExists(atPath: reference.path)
    return try Notebook(
      lesson: LessonText(text, in: place, language: language), number: number, name: runName,
      sourceFile: place.appending(path: sourceFile), root: root, terminal: terminal,
      options: options, run: run, words: LessonWords(folder: place, language: language),
      settings: settings, changes: changes, seed: seed, map: map, nextCommand: nextCommand,
      worlds: isKnown ? ReferenceResults(readingFrom: reference) : nil, keeper: keeper,
      journal: journal)
  }
}
