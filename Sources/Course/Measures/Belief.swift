import Models
import ToyWorld

/// Where a sentence about a creature stands, which is all that tells a base model whether the truth or
/// a rumour is likely to follow.
package enum BeliefContext: String, CaseIterable {
  /// `the book says the dax eats`: books are always right.
  case book
  /// `people say the dax eats`: people repeat the rumour.
  case people
  /// `what does the dax eat ?`, a line break, `the dax eats`: a reply in the forum.
  case forum
}

/// How likely a model finds the true and the rumoured value of one fact.
package struct Belief {
  package let context: BeliefContext
  /// Whether no training asks for the fact.
  package let isHeldOut: Bool
  /// The text before the value.
  package let text: String
  package let trueValue, rumouredValue: String
  /// Their probabilities, 0...1.
  package let truth, falsehood: Double
}

extension Course {
  /// What a model believes of every fact that the web has a rumour about, in each context; nothing in a
  /// world without rumours.
  package func beliefs(of model: LanguageModel) -> [Belief] {
    var all: [Belief] = []
    for rumour in world.rumours {
      let topic = Topic.attribute(rumour.attribute, of: rumour.creature)
      guard let value = world.value(of: rumour.attribute, for: rumour.creature),
        let question = world.prompts(.rumour).first(where: { $0.topic == topic })
      else { continue }
      for context in BeliefContext.allCases {
        let opening =
          switch context {
          case .book: "the book says "
          case .people: "people say "
          case .forum: question.input
          }
        let text = opening + rumour.stem
        let p = probabilities(of: [" " + value, " " + rumour.value], after: text, by: model)
        all.append(
          Belief(
            context: context, isHeldOut: question.isHeldOut, text: text, trueValue: value,
            rumouredValue: rumour.value,
            truth: p[0], falsehood: p[1]))
      }
    }
    return all
  }
}

extension Claim {
  /// The claim's sentence up to its value: `the dax eats`.
  package var stem: String { String(sentence.dropLast(" \(value) .".count)) }
}
