import Words

extension Notebook {
  /// Where a lesson waits until the learner goes on.
  enum Stop {
    /// The screen is full.
    case more
    /// A cell has shown what it shows.
    case output
    case page
    /// A page's end, where a branch with this title may be followed.
    case branch(String)
    /// Before a cell's code, which runs next.
    case code(isStale: Bool)
    /// While a line of text is being typed, after Esc.
    case typing

    /// Whether it is part of the learner's way, and not of the size of the window.
    fileprivate var isJournaled: Bool {
      switch self {
      case .page, .branch, .code: true
      case .more, .output, .typing: false
      }
    }

    fileprivate var enter: String {
      switch self {
      case .more, .output: "keys.more"
      case .page, .branch: "keys.turn"
      case .code(let isStale): isStale ? "keys.run-old" : "keys.run"
      case .typing: "keys.typing"
      }
    }
  }

  /// Waits until the learner goes on, where there is a learner.
  /// - Returns: whether to follow the branch.
  /// - Throws: `Quit`, `Interrupted`.
  @discardableResult func wait(at stop: Stop) throws -> Bool {
    try leaveIfAsked()
    guard isInteractive else {
      screens.begin()
      return false
    }
    if stop.isJournaled, let entry = journal.replay(.page) {
      screens.begin()
      return entry.text == "deeper"
    }
    // What was seen before is passed over, up to where the learner did something, or left.
    if isReplaying, journal.isReplaying || (!stop.isJournaled && isSeen) {
      screens.begin()
      return false
    }
    goLive()
    arrive()
    defer { lastStop = .now }
    let isDeeper = try isSkimmed(stop) ? false : waitForKey(at: stop)
    if stop.isJournaled {
      journal.add(.page, isDeeper ? "deeper" : nil)
      keepPlace()
    }
    if case .typing = stop { return false }
    screens.begin()
    return isDeeper
  }

  /// Keeps the place. Keys that were pressed while the program was busy are not meant for this stop.
  func arrive() {
    if ContinuousClock.now - lastStop > .milliseconds(700) { terminal.forgetTypedKeys() }
    keepPlace()
  }

  /// Whether the learner is passing over the text, up to the next code.
  private func isSkimmed(_ stop: Stop) -> Bool {
    if case .code = stop { isSkimming = false }
    return isSkimming
  }

  private func waitForKey(at stop: Stop) throws -> Bool {
    var look = Look(at: screens.current)
    while true {
      // At a stop within what a key has shown, the learner may have left.
      try leaveIfAsked()
      let key = try terminal.readKey(below: footer(of: stop, look))
      look.remark = nil
      switch (key, stop) {
      case (.enter, _), (.character(" "), _), (.right, _), (.pageDown, _), (.down, _):
        guard look.screen < screens.current else { return false }
        show(screen: look.screen + 1, &look)
      case (.character("d"), .branch): return true
      case (.character("s"), .more), (.character("s"), .output), (.character("s"), .page),
        (.character("s"), .branch):
        isSkimming = true
        return false
      default: try act(on: key, &look)
      }
    }
  }

  /// What the learner is looking at: a screen, and an answer to the last key.
  struct Look {
    var screen: Int
    var remark: String?

    init(at screen: Int) { self.screen = screen }
  }

  /// Keys that do the same at every stop.
  func act(on key: Key, _ look: inout Look) throws {
    switch key {
    case .left, .up, .pageUp, .character("b"):
      if look.screen > 0 {
        show(screen: look.screen - 1, &look)
      } else {
        look.remark = Messages.text("keys.first-screen")
      }
    case .character("q"):
      try confirmLeaving()
    case .endOfInput: throw Quit()
    case .character("?"): tellKeys()
    case .character("c"): try showCalledCode(&look)
    case .character("g"), .character("/"): try lookUpWord(&look)
    case .character("k"), .character(">"): try openKnobs(&look)
    case .character("t"): try talk(&look)
    case .character("p"): try showLastPlot(&look)
    case .character("\u{0C}"): show(screen: look.screen, &look)
    case .character("h"): look.remark = Messages.text("keys.hint-elsewhere")
    case .character("d"): look.remark = Messages.text("keys.deeper-elsewhere")
    case .character("s"): look.remark = Messages.text("keys.skip-elsewhere")
    case .character(let character) where !character.isControl:
      look.remark = unknown(character)
    case .redraw: break
    case .pasted: look.remark = Messages.text("keys.pasted")
    default: look.remark = Messages.text("keys.unknown-other")
    }
  }

  /// Asks once more: a stray `q` loses nothing.
  private func confirmLeaving() throws {
    let question = StyledText(Messages.text("keys.leave-really"))
    switch try terminal.readKey(below: question) {
    case .character("q"), .character("y"), .enter, .endOfInput: throw Quit()
    default: return
    }
  }

  private func show(screen: Int, _ look: inout Look) {
    look.screen = screen
    terminal.write("\n" + screens.texts[screen])
  }

  private func footer(of stop: Stop, _ look: Look) -> StyledText {
    if let remark = look.remark { return remarked(remark) }
    guard look.screen == screens.current else {
      return StyledText(Messages.text("keys.looking-back", place(of: look)), .dim)
    }
    let (enter, others) = (Messages.text(stop.enter), Messages.text("keys.others"))
    let wider =
      tools.workbench == nil ? [] : ["all", "wide"].map { Messages.text("keys.others-\($0)") }
    var ways = (wider + [others, Messages.text("keys.help-only")]).map { [enter, $0] }
    if case .branch(let title) = stop {
      let branch = Messages.text("keys.or-deeper", ["branch": title])
      let short = Messages.text("keys.or-deeper-short")
      let help = Messages.text("keys.help-only")
      ways = [[enter, branch, others], [enter, short, others], [enter, short, help]]
    }
    // In a narrow window the title goes first.
    return widest(of: ways.map { StyledText($0.joined(separator: " · "), .dim) })
  }

