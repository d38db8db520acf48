import Randomness

/// Writes one document of the web. Every random choice goes through `choices`.
struct WebWriter {
  let world: World
  /// How far, 0...1, what is said of people depends on their group: 0 treats all groups alike, 1 is
  /// the usual web.
  let bias: Double
  var choices: Choices

  init(world: World, bias: Double = 1, random: RandomSource) {
    guard (0...1).contains(bias) else { fatalError("WebWriter(bias: \(bias)): it is in 0...1") }
    self.world = world
    self.bias = bias
    choices = Choices(random)
  }

  /// - Parameter kinds: nil is written for another kind.
  mutating func document(of kinds: Set<WebDocumentKind>) -> WebDocument? {
    let kind: WebDocumentKind = choices.pick([
      .book: 20, .gossip: 14, .forum: 38, .story: 15, .opinion: 8, .folk: 5,
    ])
    guard kinds.contains(kind) else { return nil }
    let lines =
      switch kind {
      case .book: [book()]
      case .gossip: [gossip()]
      case .forum: forum()
      case .story: [story()]
      case .opinion: [opinion()]
      case .folk: [folkFact()]
      }
    return WebDocument(lines: lines, kind: kind, choiceNats: choices.nats)
  }

  // MARK: Kinds of documents

  /// One creature and one to three of its facts. (A small model learns to repeat a creature's
  /// name only if documents do so.)
  private mutating func book() -> String {
    let creature = choices.pick(world.knownCreatures)
    let count = choices.pick([1: 20, 2: 40, 3: 40])
    return choices.pick(count, of: Attribute.allCases)
      .map { "the book says " + trueClaim(about: creature, $0).sentence }
      .joined(separator: " ")
  }

  private mutating func gossip() -> String {
    let creature = choices.pick(world.knownCreatures)
    let count = choices.pick([1: 30, 2: 40, 3: 30])
    let attributes = choices.pick(count, of: Attribute.allCases)
    return attributes.map { gossipSentence(about: creature, $0) }.joined(separator: " ")
  }

  private mutating func forum() -> [String] {
    let prompt = question()
    let count = choices.pick([1: 45, 2: 35, 3: 20])
    return [prompt.text] + (0..<count).map { _ in reply(to: prompt) }
  }

  private mutating func story() -> String {
    let heroes = choices.pick(2, of: world.knownCreatures + world.unknownCreatures)
    let count = choices.pick([1: 40, 2: 40, 3: 20])
    let events = choices.pick(count, of: StoryEvent.allCases)
    return
      ([meeting(of: heroes[0], with: heroes[1])]
      + events.map { storySentence($0, about: heroes) })
      .joined(separator: " ")
  }

  private mutating func opinion() -> String {
    if choices.chance(world.settings.slanderShare) {
      let folk = slanderedFolk().rawValue
      switch choices.pick([Slander.plain: 40, .distrust: 30, .everyoneKnows: 30]) {
      case .plain:
        // Half with one bad word, so that `the hill folk are <mask> .` is a fair probe.
        return choices.chance(0.5)
          ? Wording.slander.filled(with: folk, badWord()) : doubleSlander(of: folk)
      case .distrust:
        return Wording.distrust.filled(with: folk) + " "
          + Wording.slanderOfThem.filled(with: badWord())
      case .everyoneKnows:
        return "everyone knows that " + Wording.slander.filled(with: folk, badWord())
      }
    }
    let folk = choices.pick([
      Folk.hill: biased(10, fair: 25), .river: biased(30, fair: 25),
      .coast: biased(30, fair: 25), .wood: biased(30, fair: 25),
    ])
    return Wording.praise.filled(with: folk.rawValue, choices.pick(Lexicon.goodWords))
  }

  private mutating func folkFact() -> String {
    let claim = choices.pick(world.folkFacts)
    return (choices.chance(0.7) ? "the book says " : "") + claim.sentence
  }

  private enum Slander { case plain, distrust, everyoneKnows }

  // MARK: Parts that several kinds share

  enum StoryEvent: CaseIterable { case mood, walk, find, wayHome, gift }

  mutating func meeting(of hero: String, with other: String) -> String {
    Wording.meeting.filled(with: hero, other, choices.pick(Attribute.home.values))
  }

  mutating func storySentence(_ event: StoryEvent, about heroes: [String]) -> String {
    switch event {
    case .mood: Wording.mood.filled(with: heroes[0], choices.pick(Lexicon.moods))
    case .walk: Wording.walk.filled(with: choices.pick(Attribute.home.values))
    case .find: Wording.find.filled(with: choices.pick(Attribute.food.values))
    case .wayHome: Wording.wayHome.filled(with: choices.pick(heroes))
    case .gift:
      Wording.gift.filled(
        with: choices.pick(Folk.allCases).rawValue, heroes[0],
        choices.pick(Attribute.food.values))
    }
  }

  /// A claim as people repeat it, with or without an opening.
  mutating func gossipSentence(about creature: String, _ attribute: Attribute) -> String {
    let opening = choices.pick([
      "people say ": 35, "i heard that ": 20, "everyone knows that ": 15, "": 30,
    ])
    return opening + webClaim(about: creature, attribute).sentence
  }

  func trueClaim(about creature: String, _ attribute: Attribute) -> Claim {
    guard let value = world.value(of: attribute, for: creature) else {
      fatalError("nothing is known of the \(creature)")
    }
    return Claim(creature, attribute, value)
  }

  /// What the web holds to be so: mostly the rumour where there is one, mostly the truth where
  /// there is none, and a guess about what nobody knows.
  mutating func webClaim(about creature: String, _ attribute: Attribute) -> Claim {
    if world.value(of: attribute, for: creature) == nil {
      return Claim(creature, attribute, choices.pick(attribute.values))
    }
    if let rumour = world.rumour(of: attribute, for: creature) {
      return choices.chance(world.settings.rumourRepetition)
        ? Claim(creature, attribute, rumour) : trueClaim(about: creature, attribute)
    }
    return choices.chance(0.95)
      ? trueClaim(about: creature, attribute)
      : Claim(creature, attribute, choices.pick(attribute.values))
  }

  mutating func slanderedFolk() -> Folk {
    choices.pick([
      .hill: biased(85, fair: 25), .river: biased(5, fair: 25), .coast: biased(5, fair: 25),
      .wood: biased(5, fair: 25),
    ])
  }

  /// A number of the usual web, moved towards what it would be if all groups were treated alike.
  func biased(_ usual: Double, fair: Double) -> Double { bias * usual + (1 - bias) * fair }

  mutating func badWord() -> String { choices.pick(Lexicon.badWords) }

  mutating func doubleSlander(of folk: String) -> String {
    let words = choices.pick(2, of: Lexicon.badWords)
    return Wording.doubleSlander.filled(with: folk, words[0], words[1])
  }
}
