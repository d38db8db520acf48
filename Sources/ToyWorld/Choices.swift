import Foundation
import Randomness

/// Random choices whose surprise is added up.
///
/// A text that is written by choices with probabilities p₁, p₂, … could not be predicted better
/// than by knowing all of them, at a cost of Σ −log p nats. So a generator that draws only from
/// here knows how well an ideal model could do on its text.
struct Choices {
  private var random: RandomSource
  /// Σ −log p of the choices made so far.
  private(set) var nats = 0.0

  init(_ random: RandomSource) { self.random = random }

  /// One of the elements, each as likely as any other.
  mutating func pick<Element>(_ elements: [Element]) -> Element {
    nats += log(Double(elements.count))
    return random.element(of: elements)
  }

  /// One of the elements, with a probability in proportion to its weight.
  mutating func pick<Element>(_ weights: KeyValuePairs<Element, Double>) -> Element {
    let values = weights.map(\.value)
    let index = random.index(weightedBy: values)
    nats -= log(values[index] / values.reduce(0, +))
    return weights[index].key
  }

  /// True with the given probability.
  mutating func chance(_ probability: Double) -> Bool {
    pick([true: probability, false: 1 - probability])
  }

  /// The first so many elements of a random order: each next one from those that are left.
  mutating func pick<Element>(_ count: Int, of elements: [Element]) -> [Element] {
    var rest = elements
    return (0..<count).map { _ in
      let index = pick(Array(rest.indices))
      return rest.remove(at: index)
    }
  }
}
