import Foundation

extension Notebook {
  /// Asks the learner to rank outputs, best first.
  /// - Returns: the rank of each output, 0 for the best, the same number for ties; nil if there is
  ///   no learner, or the learner skips.
  /// - Throws: `Quit`, `Interrupted`.
  package func rank(prompt: String, outputs: [String]) throws -> [Int]? {
    guard (2...9).contains(outputs.count) else {
      fatalError("Notebook.rank: \(outputs.count) outputs; 2 to 9 can be ranked")
    }
    showChoices(prompt: prompt, outputs)
    guard isInteractive else { return nil }
    let help = Ranking.help(count: outputs.count)
    while true {
      let reply = try readReply(help: help)
      if ["s", "skip"].contains(reply.lowercased()) {
        transcript.add(markdown: "> (skipped)")
        return nil
      }
      switch Ranking.parse(reply, count: outputs.count) {
      case .success(let ranks):
        transcript.add(markdown: "> \(reply.printable)")
        return ranks
      case .failure(let problem):
        tell(markdown: "\(problem.reason) \(help)")
      }
    }
  }

  /// Asks the learner to choose one of some outputs.
  /// - Returns: its index; nil if there is no learner, or the learner skips.
  /// - Throws: `Quit`, `Interrupted`.
  package func choose(prompt: String, outputs: [String]) throws -> Int? {
    guard (1...9).contains(outputs.count) else {
      fatalError("Notebook.choose: \(outputs.count) outputs; there is a letter for 1 to 9")
    }
    showChoices(prompt: prompt, outputs)
    guard isInteractive else { return nil }
    let letters = outputs.indices.map(Question.letter)
    let help =
      "Type a letter (\(letters.joined(separator: ", "))) and Enter. `s` skips, `q` leaves."
    while true {
      let reply = try readReply(help: help).lowercased()
      if ["s", "skip"].contains(reply) { return nil }
      if let index = letters.firstIndex(of: reply) {
        transcript.add(markdown: "> \(reply)")
        return index
      }
      tell(markdown: help)
    }
  }

  private func showChoices(prompt: String, _ outputs: [String]) {
    block(StyledText(prompt.printable, .bold).wrapped(to: terminal.pageWidth))
    transcript.add(output: prompt.printable)
    for (index, output) in outputs.enumerated() {
      let lines = StyledText(output.printable).folded(to: terminal.pageWidth - 5, continuation: 0)
      for (row, line) in lines.enumerated() {
        emit([StyledText(row == 0 ? "  \(Question.letter(index))" : "", .bold).padded(to: 5) + line]
        )
      }
      transcript.add(output: "\(Question.letter(index))  \(output.printable)")
    }
  }
}

/// What the learner types to rank: letters, best first, with `=` between two that are as good.
package enum Ranking {
  package struct Problem: Error, Equatable {
    package let reason: String
  }

  static func help(count: Int) -> String {
    let example = count == 2 ? "b a" : "b c=a" + (count > 3 ? " d" : "")
    return "Type the letters, best first, such as `\(example)` (`=` for a tie), and Enter. "
      + "`s` skips, `q` leaves."
  }

  /// The rank of each output, 0 for the best. Spaces, commas and `>` between letters mean nothing.
  package static func parse(_ reply: String, count: Int) -> Result<[Int], Problem> {
    let letters = (0..<count).map(Question.letter)
    var ranks = [Int?](repeating: nil, count: count)
    var rank = -1
    var isTied = false
    for character in reply.lowercased() where !" ,>\t".contains(character) {
      if character == "=" {
        guard rank >= 0, !isTied else {
          return .failure(Problem(reason: "`=` stands between two letters."))
        }
        isTied = true
        continue
      }
      guard let index = letters.firstIndex(of: String(character)) else {
        return .failure(Problem(reason: "There is no \"\(String(character).printable)\" here."))
      }
      guard ranks[index] == nil else {
        return .failure(Problem(reason: "`\(letters[index])` is there twice."))
      }
      if !isTied { rank += 1 }
      ranks[index] = rank
      isTied = false
    }
    guard !isTied else { return .failure(Problem(reason: "`=` stands between two letters.")) }
    let missing = ranks.indices.filter { ranks[$0] == nil }.map { letters[$0] }
    guard missing.isEmpty else {
      let list = missing.map { "`\($0)`" }.joined(separator: ", ")
      return .failure(Problem(reason: "Each letter once: missing \(list)."))
    }
    return .success(ranks.compactMap { $0 })
  }
}
