import Foundation

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
    guard lines.first == "---", let end = lines.dropFirst().firstIndex(of: "---") else {
      throw error("the text starts with title, question and minutes between two `---` lines", at: 0)
    }
    next = end + 1
    return try located(at: 0) {
      let block = try YAMLBlock(
        parsing: lines[1..<end].joined(separator: "\n"), of: "the head of a lesson",
        keys: ["title", "question", "minutes"])
      guard let minutes = Int(try block.requiredText("minutes")), minutes > 0 else {
        throw LessonSyntaxError(reason: "minutes is a whole number")
      }
      return LessonHead(
        title: try block.requiredText("title"), question: try block.requiredText("question"),
        minutes: minutes)
    }
  }

  mutating func pages() throws -> [LessonText.Page] {
    while next < lines.count {
      let line = lines[next]
      if let fence = Fence(line) {
        try readFence(fence)
      } else if let directive = Directive(line) {
        try read(directive)
      } else {
        addProse(line)
      }
    }
    try endProse()
    return pagesSoFar + [page]
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
      let line = line.trimmingCharacters(in: .whitespaces)
      guard line.hasPrefix("<!--"), line.hasSuffix("-->") else { return nil }
      let parts = line.dropFirst(4).dropLast(3).split(separator: ":", maxSplits: 1)
        .map { $0.trimmingCharacters(in: .whitespaces) }
      guard let kind = parts.first, ["cell", "page", "quote", "answer"].contains(kind) else {
        return nil
      }
      self.kind = kind
      value = parts.count > 1 ? parts[1] : ""
    }
  }

  private mutating func read(_ directive: Directive) throws {
    try endProse()
    let needsValue = directive.kind != "page"
    guard needsValue != directive.value.isEmpty else {
      throw error(
        needsValue
          ? "write <!-- \(directive.kind): NAME -->" : "write <!-- page -->, without a name",
        at: next)
    }
    switch directive.kind {
    case "quote":
      let parts = directive.value.split(separator: "#").map(String.init)
      guard parts.count == 2 else {
        throw error("write <!-- quote: Sources/…/File.swift#name -->", at: next)
      }
      page.segments.append(.quote(.init(path: parts[0], name: parts[1])))
    case "answer":
      page.segments.append(.answer(name: directive.value))
    default:
      page.cell = needsValue ? directive.value : nil
      pagesSoFar.append(page)
      page = LessonText.Page()
    }
    next += 1
  }

  // MARK: Fences

  private struct Fence {
    let mark: String
    let word: String
    let rest: String

    init?(_ line: String) {
      let text = line.trimmingCharacters(in: .whitespaces)
      guard let first = text.first, first == "`" || first == "~" else { return nil }
      mark = String(text.prefix { $0 == first })
      guard mark.count >= 3 else { return nil }
      let info = text.dropFirst(mark.count).trimmingCharacters(in: .whitespaces)
      guard first == "~" || !info.contains("`") else { return nil }
      word = String(info.prefix { !$0.isWhitespace })
      rest = info.dropFirst(word.count).trimmingCharacters(in: .whitespaces)
    }

    func isClosed(by line: String) -> Bool {
      guard let other = Fence(line) else { return false }
      return other.word.isEmpty && other.mark.hasPrefix(mark)
    }

    var isPartOfConditional: Bool { word == "unclear" || word == "otherwise" }
  }

  private mutating func readFence(_ fence: Fence) throws {
    switch fence.word {
    case "when":
      try endProse()
      page.segments.append(.conditional(try conditional(fence)))
    case "question":
      try endProse()
      let start = next
      let body = try self.body(of: fence)
      page.segments.append(
        .question(try located(at: start) { try Question(parsing: body) }))
    case "unclear", "otherwise":
      throw error("```\(fence.word) stands alone; it follows a ```when block", at: next)
    default:
      // Code of the lesson's prose: nothing in it is an anchor.
      let start = next
      addProse(lines[next])
      while next < lines.count, !fence.isClosed(by: lines[next]) { addProse(lines[next]) }
      guard next < lines.count else { throw error("this block is never closed", at: start) }
      addProse(lines[next])
    }
  }

  /// The lines up to the closing fence, which is read too, or up to the next part of a conditional.
  private mutating func body(of fence: Fence) throws -> String {
    let start = next
    next += 1
    while next < lines.count {
      if fence.isClosed(by: lines[next]) {
        next += 1
        return lines[(start + 1)..<(next - 1)].joined(separator: "\n")
      }
      if fence.word != "question", Fence(lines[next])?.isPartOfConditional ?? false {
        return lines[(start + 1)..<next].joined(separator: "\n")
      }
      next += 1
    }
    throw error("this ```\(fence.word) block is never closed", at: start)
  }

  private mutating func conditional(_ fence: Fence) throws -> LessonText.ConditionalText {
    let condition = try located(at: next) { try Condition(parsing: fence.rest) }
    let start = next
    var text = LessonText.ConditionalText(
      condition: condition, holds: try template(body(of: fence), at: start + 1))
    while let part = nextPart() {
      let start = next
      let body = try template(body(of: part), at: start + 1)
      let isGiven = part.word == "unclear" ? text.unclear != nil : text.otherwise != nil
      guard !isGiven else { throw error("a second ```\(part.word) part", at: start) }
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

  // MARK: Errors

  private func template(_ text: String, at line: Int) throws -> ProseTemplate {
    // The number of a line inside the text is told by counting, so that the message is exact.
    for (offset, piece) in text.components(separatedBy: "\n").enumerated() {
      _ = try located(at: line + offset) { try ProseTemplate(parsing: piece) }
    }
    return try located(at: line) { try ProseTemplate(parsing: text) }
  }

  private func located<Result>(at line: Int, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as LessonSyntaxError {
      throw self.error(error.reason, at: line)
    }
  }

  private func error(_ reason: String, at line: Int) -> LessonTextError {
    LessonTextError(file: file, line: line + 1, reason: reason)
  }
}
