extension World {
  /// Replies at least as long as any that a labeler or the web's forum writes, and other lines that models are
  /// asked about: every form, with the longest word in each slot.
  ///
  /// A token never reaches across a space, so the length of a text is the sum of its words'.
  ///
  /// - Parameter length: of a word, in tokens.
  package func longestReplies(_ length: (String) -> Int) -> [String] {
    var longest: [Slot: String] = [:]
    for slot in Slot.allCases {
      let words = slot == .creature ? knownCreatures + unknownCreatures : slot.words
      longest[slot] = words.max { length($0) < length($1) }
    }
    func total(_ text: String) -> Int {
      text.split(separator: " ").reduce(0) { $0 + length(String($1)) }
    }
    func filled(_ template: Template) -> String {
      template.text.split(separator: " ").map { word in
        Slot(rawValue: String(word)).flatMap { longest[$0] } ?? String(word)
      }.joined(separator: " ")
    }
    func longestOf(_ texts: [String]) -> String { texts.max { total($0) < total($1) } ?? "" }

    let opening = longestOf(Wording.prefixes + [Wording.flattery])
    let claim = longestOf(Attribute.allCases.map { filled(Wording.claim(about: $0)) })
    let claimOfIt = longestOf(Attribute.allCases.map { filled(Wording.claimOfIt(about: $0)) })
    let statements =
      [claim, filled(Wording.doubleSlander), filled(Wording.praise), filled(Wording.distrust)]
      + FolkAttribute.allCases.map { filled(Wording.claim(about: $0)) }
      + Attribute.allCases.map { attribute in
        // A wording that no document has; lesson 2 asks for it.
        "the \(attribute.rawValue) of the CREATURE is the \(longestOf(attribute.values)) ."
      }.map { filled(Template($0)) }
    let events = [Wording.find, Wording.mood, Wording.walk, Wording.wayHome, Wording.gift]
    return statements.map { "\(opening) \($0)" }
      + [Wording.mostAreKind, Wording.likeAllFolk].map { "\(Wording.untrue) \(filled($0))" }
      + ["\(opening) \(claim) \(claimOfIt)", "\(opening) \(claim) \(opening) \(claim)"]
      + events.map { "\(filled(Wording.meeting)) \(filled($0))" }
      + Wording.ignorance + Wording.insults + Wording.chatter + [Wording.unfair]
      + prompts.map(\.text)
  }
}
