import Foundation
import Words

// How long a lesson is. Its core path is to be read in a quarter of an hour.

extension LessonText {
  /// What a core page, a box of code and a core path have at most.
  package static let (mostWords, mostLinesOfCode, mostPages) = (180, 12, 16)

  /// The pages that are told to everybody.
  package var core: [Int] { pages.indices.filter { pages[$0].branch == nil } }

  /// The number at the head of a page; that of the core page before it and a plus sign, such as `7+`, for one
  /// of a branch.
  package func number(ofPage index: Int) -> String {
    let number = core.prefix { $0 <= index }.count
    return pages[index].branch == nil ? "\(number)" : "\(number)+"
  }

  /// The names of what the last page tells, in its order: the lesson's sum.
  package var headlines: [String] {
    let names = pages.last?.segments.flatMap(\.templates).flatMap(\.placeholders).flatMap(\.names)
    var seen: Set<String> = []
    return (names ?? []).filter { seen.insert($0).inserted }
  }

  /// The numbers of the pages whose text has some words, in order. Emphasis (`*`) does not count, nor does
  /// where a line is broken.
  package func numbers(ofPagesWith words: String) -> [String] {
    let words = words.plainWords
    return pages.indices.filter { index in
      let texts = pages[index].segments.flatMap(\.templates).map { $0.filled(with: [:]) }
      return texts.joined(separator: " ").plainWords.contains(words)
    }.map { number(ofPage: $0) }
  }

  /// Words of a page: those of the longest alternative where the results decide; a question counts with its
  /// options; code and pictures do not count.
  package func words(onPage index: Int) -> Int {
    pages[index].segments.reduce(0) { sum, segment in
      switch segment {
      case .prose(let text): sum + text.wordCount
      case .conditional(let text):
        sum + ([text.holds, text.unclear, text.otherwise].compactMap { $0?.wordCount }.max() ?? 0)
      case .question(let question):
        sum + question.prompt.wordCount + question.options.reduce(0) { $0 + $1.text.wordCount }
      case .guess(let guess): sum + guess.prompt.wordCount
      // The share of worlds is told with it.
      case .worlds(let claim): sum + claim.text.wordCount + 8
      case .quote, .answer: sum
      }
    }
  }

  /// Minutes of reading: 200 words a minute, and half a minute for each box of code.
  package var readingMinutes: Int {
    let count = core.reduce(0) { $0 + words(onPage: $1) }
    let boxes = core.reduce(0) { sum, index in
      let quotes = pages[index].segments.filter(\.isQuote).count
      return sum + quotes + (pages[index].cell == nil ? 0 : 1)
    }
    return Int((Double(count) / 200 + Double(boxes) / 2).rounded(.up))
  }

  /// What is too long, and minutes that are not what was counted, in words; empty if all is well.
  /// - Parameters: as of `problems(text:source:root:)`.
  package static func readingProblems(text: URL, source: URL, root: URL) throws -> [String] {
    try readingProblems(in: LessonFiles(text: text, source: source, root: root)).map(\.text)
  }

  /// The same with places.
  package static func readingProblems(in files: LessonFiles) throws -> [LessonProblem] {
    try LessonText(contentsOf: files.text).readingProblems(files, code: readText(files.source))
  }

  private func readingProblems(_ files: LessonFiles, code: String) -> [LessonProblem] {
    var problems = core.enumerated().compactMap { number, index -> LessonProblem? in
      let words = words(onPage: index)
      guard words > LessonText.mostWords else { return nil }
      let values = [
        "page": "\(number + 1)", "words": "\(words)", "limit": "\(LessonText.mostWords)",
      ]
      return LessonProblem(problem("long-page", values), in: files.text, line: pages[index].line)
    }
    if core.count > LessonText.mostPages {
      let values = ["count": "\(core.count)", "limit": "\(LessonText.mostPages)"]
      problems.append(LessonProblem(problem("many-pages", values), in: files.text))
    }
    problems += longCode(files, code: code)
    if head.minutes != readingMinutes {
      let values = ["minutes": "\(head.minutes)", "counted": "\(readingMinutes)"]
      problems.append(LessonProblem(problem("minutes", values), in: files.text, at: "minutes:"))
    }
    return problems
  }

  /// Boxes of the core path that have too many lines.
  private func longCode(_ files: LessonFiles, code: String) -> [LessonProblem] {
    let path = files.source.lastPathComponent
    var boxes = core.compactMap { pages[$0].cell }.map { cell in
      (cell, SourceListing.cell(cell, in: code, path: path), files.source, "cell(\"\(cell)\"")
    }
    for case .quote(let quote) in core.flatMap({ pages[$0].segments }) {
      let file = files.root.appending(path: quote.path)
      let listing = (try? readText(file)).flatMap {
        SourceListing.quote(quote.name, in: $0, path: quote.path)
      }
      boxes.append((quote.name, listing, file, "quote: \(quote.name)"))
    }
    return boxes.compactMap { name, listing, file, mark in
      let lines = listing?.lines.count ?? 0
      guard lines > LessonText.mostLinesOfCode else { return nil }
      let values = ["cell": name, "lines": "\(lines)", "limit": "\(LessonText.mostLinesOfCode)"]
      return LessonProblem(problem("long-code", values), in: file, at: mark)
    }
  }

  private func problem(_ key: String, _ values: [String: String]) -> String {
    Messages.text("lesson-problem.\(key)", values)
  }
}

extension LessonText.Segment {
  fileprivate var isQuote: Bool {
    if case .quote = self { true } else { false }
  }
}

extension String {
  /// Without `*`, and with one space wherever there is white space.
  fileprivate var plainWords: String {
    let words = unicodeScalars.filter { $0 != "*" }.split { $0.properties.isWhitespace }
    return words.map { String($0) }.joined(separator: " ")
  }
}

extension ProseTemplate {
  /// Words, without code blocks and comments; a number that is filled in is one.
  fileprivate var wordCount: Int {
    var isInFence = false
    return filled(with: [:]).replacing("(not measured)", with: "0").split(separator: "\n")
      .reduce(0) { count, line in
        let text = line.drop { $0 == " " }
        if text.hasPrefix("~~~") || text.hasPrefix("```") {
          isInFence.toggle()
          return count
        }
        if isInFence || line.hasPrefix("    ") || text.hasPrefix("<!--") { return count }
        return count
          + text.split(separator: " ").count {
            $0.contains(where: \.isLetter) || $0.contains(where: \.isNumber)
          }
      }
  }
}
