import Foundation
import Metrics
import Plotting

/// A lesson as it runs: prose, the code that is about to run, and what it shows, a page at a time.
///
/// The lesson itself is one plain function. It calls `cell(_:)` where its text has an anchor, and
/// shows and records what it measures; everything that stands before the anchor in `lesson.md` is
/// told by the call. `run` is the frame around it.
package final class Notebook {
  /// The numbers of the trainings, for `metrics.csv`.
  package var metrics = MetricLog()
  /// The results so far, which the prose tells and `summary.json` holds.
  package private(set) var results: [String: Estimate] = [:]
  package let run: RunFolder
  package let terminal: Terminal
  package let options: NotebookOptions

  let lesson: LessonText
  let source: LessonSource
  let plotter: Plotter
  private let heading: String
  private let map: PipelineMap?
  private let nextCommand: String?
  private let lessonName: String
  private let seed: UInt64

  var transcript = Transcript()
  private var recordedNames: [String] = []
  private var notes: [String] = []
  private var nextPage = 0
  private var isComplete = false
  private var renderer: MarkdownRenderer
  /// What was written on each page, for the learner who turns back.
  private var pageTexts: [String] = []
  private var lastShown = Shown.nothing
  /// The learner's answers to questions that are judged later.
  var predictions: [String: Int] = [:]
  var hasMissedPlots = false

  private enum Shown { case nothing, block, output, progress }

  /// - Parameters:
  ///   - number: the lesson's number, for the head of each page.
  ///   - name: the lesson's name in files, such as `5-ppo-with-kl`.
  ///   - sourceFile: the lesson's Swift file.
  ///   - root: the folder of the project; paths are shown from there.
  ///   - seed: for `summary.json`.
  ///   - map: the course, with this lesson in it.
  ///   - nextCommand: what to type after this lesson.
  package init(
    lesson: LessonText, number: Int, name: String, sourceFile: URL, root: URL, terminal: Terminal,
    options: NotebookOptions, run: RunFolder, seed: UInt64 = 0, map: PipelineMap? = nil,
    nextCommand: String? = nil, plotter: Plotter = Plotter()
  ) throws {
    self.lesson = lesson
    self.terminal = terminal
    self.options = options
    self.run = run
    self.map = map
    self.nextCommand = nextCommand
    self.plotter = plotter
    self.seed = seed
    lessonName = name
    heading = "\(number) · \(lesson.head.title)"
    source = try LessonSource(file: sourceFile, root: root)
    renderer = MarkdownRenderer(width: terminal.pageWidth, colour: terminal.colour)
    if options.isQuick { notes.append("quick run: small models, few samples, wide intervals") }
  }

  /// True if there is a learner who answers.
  package var isInteractive: Bool { options.takesInput && terminal.isInteractive }

  /// Results that the text tells but that were not measured (so far).
  package var unmeasuredNames: [String] {
    lesson.resultNames.filter { results[$0] == nil }.sorted()
  }

  // MARK: The course of a lesson

  /// Runs a lesson to its end. However it ends, the folder of the run is left usable.
  /// - Throws: what `body` throws; `Quit` and `Interrupted` if the learner left.
  package func run(_ body: () throws -> Void) throws {
    do {
      try body()
      try finish()
    } catch {
      notes.append(isLeaving(error) ? "stopped before the end" : "stopped by an error")
      // The first error is the one to report.
      try? save()
      if isLeaving(error) {
        terminal.message(prose: "\nThe run so far is in \(source.shown(run.url)).\n")
      }
      throw error
    }
  }

  private func isLeaving(_ error: any Error) -> Bool { error is Quit || error is Interrupted }

  /// Tells the text up to the anchor `name`, shows the code from this call to the next one, and
  /// waits for Enter.
  /// - Throws: `Quit`, `Interrupted`, or a `FileError` if the run cannot be saved.
  package func cell(_ name: String, line: Int = #line) throws {
    while true {
      try Interruption.check()
      try save()
      guard nextPage < lesson.pages.count - 1 else {
        fatalError("cell(\"\(name)\"), line \(line): the text has no more anchors")
      }
      let page = lesson.pages[nextPage]
      try tell(page)
      guard let anchor = page.cell else {
        try turnPage(prompt: "Enter turns the page · ? for keys")
        continue
      }
      guard anchor == name else {
        fatalError("cell(\"\(name)\"), line \(line): the text's next anchor is \"\(anchor)\"")
      }
      try showCode(of: name, line: line)
      return
    }
  }

  /// Tells the rest of the text, the results, where the files are, and what to type next.
  package func finish() throws {
    while nextPage < lesson.pages.count {
      let page = lesson.pages[nextPage]
      if let cell = page.cell { fatalError("finish(): the text still has the cell \"\(cell)\"") }
      try tell(page)
      if nextPage < lesson.pages.count { try turnPage(prompt: "Enter turns the page · ? for keys") }
    }
    if !recordedNames.isEmpty {
      tell(markdown: "### Results")
      show(resultsTable)
    }
    for note in notes { tell(markdown: "*Note:* \(note).") }
    let next = nextCommand.map { "\nNext: `\($0)`" } ?? ""
    let path = source.shown(run.url)
    tell(markdown: "The files of this run are in `\(path)`.\n\(next)", path: path)
    isComplete = true
    try save()
  }

  private var resultsTable: Table {
    var table = Table(columns: ["result", .number("value"), "95 % interval", .number("n")])
    for name in recordedNames {
      guard let result = results[name] else { continue }
      table.add([
        name, result.formattedValue, result.formattedInterval ?? "",
        result.n.map { Estimate(Double($0)).description } ?? "",
      ])
    }
    return table
  }

  private func tell(_ page: LessonText.Page) throws {
    let place = "page \(nextPage + 1) of \(lesson.pages.count)"
    let width = terminal.pageWidth
    let isFirst = nextPage == 0
    nextPage += 1
    pageTexts.append("")
    let room = width - place.displayWidth - 2
    var head = StyledText(heading, .bold).truncated(to: room).padded(to: room + 2)
    head.append(place, .dim)
    // A page stands apart from what the last one showed.
    if !isFirst { emit([StyledText()]) }
    block([head])
    transcript.add(markdown: isFirst ? "# \(heading)" : "---")
    if isFirst {
      if let map {
        block(map.lines(width: width))
        transcript.add(markdown: map.markdown)
      }
      tell(markdown: "*\(lesson.head.question)* About \(lesson.head.minutes) minutes of reading.")
    }
    for segment in page.segments { try tell(segment) }
  }

  private func tell(_ segment: LessonText.Segment) throws {
    switch segment {
    case .prose(let prose): tell(prose)
    case .conditional(let text): tell(text)
    case .question(let question): try ask(question)
    case .answer(let name): reveal(name)
    case .quote(let quote): show(try source.listing(of: quote), footer: nil)
    }
  }

  private func tell(_ text: LessonText.ConditionalText) {
    switch text.condition.verdict(for: results) {
    case .holds: tell(text.holds)
    case .noDifference: (text.unclear ?? text.otherwise).map(tell)
    case .fails: text.otherwise.map(tell)
    case .notMeasured(let names):
      tell(markdown: "*\(notMeasured): \(names.joined(separator: ", "))*")
    }
  }

  func tell(_ prose: ProseTemplate) { tell(markdown: prose.filled(with: results)) }

  /// Tells Markdown and writes it down. A path in it that is given stays whole.
  func tell(markdown: String, path: String = "") {
    renderer.width = max(20, terminal.pageWidth)
    let told = path.isEmpty ? markdown : markdown.replacing(path, with: path.unbroken)
    block(renderer.lines(of: MarkdownDocument(told)))
    transcript.add(markdown: markdown)
  }

  private func showCode(of name: String, line: Int) throws {
    if source.isStale {
      tell(
        markdown: "`\(source.path)` was changed after the program was built, so its code is not "
          + "shown. Stop with Ctrl-C and start with `./tutor` to build it again.")
      return try turnPage(prompt: "Enter runs the old code · ? for keys")
    }
    guard let listing = source.cell(name) else {
      fatalError("cell(\"\(name)\"), line \(line): \(source.path) has no such cell")
    }
    guard !listing.lines.isEmpty else { return try turnPage(prompt: "Enter goes on · ? for keys") }
    show(listing, footer: isInteractive ? "Enter runs it · ? for keys" : nil)
    try waitForEnter(prompt: "Enter runs it · ? for keys", isShown: true)
  }

  private func show(_ listing: SourceListing, footer: String?) {
    block(
      listing.framed(width: terminal.pageWidth, columns: terminal.columns, footer: footer))
    let code = listing.lines.joined(separator: "\n")
    transcript.add(markdown: "`\(listing.path):\(listing.firstLine)`\n\n~~~swift\n\(code)\n~~~")
  }

  // MARK: What a cell shows

  /// Shows text as it is, such as a model's output. Wider lines are folded.
  package func show(_ text: String) {
    let text = text.printable
    if lastShown == .block || lastShown == .progress { emit([StyledText()]) }
    emit(StyledText(text).folded(to: terminal.pageWidth))
    lastShown = .output
    transcript.add(output: text)
  }

  /// Shows a table, fitted to the width of the page.
  package func show(_ table: Table) {
    block(table.layout.lines(width: terminal.pageWidth))
    transcript.add(markdown: table.markdown)
  }

  /// Keeps a result under its name, for the prose and for `summary.json`. Names are those of the
  /// course's table of results.
  package func record(_ name: String, _ estimate: Estimate) {
    if results.updateValue(estimate, forKey: name) == nil { recordedNames.append(name) }
  }

  /// Adds a remark that a reader of the results must know, to the last page and to `summary.json`.
  package func note(_ remark: String) {
    if !notes.contains(remark) { notes.append(remark) }
  }

  /// Starts a progress bar.
  package func progress(_ title: String, total: Int) -> ProgressBar {
    if terminal.isErrorTerminal {
      if lastShown == .block || lastShown == .output { emit([StyledText()]) }
      lastShown = .progress
    }
    return ProgressBar(
      title: title, total: total, terminal: terminal,
      didFinish: { [weak self] line in self?.transcript.add(output: line) })
  }

  // MARK: Output

  /// Writes lines with an empty line before them.
  func block(_ lines: [StyledText]) {
    guard !lines.isEmpty else { return }
    emit(lastShown == .nothing ? lines : [StyledText()] + lines)
    lastShown = .block
  }

  /// Writes lines, and remembers them as part of the page.
  func emit(_ lines: [StyledText]) {
    let text = lines.map { $0.rendered(colour: terminal.colour) + "\n" }.joined()
    terminal.write(text)
    if let page = pageTexts.indices.last { pageTexts[page] += text }
  }

  /// Writes text that brings its own escape sequences, such as a plot.
  func emit(raw text: String) {
    let text = text.hasSuffix("\n") ? text : text + "\n"
    emit([StyledText()])
    terminal.write(text)
    if let page = pageTexts.indices.last { pageTexts[page] += text }
    lastShown = .output
  }

  /// Writes what has been measured so far. On a full disk, one file may fit where another does not.
  /// - Throws: the first `FileError`, after all files were tried.
  package func save() throws {
    let summary = RunSummary(
      lesson: lessonName, seed: seed, date: Date(), notes: notes, results: results,
      isComplete: isComplete, isQuick: options.isQuick)
    let writings = [
      Result { try summary.write(to: run.summary) }, Result { try metrics.write(to: run.metrics) },
      Result { try writeAtomically(transcript.text, to: run.transcript) },
    ]
    for writing in writings { try writing.get() }
  }

  // MARK: Keys

  private func turnPage(prompt: String) throws {
    try waitForEnter(prompt: prompt, isShown: false)
  }

  /// Waits for Enter, where there is a learner to press it.
  /// - Parameter isShown: whether the frame above says already what Enter does.
  private func waitForEnter(prompt: String, isShown: Bool) throws {
    guard isInteractive else { return }
    let prompt = StyledText(prompt, .dim).rendered(colour: terminal.colour)
    if !isShown { terminal.write("\n\(prompt)\n") }
    var pagesBack = 0
    while true {
      switch try terminal.readKey() {
      case .enter:
        return
      case .character("q"), .endOfInput:
        throw Quit()
      case .character("b"):
        pagesBack += 1
        let page = pageTexts.count - 1 - pagesBack
        let isThere = pageTexts.indices.contains(page)
        if !isThere { pagesBack = 0 }
        // One page further back than the first is the current one again.
        terminal.write("\n\(isThere ? pageTexts[page] : pageTexts.last ?? "")\n\(prompt)\n")
      case .character("?"):
        let help = Notebook.keyHelp.lines(width: terminal.pageWidth).map(\.plain)
        terminal.write("\n\(help.joined(separator: "\n"))\n\n\(prompt)\n")
      case .character, .other:
        continue
      }
    }
  }

  private static let keyHelp = TableLayout(
    header: [],
    rows: [
      ["Enter", "runs the code above, or goes on"],
      ["b", "shows the page before; again, the one before that"],
      ["q", "leaves; what was measured is kept (Ctrl-D does the same)"],
      ["Ctrl-C", "stops, also in the middle of a training"],
      ["?", "this help"],
    ])
}
