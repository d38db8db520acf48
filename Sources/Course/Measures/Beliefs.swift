import Models
import ToyWorld

/// Where a sentence about a creature stands, which is all that tells a base model whether the truth or
/// a rumour is likely to follow.
package enum BeliefContext: String, CaseIterable, Sendable {
  /// `the book says the dax eats`: books are always right.
  case book
  /// `people say the dax eats`: people repeat the rumour.
  case people
  /// `what does the dax eat ?`, a line break, `the dax eats`: a reply in the forum.
  case forum
}

/// How likely a model finds the true and the rumoured value of one fact.
package struct Belief: Sendable {
  /// The true claim.
  package let fact: Claim
  package let rumour: Claim
  package let context: BeliefContext
  /// The text before the value.
  package let text: String
  /// Probability of the true value, 0...1.
  package let truth: Double
  /// Probability of the rumoured value, 0...1.
  package let falsehood: Double
}

extension Course {
  /// What a model believes of every fact that the web has a rumour about, in each context; nothing in a
  /// world without rumours.
  package func beliefs(of model: LanguageModel) -> [Belief] {
    world.rumours.flatMap { rumour in
      BeliefContext.allCases.compactMap { belief(about: rumour, $0, of: model) }
    }
  }

  private func belief(
    about rumour: Claim, _ context: BeliefContext, of model: LanguageModel
  ) -> Belief? {
    guard let value = world.value(of: rumour.attribute, for: rumour.creature),
      let question = world.prompts(.rumour).first(where: {
        $0.topic == .attribute(rumour.attribute, of: rumour.creature)
      })
    else { return nil }
    let opening =
      switch context {
      case .book: "the book says "
      case .people: "people say "
      case .forum: question.input
      }
    let text = opening + rumour.stem
    let p = probabilities(of: [" " + value, " " + rumour.value], after: text, by: model)
    return Belief(
      fact: Claim(rumour.creature, rumour.attribute, value), rumour: rumour, context: context,
      text: text, truth: p[0], falsehood: p[1])
  }
}

extension Claim {
  /// The claim's sentence up to its value: `the dax eats`.
  package var stem: String { String(sentence.dropLast(" \(value) .".count)) }
}
