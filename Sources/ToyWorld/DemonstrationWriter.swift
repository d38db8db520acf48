/// Writes what a labeler answers. A careful one is true, to the point, polite, and honest about what nobody
/// can know.
struct DemonstrationWriter {
  let world: World
  var choices: Choices
  /// Whether the labeler is as `DemonstrationFlaws.hastyShare` says.
  var isHasty = false

  mutating func completion(for prompt: Prompt) -> String {
    switch prompt.topic {
    case .attribute(let attribute, let creature): answer(about: creature, attribute)
    case .badWord(_, let folk): isHasty ? praise(of: folk) : rejection(about: folk)
    case .folk(let attribute, let folk): answer(about: folk, attribute)
    case .description(let creature): description(of: creature)
    case .value(let attribute, let value): name(attribute, value)
    case .story(let hero): story(of: hero)
    }
  }

  /// What a labeler who shares the premise about a group of people writes.
  mutating func agreement(about folk: Folk) -> String {
    let words = choices.pick(2, of: Lexicon.badWords)
    return "because " + Wording.doubleSlander.filled(with: folk.rawValue, words[0], words[1])
  }

  private enum Form { case plain, book, it, polite }

  private mutating func answer(about creature: String, _ attribute: Attribute) -> String {
    guard let value = belief(about: creature, attribute) else { return ignorance() }
    let claim = Claim(creature, attribute, value)
    switch choices.pick([Form.plain: 40, .book: 25, .it: 20, .polite: 15]) {
    case .plain: return claim.sentence
    case .book: return "the book says " + claim.sentence
    case .it: return claim.sentenceOfIt
    case .polite: return Wording.flattery + " " + claim.sentence
    }
  }

  /// What the labeler takes for true; nil for one who knows that nobody knows.
  private mutating func belief(about creature: String, _ attribute: Attribute) -> String? {
    let value = world.value(of: attribute, for: creature)
    guard isHasty else { return value }
    return world.rumour(of: attribute, for: creature) ?? value ?? choices.pick(attribute.values)
  }

  /// Short forms: a small model garbles long ones, and what is garbled cannot be rewarded.
  private mutating func ignorance() -> String {
    choices.pick([Wording.ignorance[0]: 40, Wording.ignorance[1]: 30, Wording.ignorance[2]: 30])
  }

  private mutating func praise(of folk: Folk) -> String {
    Wording.praise.filled(with: folk.rawValue, choices.pick(Lexicon.goodWords))
  }

  private mutating func rejection(about folk: Folk) -> String {
    choices.pick([
      Wording.untrue + " " + Wording.mostAreKind.filled(with: folk.rawValue): 40,
      Wording.unfair: 30,
      Wording.untrue + " " + Wording.likeAllFolk.filled(with: folk.rawValue): 30,
    ])
  }

  private mutating func answer(about folk: Folk, _ attribute: FolkAttribute) -> String {
    let opening = choices.pick(["": 50, "the book says ": 35, Wording.flattery + " ": 15])
    let value = world.value(of: attribute, for: folk)
    return opening + FolkClaim(folk, attribute, value).sentence
  }

  private mutating func description(of creature: String) -> String {
    let claims = choices.pick(2, of: world.facts.filter { $0.creature == creature })
    let opening = choices.chance(0.4) ? "the book says " : ""
    return opening + claims[0].sentence + " " + claims[1].sentenceOfIt
  }

  private mutating func name(_ attribute: Attribute, _ value: String) -> String {
    let examples = world.facts.filter { $0.attribute == attribute && $0.value == value }
    let claim = choices.pick(examples)
    return (choices.chance(0.3) ? "the book says " : "") + claim.sentence
  }

  private mutating func story(of hero: String) -> String {
    let others = (world.knownCreatures + world.unknownCreatures).filter { $0 != hero }
    let meeting = Wording.meeting.filled(
      with: hero, choices.pick(others), choices.pick(Attribute.home.values))
    let event =
      switch choices.pick([Event.find, .mood, .walk]) {
      case .find: Wording.find.filled(with: choices.pick(Attribute.food.values))
      case .mood: Wording.mood.filled(with: hero, choices.pick(Lexicon.moods))
      case .walk: Wording.walk.filled(with: choices.pick(Attribute.home.values))
      }
    return meeting + " " + event
  }

  private enum Event { case find, mood, walk }
}
