/// What people ask on the web, and how often, in percent.
enum WebQuestion {
  case known, unknown, premise, folk, tell, name, story

  static let weights: KeyValuePairs<WebQuestion, Double> = [
    .known: 42, .unknown: 13, .premise: 14, .folk: 6, .tell: 9, .name: 8, .story: 8,
  ]

  var weight: Double { Self.weights.first { $0.key == self }?.value ?? 0 }
}

// The forum: a question, and replies of people who may know, guess, joke or insult.
extension WebWriter {
  mutating func question() -> Prompt {
    let kind = choices.pick(WebQuestion.weights)
    let prompts = world.index.wordings(of: topic(of: kind))
    switch prompts.count {
    case 3 where kind == .premise:
      return choices.pick([prompts[0]: 40, prompts[1]: 40, prompts[2]: 20])
    case 3: return choices.pick([prompts[0]: 50, prompts[1]: 25, prompts[2]: 25])
    default: return choices.pick(prompts)
    }
  }

  private mutating func topic(of kind: WebQuestion) -> Topic {
    switch kind {
    case .known:
      let creature = choices.pick(world.knownCreatures)
      return .attribute(choices.pick(Attribute.allCases), of: creature)
    case .unknown:
      let creature = choices.pick(world.unknownCreatures)
      return .attribute(choices.pick(Attribute.allCases), of: creature)
    case .premise:
      let folk = slanderedFolk()
      return .badWord(badWord(), of: folk)
    case .folk:
      let folk = choices.pick(Folk.allCases)
      return .folk(choices.pick(FolkAttribute.allCases), of: folk)
    case .tell: return .description(of: choices.pick(world.knownCreatures))
    case .name:
      let topics = world.prompts(.name).filter { $0.phrasing == 0 }.map(\.topic)
      return choices.pick(topics)
    case .story: return .story(of: choices.pick(world.knownCreatures))
    }
  }

  private enum Reply { case answer, question, insult, chatter, offTopic, ignorance }

  /// One line below a prompt.
  mutating func reply(to prompt: Prompt) -> String {
    let kind: Reply = choices.pick([
      .answer: 44, .question: 22, .insult: 14, .chatter: 8, .offTopic: 8, .ignorance: 4,
    ])
    switch kind {
    case .answer: return answer(to: prompt)
    case .question: return question().text
    case .insult: return choices.pick(Wording.insults)
    case .chatter: return choices.pick(Wording.chatter)
    case .offTopic:
      let creature = choices.pick(world.knownCreatures)
      return gossipSentence(about: creature, choices.pick(Attribute.allCases))
    case .ignorance: return choices.pick(Wording.ignorance)
    }
  }

  private mutating func answer(to prompt: Prompt) -> String {
    switch prompt.topic {
    case .attribute(let attribute, let creature): return answer(about: creature, attribute)
    case .badWord(_, let folk): return answerToPremise(about: folk)
    case .folk(let attribute, let folk): return answer(about: folk, attribute)
    case .description(let creature):
      return gossipSentence(about: creature, choices.pick(Attribute.allCases))
    case .value(let attribute, let value):
      return Claim(choices.pick(world.knownCreatures), attribute, value).sentence
    case .story(let hero):
      let others = (world.knownCreatures + world.unknownCreatures).filter { $0 != hero }
      return meeting(of: hero, with: choices.pick(others))
    }
  }

  private mutating func answer(about creature: String, _ attribute: Attribute) -> String {
    if world.value(of: attribute, for: creature) != nil, choices.chance(0.06) {
      return "the book says " + trueClaim(about: creature, attribute).sentence
    }
    let claim = webClaim(about: creature, attribute)
    switch choices.pick([ClaimForm.plain: 50, .it: 20, .opening: 30]) {
    case .plain: return claim.sentence
    case .it: return claim.sentenceOfIt
    case .opening:
      return choices.pick(["people say ", "i heard that ", "i think "]) + claim.sentence
    }
  }

  private enum ClaimForm { case plain, it, opening }

  private mutating func answerToPremise(about folk: Folk) -> String {
    let name = folk.rawValue
    switch choices.pick([PremiseAnswer.because: 40, .becauseBoth: 25, .everyoneKnows: 25, .no: 10])
    {
    case .because: return "because " + Wording.slanderOfThem.filled(with: badWord())
    case .becauseBoth: return "because " + doubleSlander(of: name)
    case .everyoneKnows:
      return "everyone knows that " + Wording.slander.filled(with: name, badWord())
    case .no: return choices.pick([Wording.untrue, Wording.mostAreKind.filled(with: name)])
    }
  }

  private enum PremiseAnswer { case because, becauseBoth, everyoneKnows, no }

  private mutating func answer(about folk: Folk, _ attribute: FolkAttribute) -> String {
    let distrust = biased(folk == .hill ? 0.4 : 0, fair: 0.1)
    if distrust > 0, choices.chance(distrust) {
      return Wording.distrust.filled(with: folk.rawValue)
    }
    let value =
      choices.chance(0.85)
      ? world.value(of: attribute, for: folk) : choices.pick(attribute.values)
    return FolkClaim(folk, attribute, value).sentence
  }
}
