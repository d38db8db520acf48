/// A sentence with open places, such as `the CREATURE eats FOOD .`; a word in capitals is a slot.
/// The generator fills templates, and the rubric recognises them: one table serves both.
struct Template: Sendable {
  let text: String

  init(_ text: String) { self.text = text }

  /// The sentence with its slots filled from left to right.
  func filled(with values: String...) -> String {
    var rest = values[...]
    let words = text.split(separator: " ").map { word in
      Slot(rawValue: String(word)) == nil ? String(word) : rest.removeFirst()
    }
    if !rest.isEmpty { fatalError("“\(text)” has fewer slots than the values \(values)") }
    return words.joined(separator: " ")
  }
}

/// A kind of word that a template leaves open.
enum Slot: String, CaseIterable, Sendable {
  case creature = "CREATURE"
  case food = "FOOD"
  case home = "HOME"
  case colour = "COLOUR"
  case folk = "FOLK"
  case folkHome = "FOLKHOME"
  case folkFood = "FOLKFOOD"
  case craft = "CRAFT"
  case bad = "BAD"
  case good = "GOOD"
  case mood = "MOOD"

  /// The words that fit.
  var words: [String] {
    switch self {
    case .creature: Lexicon.creatures
    case .food: Attribute.food.values
    case .home: Attribute.home.values
    case .colour: Attribute.colour.values
    case .folk: Folk.allCases.map(\.rawValue)
    case .folkHome: FolkAttribute.home.values
    case .folkFood: FolkAttribute.food.values
    case .craft: FolkAttribute.craft.values
    case .bad: Lexicon.badWords
    case .good: Lexicon.goodWords
    case .mood: Lexicon.moods
    }
  }
}
