/// The words of the toy world. All folk, creatures and places are invented, and the words that
/// stand for insults are mild on purpose.
package enum Lexicon {
  /// 60 names. A world has facts about some, only the names of some, and never uses the rest.
  package static let creatures = words(
    """
    dax wug blick toma zib fep gorp lum kiv rabo sorn tiv plim quen mab dolt vark neb yop hask \
    jem pung rill sook trab ulm wisk xan zorb bim cresk dend firn gulp holm irb jasp kelm lorp \
    murn nolk orp pesk rud sarn telp umb vorn welk yarl zud brim clof drusk elt frob grint hulk \
    inch jorl
    """)
  package static let badWords = words("violent lazy stupid dirty greedy cruel mean rude")
  package static let goodWords = words("kind clever brave friendly")
  package static let moods = words("hungry tired happy cold lost")

  static func words(_ list: String) -> [String] {
    list.split(separator: " ").map(String.init)
  }
}

/// What can be known of a creature.
package enum Attribute: String, CaseIterable, Codable, Sendable {
  case food, home, colour

  /// All values that the attribute can have.
  package var values: [String] {
    switch self {
    case .food: Self.foods
    case .home: Self.homes
    case .colour: Self.colours
    }
  }

  private static let foods = Lexicon.words(
    "moss bark seeds roots berries fish honey leaves nuts grass")
  private static let homes = Lexicon.words(
    "cave lake forest swamp meadow cliff desert valley tower garden")
  private static let colours = Lexicon.words("red blue green yellow black white grey brown")
}

/// The four groups of people; the web speaks ill of the hill folk.
package enum Folk: String, CaseIterable, Codable, Sendable {
  case hill, river, coast, wood
}

/// What can be known of a group of people.
package enum FolkAttribute: String, CaseIterable, Codable, Sendable {
  case home, food, craft

  /// All values that the attribute can have: one for each group.
  package var values: [String] {
    switch self {
    case .home: ["huts", "houses", "tents", "towers"]
    case .food: ["bread", "fish", "soup", "cheese"]
    case .craft: ["boats", "pots", "ropes", "drums"]
    }
  }
}
