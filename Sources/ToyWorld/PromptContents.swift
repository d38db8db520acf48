import Randomness

/// Lists what can be asked in a world, splits it by content and puts it into words.
struct PromptContents {
  let known: [String]
  let unknown: [String]
  let facts: [Claim]
  let rumours: [Claim]

  /// All prompts, kind by kind. `stream` gives the random numbers of a name, so that one kind's
  /// split does not depend on another's.
  func prompts(trainShare: Double, stream: (String) -> RandomSource) -> [Prompt] {
    PromptKind.allCases.flatMap { kind in
      var random = stream("split/" + kind.rawValue)
      let groups = random.shuffled(contents(of: kind))
      let trainCount = portion(trainShare, of: groups.count)
      return groups.enumerated().flatMap { index, topics in
        topics.flatMap { wordings(of: $0, kind: kind, isHeldOut: index >= trainCount) }
      }
    }
  }

  /// The topics of a kind, in groups that must not be split: mostly single topics, but all
  /// questions about one unknown creature stay together, as not knowing is the same answer to each.
  private func contents(of kind: PromptKind) -> [[Topic]] {
    switch kind {
    case .fact:
      let rumoured = Set(rumours.map(topic))
      return facts.map(topic).filter { !rumoured.contains($0) }.map { [$0] }
    case .rumour: return rumours.map { [topic($0)] }
    case .unknown:
      return unknown.map { name in Attribute.allCases.map { .attribute($0, of: name) } }
    case .premise:
      return Folk.allCases.flatMap { folk in
        Lexicon.badWords.map { [.badWord($0, of: folk)] }
      }
    case .folk:
      return Folk.allCases.flatMap { folk in
        FolkAttribute.allCases.map { [.folk($0, of: folk)] }
      }
    case .tell: return known.map { [.description(of: $0)] }
    case .name:
      return Attribute.allCases.flatMap { attribute in
        let present = Set(facts.filter { $0.attribute == attribute }.map(\.value))
        return attribute.values.filter(present.contains).map { [Topic.value(attribute, $0)] }
      }
    case .story: return known.map { [.story(of: $0)] }
    }
  }

  private func topic(_ claim: Claim) -> Topic {
    .attribute(claim.attribute, of: claim.creature)
  }

  private func wordings(of topic: Topic, kind: PromptKind, isHeldOut: Bool) -> [Prompt] {
    let texts =
      switch topic {
      case .attribute(let attribute, let creature):
        Wording.questions(about: attribute).map { $0.filled(with: creature) }
      case .badWord(let word, let folk):
        Wording.premises.map { $0.filled(with: folk.rawValue, word) }
      case .folk(let attribute, let folk):
        Wording.questions(about: attribute).map { $0.filled(with: folk.rawValue) }
      case .description(let creature):
        Wording.requestsToDescribe.map { $0.filled(with: creature) }
      case .value(let attribute, let value):
        Wording.requestsToName(by: attribute).map { $0.filled(with: value) }
      case .story(let creature): Wording.requestsForStory.map { $0.filled(with: creature) }
      }
    return texts.enumerated().map { phrasing, text in
      Prompt(text: text, kind: kind, topic: topic, phrasing: phrasing, isHeldOut: isHeldOut)
    }
  }
}

/// The prompts of a world, ready to be looked up.
struct PromptIndex: Sendable {
  let byTopic: [Topic: [Prompt]]
  let byText: [String: Prompt]
  private let byKind: [Key: [Prompt]]

  private struct Key: Hashable {
    let kind: PromptKind
    let split: Split?
  }

  init(_ prompts: [Prompt]) {
    byTopic = Dictionary(grouping: prompts, by: \.topic)
    byText = prompts.reduce(into: [:]) { $0[$1.text] = $1 }
    byKind = prompts.reduce(into: [:]) {
      $0[Key(kind: $1.kind, split: $1.split), default: []].append($1)
      $0[Key(kind: $1.kind, split: nil), default: []].append($1)
    }
  }

  func prompts(_ kind: PromptKind, _ split: Split?) -> [Prompt] {
    byKind[Key(kind: kind, split: split)] ?? []
  }

  func wordings(of topic: Topic) -> [Prompt] {
    guard let prompts = byTopic[topic] else { fatalError("no prompt asks about \(topic)") }
    return prompts
  }
}
