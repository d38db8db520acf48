import Metrics
import Words

// What a page tells, segment by segment.

extension Notebook {
  func tell(_ segment: LessonText.Segment) throws {
    transcript.role = segment.role
    defer { transcript.role = .told }
    switch segment {
    case .prose(let prose): tell(prose)
    case .conditional(let text): tell(text)
    case .question(let question): try ask(question)
    case .guess(let guess): try ask(guess)
    case .worlds(let claim): tell(claim)
    case .answer(let name): reveal(name)
    case .quote(let quote): show(try source.listing(of: quote))
    }
  }

  private func tell(_ text: LessonText.ConditionalText) {
    switch text.condition.verdict(for: told) {
    case .holds: tell(text.holds)
    case .unclear: (text.unclear ?? text.otherwise).map(tell)
    case .fails: text.otherwise.map(tell)
    case .notMeasured(let names): tell(markdown: notMeasured(names))
    }
  }

  /// What is told where results are missing that decide what to tell.
  func notMeasured(_ names: [String]) -> String {
    Messages.text("prose.missing-results", ["names": names.joined(separator: ", ")])
  }

  func tell(_ prose: ProseTemplate) {
    let blanks = prose.filled(with: told, hiding: Set(measured.names))
    tell(markdown: prose.filled(with: told), blanks: blanks)
  }
}
