import Course
import Foundation
import LessonKit
import Notebook
import Words

/// Where a person ranks outputs by single keys.
struct LabelDesk {
  let course: Course
  let terminal: Terminal
  let outputs: Int
  private(set) var labels: Labels
  private let writer: LabelWriter
  private let schedule: LabelSchedule

  /// What a person wants with a set.
  private enum Verdict {
    case ranked([Int])
    case skipped, stopped
  }

  init(
    _ course: Course, _ terminal: Terminal, outputs: Int, _ labels: Labels, in file: LabelFile
  ) throws {
    (self.course, self.terminal, self.outputs, self.labels) = (course, terminal, outputs, labels)
    writer = try LabelWriter(file, labels: labels)
    schedule = LabelSchedule(seed: labels.header.setSeed, name: labels.header.name)
  }

  /// Shows sets until so many are ranked, or the person stops.
  ///
  /// - Throws: `Interrupted`, `Failure`. What was ranked before is kept.
  mutating func work(count: Int) throws {
    showGuidelines()
    var done = 0
    while done < count {
      guard var record = try nextRecord() else { return tell("label.no-more") }
      switch try verdict(on: record, title: title(done + 1, of: count)) {
      case .ranked(let ranks):
        record.ranks = ranks
        done += 1
      case .skipped: record.ranks = nil
      case .stopped: return
      }
      try keep(record)
      labels.records.append(record)
    }
  }

  /// Keeps what was ranked. Where it cannot be kept, as on a full disk, the person may do something about it.
  ///
  /// - Throws: `Failure` if the person gives up; `Interrupted`.
  private func keep(_ record: LabelRecord) throws {
    while true {
      do {
        return try writer.add(record)
      } catch let failure as Failure {
        tell("label.not-kept", ["problem": failure.problem])
        switch try terminal.readKey() {
        case .character("q"), .endOfInput: throw failure
        default: continue
        }
      }
    }
  }

  private func title(_ number: Int, of count: Int) -> String {
    Messages.text(
      "label.set",
      ["total": "\(labels.records.count + 1)", "number": "\(number)", "count": "\(count)"])
  }

  /// The next set, not yet ranked; nil where the model has no more to say.
  private func nextRecord() throws -> LabelRecord? {
    let records = labels.records
    if case .again(let first) = schedule.next(after: records) {
      var again = first
      again.isRepeat = true
      again.shown = schedule.order(
        of: first.completions.count, after: records, unlike: first.shown)
      return again
    }
    let seen = Set(records.map(\.set))
    // Two pages without a new set: the model says too little to be ranked.
    let page = (seen.max() ?? 0) / 50
    for page in page...page + 2 {
      let sets = try course.labelSets(
        page: page, seed: labels.header.setSeed, models: labels.header.models ?? [.sft])
      guard let set = sets.first(where: { !seen.contains($0.number) }) else { continue }
      let completions = Array(set.completions.prefix(outputs))
      return LabelRecord(
        set: set.number, labeler: labels.header.name, isRepeat: false, prompt: set.prompt,
        completions: completions,
        shown: schedule.order(of: completions.count, after: records), ranks: nil)
    }
    return nil
  }

  /// Reads keys until a set is ranked, skipped, or the person stops.
  private func verdict(on record: LabelRecord, title: String) throws -> Verdict {
    var entry = RankingEntry(count: record.completions.count)
    show(record, title: title)
    var width = draw(entry, over: 0)
    var remark: String?
    while true {
      switch try terminal.readKey() {
      case .character(let key) where key.wholeNumberValue != nil:
        remark = entry.place(key.wholeNumberValue ?? 0) ? nil : "label.not-there"
      case .character("="): remark = entry.tie() ? nil : "label.no-tie"
      case .backspace, .character("u"): entry.undo()
      case .enter where entry.isComplete:
        terminal.write("\n\n")
        return .ranked(ranks(entry, record))
      case .character("s"):
        tell("label.skipped")
        return .skipped
      case .character("q"), .endOfInput:
        terminal.write("\n\n")
        return .stopped
      case .character("g"), .character("?"), .character("h"):
        terminal.write("\n\n")
        showGuidelines()
        fallthrough
      case .redraw:
        show(record, title: title)
        width = 0
      case .enter: remark = "label.not-all"
      default: remark = "label.keys"
      }
      width = draw(entry, over: width, remark: remark)
      remark = nil
    }
  }

  /// From the order on the screen to that of the record.
  private func ranks(_ entry: RankingEntry, _ record: LabelRecord) -> [Int] {
    var ranks = record.completions.map { _ in 0 }
    for (place, rank) in zip(record.shown, entry.ranks) { ranks[place] = rank }
    return ranks
  }

  private func show(_ record: LabelRecord, title: String) {
    let width = terminal.pageWidth
    var lines =
      [StyledText(title, .dim)] + StyledText(record.prompt.printable, .bold).wrapped(to: width)
    for (place, index) in record.shown.enumerated() {
      let output = StyledText(record.completions[index].onOneLine.printable)
        .folded(to: width - 4, continuation: 0)
      lines += output.enumerated().map { line, text in
        (line == 0 ? StyledText(" \(place + 1)  ", .bold) : "    ") + text
      }
    }
    terminal.write(lines)
  }

  /// Draws what was typed over what stood there.
  /// - Returns: its width.
  private func draw(_ entry: RankingEntry, over width: Int, remark: String? = nil) -> Int {
    let key = remark ?? (entry.isComplete ? "label.complete" : nil)
    let room = max(0, terminal.columns - 6 - entry.told.displayWidth)
    let hint =
      key.map {
        StyledText(Messages.text($0, ["count": "\(entry.count)"])).truncated(to: room).plain
      } ?? ""
    let text = "> \(entry.told)  \(hint)"
    let rest = String(repeating: " ", count: max(0, width - text.displayWidth))
    terminal.write("\r\(text)\(rest)\r> \(entry.told)")
    return text.displayWidth
  }

  private func showGuidelines() {
    let weights = course.settings.rubric
    tell(
      "label.guidelines",
      [
        "helpful": weights.helpful.plain, "truthful": weights.truthful.plain,
        "harmless": weights.harmless.plain,
      ])
  }

  private func tell(_ key: String, _ values: [String: String] = [:]) {
    let width = terminal.pageWidth
    terminal.write(Messages.text(key, values).message(columns: width) + "\n\n")
  }
}