  private func unknown(_ key: Character) -> String {
    Messages.text("keys.unknown", ["key": String(key)])
  }

  private func place(of look: Look) -> [String: String] {
    ["screen": "\(look.screen + 1)", "count": "\(screens.current + 1)"]
  }

  func remarked(_ remark: String) -> StyledText {
    let keys = ["others", "help-only"].map {
      StyledText(" · " + Messages.text("keys.\($0)"), .dim)
    }
    return widest(of: keys.map { StyledText(remark) + $0 } + [StyledText(remark)])
  }

  /// The first line that fits into the window, else the last.
  private func widest(of lines: [StyledText]) -> StyledText {
    lines.first { $0.plain.displayWidth < terminal.columns } ?? lines[lines.count - 1]
  }

  /// All keys, with what they do here.
  private func tellKeys() {
    let keys: [(String, String, isThere: Bool)] = [
      (Messages.text("keys.name-enter"), "enter", true), ("b ←", "back", true),
      ("→", "forward", true), ("s", "skip", true), ("d", "deeper", true),
      ("1 2 3 …", "answer", true), ("h", "hint", true), ("c", "code", true),
      ("g /", "glossary", true), ("k >", "knobs", tools.workbench != nil),
      ("t", "talk", tools.talk != nil), ("p", "plot", true), ("q", "leave", true),
      ("r", "again", true), ("Ctrl-C", "stop", true), ("?", "help", true),
    ]
    let table = TableLayout(
      header: [],
      rows: keys.filter(\.isThere).map {
        [StyledText($0.0), StyledText(Messages.text("keys.\($0.1)"))]
      })
    terminal.write("\n")
    terminal.write(table.lines(width: terminal.pageWidth))
    terminal.write("\n")
  }

  // MARK: Short answers

  /// Reads a short answer of some characters and Enter; every other key does what it does at every stop.
  ///
  /// - Parameters:
  ///   - accepts: which characters an answer may have.
  ///   - isSingle: whether one character is an answer, so that the next one takes its place.
  ///   - hint: tells the next hint; gives back what to say where there is none.
  /// - Returns: nil if the learner passes over the question.
  /// - Throws: `Quit`, `Interrupted`.
  func readEntry(
    help: String, accepts: (Character) -> Bool, isSingle: Bool = false, hint: () -> String?
  ) throws -> String? {
    isSkimming = false
    goLive()
    arrive()
    defer { lastStop = .now }
    var typed = ""
    var look = Look(at: screens.current)
    var lastStray: ContinuousClock.Instant?
    while true {
      try leaveIfAsked()
      let isBack = look.screen < screens.current
      let line =
        look.remark.map(remarked)
        ?? (isBack
          ? StyledText(Messages.text("keys.looking-back", place(of: look)), .dim)
          : StyledText("> \(typed)  ") + StyledText(help, .dim))
      let key = try terminal.readKey(below: line)
      let isWithinWord = lastStray.map { .now - $0 < .milliseconds(350) } ?? false
      look.remark = nil
      switch key {
      case .enter where isBack, .right where isBack: show(screen: look.screen + 1, &look)
      case .enter where typed.isEmpty: look.remark = Messages.text("keys.nothing-typed")
      case .enter:
        emit([StyledText("> \(typed)")])
        return typed
      case .character(let character) where accepts(character):
        typed = isSingle ? String(character) : typed + String(character)
      // Who types a word in place of an answer means none of its letters as a key.
      case .character(let character)
      where isWithinWord && terminal.isOutputTerminal && !character.isControl:
        lastStray = .now
        look.remark = Messages.text("keys.typed-word")
      case .pasted(let text):
        typed = String((typed + text.filter(accepts)).suffix(isSingle ? 1 : 99))
      case .backspace, .character("\u{15}"):
        typed = key == .backspace ? String(typed.dropLast()) : ""
      case .character("h"): look.remark = hint()
      case .character("s"): return nil
      default:
        try act(on: key, &look)
        // A letter that means nothing begins a word.
        if case .character(let letter) = key, look.remark == unknown(letter) { lastStray = .now }
      }
    }
  }

  // MARK: Screens

  /// Stops where the screen is full. What is shown cannot fail, so that whoever leaves here has left when
  /// the lesson next asks.
  ///
  /// - Parameter rows: that are to be shown in one piece.
  func stopIfFull(needing rows: Int = 1) {
    guard screens.rows + rows > max(4, terminal.rows - 2), departure == nil else { return }
    let isSeen = isReplaying && (journal.isReplaying || self.isSeen)
    guard isInteractive, !isSeen else { return screens.begin() }
    do {
      try wait(at: .more)
    } catch {
      departure = error
    }
  }

  /// Whether the learner had seen more than this since doing something.
  private var isSeen: Bool { screens.current - screenOfEntry < seenScreens }

  /// - Throws: `Quit` or `Interrupted` if the learner has left while something was shown.
  func leaveIfAsked() throws {
    if let departure { throw departure }
  }

  /// From here on the learner reads along: the screen of the place to come back to is shown.
  func goLive() {
    guard isReplaying else { return }
    isReplaying = false
    let last = screens.isEmpty ? screens.current - 1 : screens.current
    guard last >= 0 else { return }
    // Where the page's own head is on an earlier screen, this one gets one, too.
    if !screens.texts[last].contains(heading), nextPage > 0 {
      terminal.write("\n" + terminal.rendered([head(ofPage: nextPage - 1)]))
    }
    terminal.write("\n" + screens.texts[last])
  }
}
