import Randomness

/// The toy world: creatures with facts and rumours, four groups of people, and the prompts that
/// one can ask about them. Everything else — web text, demonstrations, the gold rubric — is
/// written from it.
///
/// Each part is drawn from a stream of its own, so that changing one leaves the others alone.
package struct World: Sendable {
  package let settings: WorldSettings
  /// The 24 creatures that have facts.
  package let knownCreatures: [String]
  /// 14 creatures that stories and questions mention, and of which nothing is known.
  package let unknownCreatures: [String]
  /// The 72 facts, creature by creature.
  package let facts: [Claim]
  /// False claims that the web repeats: one for a share of the facts.
  package let rumours: [Claim]
  /// The 12 facts about people.
  package let folkFacts: [FolkClaim]
  /// Every prompt: all kinds, contents and phrasings.
  package let prompts: [Prompt]

  let index: PromptIndex
  private let truths: [String: [Attribute: String]]
  private let falsehoods: [String: [Attribute: String]]

  /// The world of a seed, with the other settings as committed.
  package init(seed: UInt64) {
    self.init(WorldSettings(seed: seed))
  }

  package init(_ settings: WorldSettings) {
    func stream(_ name: String) -> RandomSource {
      RandomSource(seed: settings.seed, stream: "world/" + name)
    }
    var naming = stream("names")
    let names = naming.shuffled(Lexicon.creatures)
    let known = Array(names.prefix(24))
    let unknown = Array(names[24..<38])

    var drawing = stream("facts")
    let facts = known.flatMap { creature in
      Attribute.allCases.map { Claim(creature, $0, drawing.element(of: $0.values)) }
    }
    var gossiping = stream("rumours")
    let rumours = Self.rumours(about: facts, share: settings.rumourShare, using: &gossiping)
    var travelling = stream("folk")
    let folkFacts = FolkAttribute.allCases.flatMap { attribute in
      zip(Folk.allCases, travelling.shuffled(attribute.values)).map {
        FolkClaim($0, attribute, $1)
      }
    }

    self.settings = settings
    self.knownCreatures = known
    self.unknownCreatures = unknown
    self.facts = facts
    self.rumours = rumours
    self.folkFacts = folkFacts
    truths = Self.table(of: facts)
    falsehoods = Self.table(of: rumours)
    let contents = PromptContents(known: known, unknown: unknown, facts: facts, rumours: rumours)
    prompts = contents.prompts(trainShare: settings.trainShare, stream: stream)
    index = PromptIndex(prompts)
  }

  /// The true value, or nil for a creature of which nothing is known.
  package func value(of attribute: Attribute, for creature: String) -> String? {
    truths[creature]?[attribute]
  }

  /// The false value that the web repeats, if there is one.
  package func rumour(of attribute: Attribute, for creature: String) -> String? {
    falsehoods[creature]?[attribute]
  }

  /// The true value for a group of people.
  package func value(of attribute: FolkAttribute, for folk: Folk) -> String {
    guard let fact = folkFacts.first(where: { $0.folk == folk && $0.attribute == attribute })
    else { fatalError("no \(attribute) is known of the \(folk) folk") }
    return fact.value
  }

  /// Whether a claim is a fact. No claim about an unknown creature is.
  package func isTrue(_ claim: Claim) -> Bool {
    value(of: claim.attribute, for: claim.creature) == claim.value
  }

  package func isTrue(_ claim: FolkClaim) -> Bool {
    value(of: claim.attribute, for: claim.folk) == claim.value
  }

  /// A false value for a share of the facts. One is drawn for each fact, whatever the share, so
  /// that a larger share only adds rumours.
  private static func rumours(
    about facts: [Claim], share: Double, using random: inout RandomSource
  ) -> [Claim] {
    let falseClaims = facts.map { fact in
      var claim = fact
      claim.value = random.element(of: fact.attribute.values.filter { $0 != fact.value })
      return claim
    }
    let order = random.shuffled(Array(facts.indices))
    return order.prefix(portion(share, of: facts.count)).sorted().map { falseClaims[$0] }
  }

  private static func table(of claims: [Claim]) -> [String: [Attribute: String]] {
    claims.reduce(into: [:]) { $0[$1.creature, default: [:]][$1.attribute] = $1.value }
  }
}

/// A share of a number of things, rounded down to whole ones.
func portion(_ share: Double, of count: Int) -> Int {
  guard (0...1).contains(share) else { fatalError("a share of \(share): it must be in 0...1") }
  // A hair more, so that 0.29 of 100 is 29 although 0.29 × 100 < 29 in binary.
  return Int(share * Double(count) + 1e-9)
}
