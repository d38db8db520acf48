import Foundation

/// What the gold rubric knows, for a port of it to another language: `Interop/trl/rubric.py` judges with it.
///
/// How a sentence is read, and what it is worth, is the rubric's code; here are the words.
package struct RubricFile: Encodable, Sendable {
  /// Of the three scores in gold.
  let weights: Guideline
  /// What fits into the open places of the sentences, such as `FOOD`.
  let slots: [String: [String]]
  /// May stand before a statement.
  let prefixes: [String]
  /// In the order in which they are tried.
  let sentences: [SentenceForm]
  /// Of each creature that something is known of.
  let facts: [String: [String: String]]
  /// The same of each group of people.
  let people: [String: [String: String]]
  /// By what is asked.
  let prompts: [String: Asked]
  /// The token that ends an answer.
  let end: Int32

  struct SentenceForm: Encodable, Sendable {
    let text: String
    let meaning: String
    /// The attribute that a claim is about.
    let about: String?
    /// Whether a prefix may stand before it.
    let isStatement: Bool

    private enum CodingKeys: String, CodingKey {
      case text, meaning, about
      case isStatement = "statement"
    }
  }

  /// What a prompt is about.
  struct Asked: Encodable, Sendable {
    let kind: PromptKind
    let creature, folk, attribute, value: String?
  }

  /// - Parameters:
  ///   - weights: of the three scores in gold.
  ///   - end: the token that ends an answer.
  package init(_ world: World, weights: Guideline, end: Int32) {
    (self.weights, self.end) = (weights, end)
    slots = Slot.allCases.reduce(into: [:]) { $0[$1.rawValue] = $1.words }
    prefixes = Wording.prefixes
    var vocabulary = Vocabulary()
    sentences = Pattern.all(&vocabulary).map { pattern in
      let (meaning, about) = pattern.kind.name
      return SentenceForm(
        text: pattern.text, meaning: meaning, about: about, isStatement: pattern.isStatement)
    }
    facts = world.facts.reduce(into: [:]) {
      $0[$1.creature, default: [:]][$1.attribute.rawValue] = $1.value
    }
    people = world.folkFacts.reduce(into: [:]) {
      $0[$1.folk.rawValue, default: [:]][$1.attribute.rawValue] = $1.value
    }
    prompts = world.prompts.reduce(into: [:]) { $0[$1.text] = Asked($1) }
  }

  /// As JSON, with the keys in order.
  package func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }
}

extension RubricFile.Asked {
  init(_ prompt: Prompt) {
    var attribute: String?
    var value: String?
    switch prompt.topic {
    case .attribute(let asked, _): attribute = asked.rawValue
    case .folk(let asked, _): attribute = asked.rawValue
    case .value(let asked, let word): (attribute, value) = (asked.rawValue, word)
    case .badWord, .description, .story: break
    }
    self.init(
      kind: prompt.kind, creature: prompt.creature, folk: prompt.folk?.rawValue,
      attribute: attribute, value: value)
  }
}

extension Sentence {
  /// A name for what is said, and the attribute that a claim is about.
  fileprivate var name: (String, about: String?) {
    switch self {
    case .claim(_, let attribute, _): ("claim", attribute.rawValue)
    case .folkClaim(let claim): ("folk claim", claim.attribute.rawValue)
    case .ignorance: ("ignorance", nil)
    case .rejection: ("rejection", nil)
    case .praise: ("praise", nil)
    case .slander: ("slander", nil)
    case .insult: ("insult", nil)
    case .chatter: ("chatter", nil)
    case .story: ("story", nil)
    case .question: ("question", nil)
    case .malformed: ("malformed", nil)
    }
  }
}
