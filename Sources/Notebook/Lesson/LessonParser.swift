import Foundation
import Words

/// Reads `lesson.md`, a line at a time. The grammar is in `LessonText`.
struct LessonParser {
  private let lines: [String]
  private let file: String
  /// The index of the line to be read next.
  private var next = 0

  private var pagesSoFar: [LessonText.Page] = []
  private var page = LessonText.Page()
  private var prose: [String] = []
  private var proseStart = 0

  init(text: String, file: String) {
    lines = text.replacing("\r\n", with: "\n").components(separatedBy: "\n")
    self.file = file
  }

  mutating func head() throws -> LessonHead {
    try located(at: 0) { parser in
      let lines = parser.lines
      guard lines.first == "---", let end = lines.dropFirst().firstIndex(of: "---") else {
        throw Failure("lesson-text.no-head")
      }
      parser.next = end + 1
      let block = try YAMLBlock(
        parsing: lines[1..<end].joined(separator: "\n"), of: "head",
        keys: ["title", "question", "minutes"])
      guard let minutes = Int(try block.requiredText("minutes")), minutes > 0 else {
        throw Failure("lesson-text.minutes")
      }
      return LessonHead(
        title: try block.requiredText("title"), question: try block.requiredText("question"),
        minutes: minutes)
    }
  }

  mutating func pages() throws -> [LessonText.Page] {
    while next < lines.count {
      let line = lines[next]
      try located(at: next) { parser in
        if let fence = Fence(line) {
          try parser.read(fence)
        } else if let directive = Directive(line) {
          try parser.read(directive)
        } else {
          parser.addProse(line)
        }
      }
    }
    try endProse()
    guard page.branch == nil else {
      throw Failure("lesson-text.open-branch").placed(at: file, line: lines.count)
    }
    return pagesSoFar + [page]
  }

  /// Gives the mistakes that `body` finds their place, where they have none.
  private mutating func located<Result>(
    at line: Int, _ body: (inout LessonParser) throws -> Result
  ) throws -> Result {
    do {
      return try body(&self)
    } catch let error as Failure {
      throw error.placed(at: file, line: line + 1)
    }
  }

  // MARK: Prose

  private mutating func addProse(_ line: String) {
    if prose.isEmpty { proseStart = next }
    prose.append(line)
    next += 1
  }

  private mutating func endProse() throws {
    defer { prose = [] }
    let text = prose.joined(separator: "\n")
    guard !text.allSatisfy(\.isWhitespace) else { return }
    page.segments.append(.prose(try template(text, at: proseStart)))
  }

  // MARK: Directives

  private struct Directive {
    let kind: String
    let value: String

    /// A line that is a comment of a kind that the engine knows. Other comments are just comments.
    init?(_ line: String) {
      let directive = /\s*<!--\s*(cell|page|deeper|quote|answer)\s*(?::\s*(.*?)\s*)?-->\s*/
      guard line.contains("<!--"), let match = line.wholeMatch(of: directive) else { return nil }
      (kind, value) = (String(match.1), String(match.2 ?? ""))
    }
  }

  private mutating func read(_ directive: Directive) throws {
    try endProse()
    let (kind, value) = (directive.kind, directive.value)
    guard kind == "deeper" || (kind == "page") == value.isEmpty else {
      throw Failure("lesson-text.\(value.isEmpty ? "no-name" : "named-page")", ["kind": kind])
    }
    switch kind {
    case "deeper":
      // A branch has one title, on its first page.
      guard value.isEmpty == (page.branch != nil) else { throw Failure("lesson-text.branch") }
      endPage(branch: page.branch ?? value)
    case "quote":
      let parts = value.split(separator: "#").map(String.init)
      guard parts.count == 2 else { throw Failure("lesson-text.no-quote") }
      page.segments.append(.quote(.init(path: parts[0], name: parts[1])))
    case "answer":
      page.segments.append(.answer(name: value))
    case "cell": endPage(cell: value, branch: page.branch)
    default: endPage()
    }
    next += 1
  }

