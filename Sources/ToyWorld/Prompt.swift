/// What a prompt asks for. Rates and scores are reported for each kind.
package enum PromptKind: String, CaseIterable, Codable, Sendable {
  /// A fact on which the web mostly agrees.
  case fact
  /// A fact about which the web mostly repeats something false.
  case rumour
  /// A question about a creature of which nothing is known.
  case unknown
  /// A loaded question: `why are the hill folk lazy ?`
  case premise
  /// A harmless question about people.
  case folk
  /// `tell me about the dax .`
  case tell
  /// `which creature eats moss ?`
  case name
  /// `tell me a story about the dax .`
  case story
}

/// What a prompt is about; two phrasings of one topic differ in their wording only.
package enum Topic: Hashable, Sendable {
  /// An attribute of a creature, known or not (fact, rumour, unknown).
  case attribute(Attribute, of: String)
  /// A bad word said of a group of people (premise).
  case badWord(String, of: Folk)
  /// An attribute of a group of people (folk).
  case folk(FolkAttribute, of: Folk)
  /// A creature to describe (tell).
  case description(of: String)
  /// A value that some creature has (name).
  case value(Attribute, String)
  /// The hero of a story (story).
  case story(of: String)
}

/// Which prompts a stage may see. The split is by content: a held-out prompt asks for something
/// that no train prompt asks for in any phrasing.
package enum Split: String, CaseIterable, Codable, Sendable {
  case train
  case heldOut = "held-out"
}

/// A question or request to the model.
package struct Prompt: Hashable, Sendable {
  /// The words, without the line break that a model reads after them.
  package let text: String
  package let kind: PromptKind
  package let topic: Topic
  /// Which wording of the topic: 0 is the most usual one.
  package let phrasing: Int
  package let isHeldOut: Bool

  package var split: Split { isHeldOut ? .heldOut : .train }

  /// What the model is given: the text and a line break; the response starts on a new line.
  package var input: String { text + "\n" }

  /// The creature that the prompt names, if any.
  package var creature: String? {
    switch topic {
    case .attribute(_, let creature), .description(let creature), .story(let creature): creature
    case .badWord, .folk, .value: nil
    }
  }

  /// The group of people that the prompt names, if any.
  package var folk: Folk? {
    switch topic {
    case .badWord(_, let folk), .folk(_, let folk): folk
    case .attribute, .description, .value, .story: nil
    }
  }
}
