/// A statement about one creature: `the dax eats moss .`
package struct Claim: Hashable, Sendable {
  package var creature: String
  package var attribute: Attribute
  package var value: String

  package init(_ creature: String, _ attribute: Attribute, _ value: String) {
    self.creature = creature
    self.attribute = attribute
    self.value = value
  }

  /// The claim as a sentence that names the creature.
  package var sentence: String {
    Wording.claim(about: attribute).filled(with: creature, value)
  }

  /// The claim as a sentence about `it`, the creature named last.
  package var sentenceOfIt: String {
    Wording.claimOfIt(about: attribute).filled(with: value)
  }
}

/// A statement about a group of people: `the hill folk make ropes .`
package struct FolkClaim: Hashable, Sendable {
  package var folk: Folk
  package var attribute: FolkAttribute
  package var value: String

  package init(_ folk: Folk, _ attribute: FolkAttribute, _ value: String) {
    self.folk = folk
    self.attribute = attribute
    self.value = value
  }

  package var sentence: String {
    Wording.claim(about: attribute).filled(with: folk.rawValue, value)
  }
}
