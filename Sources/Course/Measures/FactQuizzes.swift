import Metrics
import Models
import ToyWorld

/// A way to ask a masked model for what it has read.
package enum FactQuiz: String, CaseIterable, Sendable {
  /// `the book says the dax eats <mask> .`: a wording of the web.
  case seen
  /// `the book says the food of the dax is <mask> .`: one that no document has.
  case unseen
  /// `the book says the <mask> eats moss .`: the known wording, asked backwards.
  case backwards
}

/// One question of a quiz: the options, and which of them are right.
package struct FactQuestion: Sendable {
  package let text: String
  package let options: [String]
  package let answers: Set<String>

  package init(text: String, options: [String], answers: Set<String>) {
    self.text = text
    self.options = options
    self.answers = answers
  }

  /// The chance of a blind guess.
  package var guess: Double { Double(answers.count) / Double(options.count) }
}

extension World {
  /// The questions of a quiz: one for each fact, or for each value that some creature has.
  package func questions(of quiz: FactQuiz) -> [FactQuestion] {
    switch quiz {
    case .seen, .unseen:
      return facts.map { fact in
        let (creature, attribute) = (fact.creature, fact.attribute)
        let place = attribute == .home ? "the " : ""
        let sentence =
          quiz == .seen
          ? Claim(creature, attribute, "<mask>").sentence
          : "the \(attribute.rawValue) of the \(creature) is \(place)<mask> ."
        return FactQuestion(
          text: "the book says \(sentence)", options: attribute.values, answers: [fact.value])
      }
    case .backwards:
      return Attribute.allCases.flatMap { attribute in
        attribute.values.compactMap { value in
          let owners = facts.filter { $0.attribute == attribute && $0.value == value }
          guard !owners.isEmpty else { return nil }
          return FactQuestion(
            text: "the book says \(Claim("<mask>", attribute, value).sentence)",
            options: knownCreatures, answers: Set(owners.map(\.creature)))
        }
      }
    }
  }
}

extension Course {
  /// For each question 1 where the option that the masked model finds likeliest is right, else 0.
  package func hits(byMasked model: LanguageModel, in questions: [FactQuestion]) -> [Double] {
    questions.map { question in
      let p = probabilities(of: question.options, at: question.text, byMasked: model)
      return hit(question, p)
    }
  }

  /// The same for a next-token model, which reads the text up to the gap.
  package func hits(byCausal model: LanguageModel, in questions: [FactQuestion]) -> [Double] {
    questions.map { question in
      let start = question.text.prefix(while: { $0 != "<" }).dropLast()
      let p = probabilities(
        of: question.options.map { " " + $0 }, after: String(start), by: model)
      return hit(question, p)
    }
  }

  private func hit(_ question: FactQuestion, _ probabilities: [Double]) -> Double {
    let best = zip(question.options, probabilities).max { $0.1 < $1.1 }
    return best.map { question.answers.contains($0.0) } == true ? 1 : 0
  }
}
