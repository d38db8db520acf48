import Foundation
import Words

extension Notebook {
  /// Asks the learner to rank outputs, best first.
  /// - Returns: the rank of each output, 0 for the best, the same number for ties; nil if there is
  ///   no learner, or the learner skips.
  /// - Throws: `Quit`, `Interrupted`.
  package func rank(prompt: String, outputs: [String]) throws -> [Int]? {
    guard (2...9).contains(outputs.count) else {
      fatalError("Notebook.rank: \(outputs.count) outputs; 2 to 9 can be ranked")
    }
    guard !isSilent else { return nil }
    showChoices(prompt: prompt, outputs)
    guard isInteractive else { return nil }
    if let entry = journal.replay(.ranking) {
      return entry.text.flatMap { try? Ranking.parse($0, count: outputs.count) }
    }
    var help = Ranking.help(count: outputs.count)
    while true {
      let reply = try readEntry(
        help: help, accepts: { $0.isWholeNumber || "=> ,".contains($0) },
        hint: { Messages.text("question.no-hint") })
      guard let reply else {
        transcript.add(reply: Messages.text("ranking.skipped"))
        journal.add(.ranking)
        return nil
      }
      do {
        let ranks = try Ranking.parse(reply, count: outputs.count)
        transcript.add(reply: reply)
        journal.add(.ranking, reply)
        keepPlace()
        return ranks
      } catch let problem as Ranking.Problem {
        help = problem.reason
      }
    }
  }

  private func showChoices(prompt: String, _ outputs: [String]) {
    block(StyledText(prompt.printable, .bold).wrapped(to: terminal.pageWidth))
    transcript.add(output: prompt.printable)
    for (index, output) in outputs.enumerated() {
      let lines = StyledText(output.printable).folded(to: terminal.pageWidth - 5, continuation: 0)
      emit(lines, option: index)
      transcript.add(output: "\(Question.mark(index))  \(output.printable)")
    }
  }
}

/// What the learner types to rank: digits, best first, with `=` between two that are as good.
package enum Ranking {
  /// Why a reply ranks nothing.
  package struct Problem: Error {
    package let reason: String

    fileprivate init(_ key: String, _ values: [String: String] = [:]) {
      reason = Messages.text("ranking.\(key)", values)
    }
  }

  static func help(count: Int) -> String {
    let example = count == 2 ? "2 1" : "2 3=1" + (count > 3 ? " 4" : "")
    return Messages.text("ranking.help", ["example": example])
  }

  /// The rank of each output, 0 for the best. Spaces, commas and `>` between digits mean nothing.
  /// - Throws: `Problem`.
  package static func parse(_ reply: String, count: Int) throws -> [Int] {
    let marks = (0..<count).map(Question.mark)
    var ranks = [Int?](repeating: nil, count: count)
    var rank = -1
    var isTied = false
    for character in reply.lowercased() where !" ,>\t".contains(character) {
      if character == "=" {
        guard rank >= 0, !isTied else { throw Problem("lone-sign") }
        isTied = true
        continue
      }
      guard let index = marks.firstIndex(of: String(character)) else {
        throw Problem("unknown", ["output": String(character).printable])
      }
      guard ranks[index] == nil else { throw Problem("twice", ["output": marks[index]]) }
      if !isTied { rank += 1 }
      ranks[index] = rank
      isTied = false
    }
    guard !isTied else { throw Problem("lone-sign") }
    let missing = ranks.indices.filter { ranks[$0] == nil }.map { "`\(marks[$0])`" }
    guard missing.isEmpty else {
      throw Problem("missing", ["outputs": missing.joined(separator: ", ")])
    }
    return ranks.compactMap(\.self)
  }
}
