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
    let help = Ranking.help(count: outputs.count)
    while true {
      let reply = try readReply(help: help)
      if ["s", "skip"].contains(reply.lowercased()) {
        transcript.add(markdown: "> " + Messages.text("ranking.skipped"))
        return nil
      }
      do {
        let ranks = try Ranking.parse(reply, count: outputs.count)
        transcript.add(markdown: "> \(reply.printable)")
        return ranks
      } catch let problem as Ranking.Problem {
        tell(markdown: "\(problem.reason) \(help)")
      }
    }
  }

  private func showChoices(prompt: String, _ outputs: [String]) {
    block(StyledText(prompt.printable, .bold).wrapped(to: terminal.pageWidth))
    transcript.add(output: prompt.printable)
    for (index, output) in outputs.enumerated() {
      let lines = StyledText(output.printable).folded(to: terminal.pageWidth - 5, continuation: 0)
      emit(lines, letter: index)
      transcript.add(output: "\(Question.letter(index))  \(output.printable)")
    }
  }
}

/// What the learner types to rank: letters, best first, with `=` between two that are as good.
package enum Ranking {
  /// Why a reply ranks nothing.
  package struct Problem: Error {
    package let reason: String

    fileprivate init(_ key: String, _ values: [String: String] = [:]) {
      reason = Messages.text("ranking.\(key)", values)
    }
  }

  static func help(count: Int) -> String {
    let example = count == 2 ? "b a" : "b c=a" + (count > 3 ? " d" : "")
    return Messages.text("ranking.help", ["example": example])
  }

  /// The rank of each output, 0 for the best. Spaces, commas and `>` between letters mean nothing.
  /// - Throws: `Problem`.
  package static func parse(_ reply: String, count: Int) throws -> [Int] {
    let letters = (0..<count).map(Question.letter)
    var ranks = [Int?](repeating: nil, count: count)
    var rank = -1
    var isTied = false
    for character in reply.lowercased() where !" ,>\t".contains(character) {
      if character == "=" {
        guard rank >= 0, !isTied else { throw Problem("lone-sign") }
        isTied = true
        continue
      }
      guard let index = letters.firstIndex(of: String(character)) else {
        throw Problem("unknown", ["letter": String(character).printable])
      }
      guard ranks[index] == nil else { throw Problem("twice", ["letter": letters[index]]) }
      if !isTied { rank += 1 }
      ranks[index] = rank
      isTied = false
    }
    guard !isTied else { throw Problem("lone-sign") }
    let missing = ranks.indices.filter { ranks[$0] == nil }.map { "`\(letters[$0])`" }
    guard missing.isEmpty else {
      throw Problem("missing", ["letters": missing.joined(separator: ", ")])
    }
    return ranks.compactMap(\.self)
  }
}
