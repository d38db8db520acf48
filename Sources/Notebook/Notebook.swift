import Foundation
import Metrics
import Plotting
import Words

/// A lesson as it runs: prose, the code that is about to run, and what it shows, a page at a time.
///
/// The lesson itself is one plain function. It calls `cell(_:)` where its text has an anchor, and
/// shows and records what it measures; everything that stands before the anchor in `lesson.md` is
/// told by the call. `run` is the frame around it.
package final class Notebook {
  /// The numbers of the trainings, for `metrics.csv`.
  package var metrics = MetricLog()
  /// What was measured so far, which `summary.json` holds.
  package private(set) var measured = Results()
  /// What the prose can tell: hyperparameters, and what was measured.
  private(set) var told: [String: Estimate]
  package let run: RunFolder
  package let terminal: Terminal
  package let options: NotebookOptions

  let lesson: LessonText
  let source: LessonSource
  let plotter: Plotter
  let words: LessonWords
  private let number: Int
  let heading: String
  private let map: PipelineMap?
  private let nextCommand: String?
  let lessonName: String
  let seed: UInt64
  /// The settings that are not the default ones.
  let changes: [String]
  /// What the lesson's results were in other worlds; nil if nobody knows.
  package let worlds: ReferenceResults?

  var transcript = Transcript()
  /// Remarks that a reader of the results must know.
  package private(set) var notes: [String] = []
  /// What must have been so when trainings started, such as `base/loss`.
  var startChecks: [String: StartCheck] = [:]
  private(set) var nextPage = 0
  private(set) var isComplete = false
  private var renderer: MarkdownRenderer
  /// What was shown, for the learner who turns back.
  var screens = Screens()
  /// What the learner did, which leads back to the same place.
  var journal: Journal { didSet { screenOfEntry = screens.current } }
  /// The screen on which the learner last did something.
  private(set) var screenOfEntry = 0
  /// Whether the lesson is gone through again, silently, up to the place where it was left.
  package internal(set) var isReplaying: Bool
  /// How many screens had been seen after that, when the learner left.
  let seenScreens: Int
  /// When the learner last went on.
  var lastStop = ContinuousClock.now
  /// Whether the text is passed over, up to the next code.
  var isSkimming = false
  /// Why the learner left while something was shown: the next thing that can fail throws it.
  var departure: (any Error)?
  /// What the learner can do at any stop.
  package var tools = Tools()
  var lastShown = Shown.nothing
  /// The code of the last cell, and the last figure.
  private(set) var lastListing: SourceListing?
  var lastFigure: Figure?
  /// The learner's answers to questions that are judged later.
  var predictions: [String: Int] = [:]
  var guesses: [String: Double] = [:]
  /// What the learner tried at the knobs, and whether something is tried now.
  var tried: [Trial] = []
  var isTrying = false
  /// How many trainings the learner has ended early.
  var stops = 0
  var hasMissedPlots = false
  /// How figures are shown, once the terminal was asked.
  var knownPlotWay: PlotWay?
  /// Keeps where the learner is; nil where nobody comes back.
  let keeper: PlaceKeeper?
  /// Whether the branch that begins, or has begun, is told.
  private var isInBranch = false
  /// True in a branch that is skipped: what it measures is kept, and nothing is shown.
  private(set) var isSilent = false
  var hasToldSilentTraining = false

  enum Shown { case nothing, block, output, progress }

  /// - Parameters:
  ///   - number: the lesson's number, for the head of each page.
  ///   - name: the lesson's name in files, such as `5-ppo-with-kl`.
  ///   - sourceFile: the lesson's Swift file.
  ///   - root: the folder of the project; paths are shown from there.
  ///   - words: of figures, tables and cells.
  ///   - settings: hyperparameters that are numbers, by their keys; the prose may tell them.
  ///   - changes: settings that are not the default ones, such as `ppo.klCoefficient=0.4`.
  ///   - seed: for `summary.json`.
  ///   - map: the course, with this lesson in it.
  ///   - nextCommand: what to type after this lesson.
  ///   - worlds: what the lesson's results were in other worlds.
  ///   - keeper: keeps where the learner is.
  ///   - journal: what the learner did before, to come back to the same place.
  package init(
    lesson: LessonText, number: Int, name: String, sourceFile: URL, root: URL, terminal: Terminal,
    options: NotebookOptions, run: RunFolder, words: LessonWords = LessonWords(),
    settings: [String: Estimate] = [:], changes: [String] = [], seed: UInt64 = 0,
    map: PipelineMap? = nil, nextCommand: String? = nil, worlds: ReferenceResults? = nil,
    keeper: PlaceKeeper? = nil,
    journal: Journal = Journal(), plotter: Plotter = Plotter(check: Interruption.check)
  ) throws {
    self.lesson = lesson
    self.terminal = terminal
    self.options = options
    self.run = run
    self.words = words
    told = settings
    self.changes = changes
    self.map = map
    self.nextCommand = nextCommand
    self.plotter = plotter
    self.seed = seed
    self.worlds = worlds
    self.keeper = keeper
    self.journal = journal
    isReplaying = journal.isReplaying
    // A lesson that begins anew has tried nothing.
    let place = isReplaying ? keeper?.place : nil
    tried = place?.tried ?? []
    seenScreens = place?.screens ?? 0
    lessonName = name
    self.number = number
    heading = "\(number) · \(lesson.head.title)"
    source = try LessonSource(file: sourceFile, root: root)
    renderer = MarkdownRenderer(width: terminal.pageWidth, colour: terminal.colour)
    if options.isQuick { note(Messages.text("run-note.quick")) }
  }

  /// True if there is a learner who answers.
  package var isInteractive: Bool {
    options.takesInput && terminal.isInteractive && !isSilent
  }

  // MARK: The course of a lesson

  /// Runs a lesson to its end. However it ends, the folder of the run is left usable.
  /// - Throws: what `body` throws; `Quit` and `Interrupted` if the learner left.
  package func run(_ body: () throws -> Void) throws {
    do {
      try body()
      try finish()
      try leaveIfAsked()
    } catch {
      note(Messages.text(isLeaving(error) ? "run-note.stopped" : "run-note.failed"))
      // The first error is the one to report.
      try? save()
      if isLeaving(error) {
        let path = source.shown(run.url)
        let isKept = keeper?.hasFailed == false && isInteractive
        let words = Messages.text(
          isKept ? "page.place-kept" : "page.files-so-far",
          ["path": path, "command": keeper?.command ?? ""])
        terminal.message(prose: "\n" + words + "\n")
      }
      throw error
    }
  }

  private func isLeaving(_ error: any Error) -> Bool { error is Quit || error is Interrupted }

  /// Tells the text up to the anchor `name`, shows the code from this call to the next one, and
  /// waits for Enter. In a branch that is skipped it only makes what follows silent.
  /// - Throws: `Quit`, `Interrupted`, or a `Failure` if the run cannot be saved.
  package func cell(_ name: String) throws {
    while true {
      try Interruption.check()
      try leaveIfAsked()
      try save()
      // What a cell has shown is looked at before the next page comes.
      if !screens.isEmpty { try wait(at: .output) }
      guard nextPage < lesson.pages.count - 1 else {
        throw misfit("no-anchor", cell: name)
      }
      let page = lesson.pages[nextPage]
      try turn(to: page)
      guard let anchor = page.cell else { continue }
      guard anchor == name else {
        throw misfit("no-anchor", cell: name)
      }
      if !isSilent { try showCode(of: name) }
      return
    }
  }

  /// Tells a page, or skips it. One that leads to no cell ends with a wait.
  private func turn(to page: LessonText.Page) throws {
    isSilent = page.branch != nil && !isInBranch
    hasToldSilentTraining = hasToldSilentTraining && isSilent
    if isSilent {
      nextPage += 1
    } else {
      try tell(page)
      if page.cell == nil, nextPage < lesson.pages.count { try waitAtEnd(of: page) }
    }
  }

  /// Where a branch begins, the learner decides whether to follow it.
  private func waitAtEnd(of page: LessonText.Page) throws {
    guard page.branch == nil, let branch = lesson.pages[nextPage].branch else {
      try wait(at: .page)
      return
    }
    isInBranch = options.tellsBranches
    if isInBranch {
      try wait(at: .page)
    } else if isInteractive {
      isInBranch = try wait(at: .branch(branch))
    } else {
      tell(markdown: Messages.text("page.skipped", ["branch": branch]))
    }
  }

  /// Tells the rest of the text, the results, where the files are, and what to type next.
  package func finish() throws {
    if !screens.isEmpty { try wait(at: .output) }
    while nextPage < lesson.pages.count {
      let page = lesson.pages[nextPage]
      if let cell = page.cell { throw misfit("no-cell", cell: cell) }
      try turn(to: page)
    }
    // Where the lesson was left on its last page, it waits there.
    if isReplaying { try wait(at: .output) }
    transcript.role = .finding
    let headlines = resultsTable
    let path = source.shown(run.url)
    if !headlines.rows.isEmpty {
      tell(markdown: "### " + Messages.text("page.results"))
      show(headlines)
      let others = measured.names.count - headlines.rows.count
      if others > 0 {
        tell(
          markdown: Messages.text(
            "page.other-results",
            [
              "count": "\(others)",
              "command": "./tutor summary \(path.quotedForShell)".markdownCode,
            ]),
          path: path)
      }
    }
    for note in notes { tell(markdown: Messages.text("page.note", ["note": note])) }
    let next = nextCommand.map { "\n\n" + Messages.text("page.next", ["command": $0]) } ?? ""
    tell(markdown: Messages.text("page.files", ["path": path.markdownCode]) + next, path: path)
    isComplete = true
    goLive()
    try save()
    keepPlace()
  }

  /// Those results that the last page tells: the lesson's sum.
  private var resultsTable: Table {
    var table = Table(
      columns: [
        "results.name", .number("results.value"), "results.interval", .number("results.n"),
      ])
    for name in lesson.headlines {
      guard let result = measured[name] else { continue }
      table.add(name, result.formattedValue, result.formattedInterval, result.n)
    }
    return table
  }

  /// The lesson's name, and which page this is.
  func head(ofPage index: Int) -> StyledText {
    let number = ["page": lesson.number(ofPage: index), "count": "\(lesson.core.count)"]
    let isBranch = lesson.pages[index].branch != nil
    let place = Messages.text(isBranch ? "page.deeper" : "page.place", number)
    let room = terminal.pageWidth - place.displayWidth - 2
    var head = StyledText(heading, .bold).truncated(to: room).padded(to: room + 2)
    head.append(place, .dim)
    return head
  }

  private func tell(_ page: LessonText.Page) throws {
    let isFirst = nextPage == 0
    block([head(ofPage: nextPage)])
    nextPage += 1
    if isFirst { transcript.add(title: heading) } else { transcript.addPage() }
    if isFirst {
      if let map {
        block(map.lines(width: terminal.pageWidth))
        transcript.role = .remark
        transcript.add(markdown: map.markdown)
        transcript.role = .told
      }
      let minutes = "\(lesson.head.minutes)"
      tell(
        markdown: Messages.text(
          "page.question", ["question": lesson.head.question, "minutes": minutes]))
      if !changes.isEmpty, !options.isQuick {
        let changes = changes.map(\.printable.markdownCode).joined(separator: ", ")
        tell(markdown: Messages.text("page.changed", ["changes": changes]))
      }
    }
    for segment in page.segments { try tell(segment) }
  }

  /// Tells Markdown and writes it down. A path in it that is given stays whole.
  func tell(markdown: String, blanks: String? = nil, path: String = "") {
    let told = path.isEmpty ? markdown : markdown.replacing(path, with: path.unbroken)
    let fresh = renderer
    block { width in
      // An address that is shown once isn't shown again, but for another layout.
      renderer = fresh
      renderer.width = max(20, width)
      return renderer.lines(of: told)
    }
    transcript.add(markdown: markdown, blanks: blanks)
  }

  private func showCode(of name: String) throws {
    if source.isStale {
      tell(markdown: Messages.text("page.stale-code", ["path": source.path.markdownCode]))
    } else {
      guard let listing = source.cell(name) else {
        throw misfit("no-cell", cell: name)
      }
      lastListing = listing
      if listing.lines.isEmpty {
        try wait(at: .page)
        return
      }
      show(listing)
    }
    try wait(at: .code(isStale: source.isStale))
  }

  /// The text and the code that runs do not fit, although the files did: one was changed since the program was
  /// built, or while it runs.
  private func misfit(_ key: String, cell: String) -> Failure {
    let text = Messages.text(
      "lesson-problem.\(key)", ["cell": cell, "text": "lesson.md", "source": source.path])
    return Failure("lesson-files", ["reason": text])
  }

  func show(_ listing: SourceListing) {
    block { listing.framed(width: $0, columns: terminal.columns) }
    let code = listing.lines.joined(separator: "\n")
    transcript.add(code: code, at: "\(listing.path):\(listing.firstLine)")
  }

  // MARK: What a cell shows

  /// Shows text as it is, such as a model's output. Wider lines are folded.
  package func show(_ text: String) {
    guard !isSilent else { return }
    let text = text.printable
    if lastShown == .block || lastShown == .progress { emit([StyledText()]) }
    emit(StyledText(text).folded(to: terminal.pageWidth))
    lastShown = .output
    transcript.add(output: text)
  }

  /// Shows a table, fitted to the width of the page.
  package func show(_ table: Table) {
    guard !isSilent else { return }
    let table = table.told { words(of: $0, in: table.name, words.tables) }
    block(table.layout.lines(width: terminal.pageWidth))
    transcript.add(table)
  }

  /// Keeps what was measured, for the prose and for `summary.json`.
  package func record(_ measure: some Measured) { record(measure.results) }

  /// The same for a few results: `record(["ppo/gold": answers.gold])`.
  package func record(_ results: Results) {
    measured.add(results)
    told.merge(results.estimates) { $1 }
  }

  /// Adds a remark that a reader of the results must know, to the last page and to `summary.json`.
  package func note(_ remark: String) {
    if !notes.contains(remark) { notes.append(remark) }
  }

  /// What keys do in the next trainings; nil for nothing.
  package var trainingKeys: ProgressBar.KeyHandler?
  /// Curves of an earlier training, by their names, which the next ones are drawn over.
  package var ghosts: [String: [Double]] = [:]
}