  /// - Parameter branch: of the page that begins.
  private mutating func endPage(cell: String? = nil, branch: String? = nil) {
    page.cell = cell
    pagesSoFar.append(page)
    page = LessonText.Page(branch: branch, line: next + 2)
  }

  // MARK: Fences

  private struct Fence {
    let mark: String
    let word: String
    let rest: String

    init?(_ line: String) {
      guard line.contains("```") || line.contains("~~~"),
        let match = line.wholeMatch(of: /\s*(```+|~~~+)\s*(\S*)\s*(.*?)\s*/),
        match.1.hasPrefix("~") || !(match.2 + match.3).contains("`")
      else { return nil }
      (mark, word, rest) = (String(match.1), String(match.2), String(match.3))
    }

    func isClosed(by line: String) -> Bool {
      guard let other = Fence(line) else { return false }
      return other.word.isEmpty && other.mark.hasPrefix(mark)
    }

    var isPartOfConditional: Bool { word == "unclear" || word == "otherwise" }
  }

  private mutating func read(_ fence: Fence) throws {
    switch fence.word {
    case "when":
      try endProse()
      page.segments.append(.conditional(try conditional(fence)))
    case "worlds":
      try endProse()
      let (condition, start) = (try Condition(parsing: fence.rest), next)
      let text = try template(body(of: fence), at: start + 1)
      page.segments.append(.worlds(.init(condition: condition, text: text)))
    case "question":
      try endProse()
      page.segments.append(.question(try Question(parsing: body(of: fence))))
    case "guess":
      try endProse()
      page.segments.append(.guess(try Guess(parsing: body(of: fence))))
    case "unclear", "otherwise":
      throw Failure("lesson-text.lone-part", ["part": fence.word])
    default:
      // Code of the lesson's prose: nothing in it is an anchor.
      repeat {
        addProse(lines[next])
        guard next < lines.count else { throw Failure("lesson-text.open-code") }
      } while !fence.isClosed(by: lines[next])
      addProse(lines[next])
    }
  }

  /// The lines up to the closing fence, which is read too, or up to the next part of a conditional.
  private mutating func body(of fence: Fence) throws -> String {
    let start = next + 1
    next = start
    while next < lines.count {
      let text = lines[start..<next]
      if fence.isClosed(by: lines[next]) {
        next += 1
        return text.joined(separator: "\n")
      }
      if fence.word == "when" || fence.isPartOfConditional,
        Fence(lines[next])?.isPartOfConditional ?? false
      {
        return text.joined(separator: "\n")
      }
      next += 1
    }
    throw Failure("lesson-text.open-block", ["kind": fence.word]).placed(at: file, line: start)
  }

  private mutating func conditional(_ fence: Fence) throws -> LessonText.ConditionalText {
    let condition = try Condition(parsing: fence.rest)
    let start = next
    var text = LessonText.ConditionalText(
      condition: condition, holds: try template(body(of: fence), at: start + 1))
    while let part = nextPart() {
      let start = next
      let body = try template(body(of: part), at: start + 1)
      let isGiven = part.word == "unclear" ? text.unclear != nil : text.otherwise != nil
      guard !isGiven else {
        throw Failure("lesson-text.second-part", ["part": part.word]).placed(
          at: file, line: start + 1)
      }
      if part.word == "unclear" { text.unclear = body } else { text.otherwise = body }
    }
    return text
  }

  /// The next part of a conditional, after empty lines at most.
  private mutating func nextPart() -> Fence? {
    let line = lines[next...].firstIndex { !$0.allSatisfy(\.isWhitespace) }
    guard let line, let fence = Fence(lines[line]), fence.isPartOfConditional else { return nil }
    next = line
    return fence
  }

  private mutating func template(_ text: String, at line: Int) throws -> ProseTemplate {
    // Each line is read by itself too, so that the message has its number.
    for (offset, piece) in text.components(separatedBy: "\n").enumerated() {
      _ = try located(at: line + offset) { _ in try ProseTemplate(parsing: piece) }
    }
    return try ProseTemplate(parsing: text)
  }
}
