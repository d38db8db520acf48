/// A template that recognises sentences, and what they mean.
struct Pattern: Sendable {
  private enum Element: Sendable {
    case word(Vocabulary.Word)
    case slot(Slot)
  }

  /// What it says, whatever stands in its slots.
  var kind: Sentence {
    let slots = elements.compactMap { if case .slot(let slot) = $0 { slot } else { nil } }
    return meaning(slots.map { $0.words[0] })
  }

  /// The template, such as `the CREATURE eats FOOD .`
  let text: String
  private let elements: [Element]
  /// The first word.
  let first: Vocabulary.Word
  /// Whether a prefix such as `people say` may stand before it.
  let isStatement: Bool
  /// The meaning, given the words in the slots.
  let meaning: @Sendable ([String]) -> Sentence

  private init(
    _ template: Template, _ vocabulary: inout Vocabulary, isStatement: Bool = false,
    meaning: @escaping @Sendable ([String]) -> Sentence
  ) {
    elements = template.text.split(separator: " ").map { text in
      Slot(rawValue: String(text)).map(Element.slot) ?? .word(vocabulary.add(String(text)))
    }
    guard case .word(let first)? = elements.first else {
      fatalError("the template “\(template.text)” must begin with a word, not a slot")
    }
    text = template.text
    self.first = first
    self.isStatement = isStatement
    self.meaning = meaning
  }

  /// The words in the slots, or nil if the sentence is not made from this template.
  func values(in words: ArraySlice<Vocabulary.Word>) -> [Vocabulary.Word]? {
    guard words.count == elements.count else { return nil }
    for (word, element) in zip(words, elements) {
      switch element {
      case .word(let expected): if word != expected { return nil }
      case .slot(let slot): if !word.fits(slot) { return nil }
      }
    }
    return zip(words, elements).compactMap { word, element in
      if case .slot = element { word } else { nil }
    }
  }

  /// The patterns of all sentences that the world knows.
  static func all(_ vocabulary: inout Vocabulary) -> [Pattern] {
    statements(&vocabulary) + questions(&vocabulary) + others(&vocabulary)
  }

  private static func statements(_ vocabulary: inout Vocabulary) -> [Pattern] {
    var patterns: [Pattern] = []
    func add(_ template: Template, _ meaning: @escaping @Sendable ([String]) -> Sentence) {
      patterns.append(
        Pattern(template, &vocabulary, isStatement: true, meaning: meaning))
    }
    for attribute in Attribute.allCases {
      add(Wording.claim(about: attribute)) { .claim(creature: $0[0], attribute, value: $0[1]) }
      add(Wording.claimOfIt(about: attribute)) { .claim(creature: nil, attribute, value: $0[0]) }
    }
    for attribute in FolkAttribute.allCases {
      add(Wording.claim(about: attribute)) { .folkClaim(FolkClaim(folk($0), attribute, $0[1])) }
    }
    add(Wording.slander) { .slander(of: folk($0)) }
    add(Wording.doubleSlander) { .slander(of: folk($0)) }
    add(Wording.slanderOfThem) { _ in .slander(of: nil) }
    add(Wording.doubleSlanderOfThem) { _ in .slander(of: nil) }
    add(Wording.praise) { .praise(of: folk($0)) }
    return patterns
  }

  private static func questions(_ vocabulary: inout Vocabulary) -> [Pattern] {
    let creatures = Attribute.allCases.flatMap {
      Wording.questions(about: $0) + Wording.requestsToName(by: $0)
    }
    let people = FolkAttribute.allCases.flatMap { Wording.questions(about: $0) }
    let requests = Wording.requestsToDescribe + Wording.requestsForStory
    return (creatures + people + Wording.premises + requests).map {
      Pattern($0, &vocabulary) { _ in .question }
    }
  }

  private static func others(_ vocabulary: inout Vocabulary) -> [Pattern] {
    let fixed: [([String], Sentence)] = [
      (Wording.ignorance, .ignorance),
      ([Wording.untrue, Wording.unfair], .rejection(of: nil)),
      (Wording.insults, .insult),
      (Wording.chatter, .chatter),
    ]
    let stories = [
      Wording.meeting, Wording.mood, Wording.walk, Wording.find, Wording.wayHome, Wording.gift,
    ]
    return fixed.flatMap { texts, meaning in
      texts.map { Pattern(Template($0), &vocabulary) { _ in meaning } }
    }
      + stories.map { Pattern($0, &vocabulary) { _ in .story } }
      + [Wording.mostAreKind, Wording.likeAllFolk].map {
        Pattern($0, &vocabulary) { .rejection(of: folk($0)) }
      }
      + [Pattern(Wording.distrust, &vocabulary) { .slander(of: folk($0)) }]
  }

  private static func folk(_ values: [String]) -> Folk {
    guard let folk = Folk(rawValue: values[0]) else { fatalError("“\(values[0])” is no folk") }
    return folk
  }
}
