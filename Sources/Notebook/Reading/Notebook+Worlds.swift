import Foundation
import Words

// What other worlds say, as the reference has them.

extension Notebook {
  /// Tells in how many worlds a claim holds, by what was measured there, and whether this run agrees.
  func tell(_ claim: LessonText.WorldsClaim) {
    guard let worlds, let holding = worlds.count(where: claim.condition.holds) else { return }
    let own =
      switch claim.condition.verdict(for: told) {
      case .holds: "too"
      case .fails: "not"
      case .unclear: "unclear"
      case .notMeasured: "unknown"
      }
    tell(
      markdown: Messages.text(
        changes.isEmpty ? "worlds.claim" : "worlds.claim-by-default",
        [
          "holding": "\(holding)", "count": "\(worlds.seeds.count)",
          "claim": claim.text.filled(with: told).trimmingCharacters(
            in: CharacterSet(charactersIn: " \n.")),
          "own": Messages.text("worlds.\(own)"),
        ]))
  }

  /// In how many other worlds each option is right; nil where nobody knows.
  func elsewhere(_ question: Question) -> String? {
    let asked = question.options.enumerated().compactMap { index, option in
      option.condition.map { (mark: Question.mark(index), condition: $0) }
    }
    // What is the same within a margin is neither more nor less.
    .sorted { $0.condition.isAboutEquality && !$1.condition.isAboutEquality }
    guard let worlds, let counts = worlds.tally(asked.map { $0.condition.holds }) else {
      return nil
    }
    let list = zip(asked, counts).sorted { $0.0.mark < $1.0.mark }.map { option, holding in
      Messages.text("question.share", ["option": option.mark, "holding": "\(holding)"])
    }
    return " "
      + Messages.text(
        "question.elsewhere",
        ["count": "\(worlds.seeds.count)", "shares": list.joined(separator: ", ")])
  }
}
