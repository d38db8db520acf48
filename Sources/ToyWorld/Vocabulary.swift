/// The words that the templates and their slots contain, as numbers, so that a sentence is
/// compared with a template word by word in no time.
struct Vocabulary: Sendable {
  /// A word and the slots that it fits into.
  struct Word: Hashable, Sendable {
    let number: Int32
    private let slots: UInt16

    init(number: Int32, slots: UInt16) {
      self.number = number
      self.slots = slots
    }

    func fits(_ slot: Slot) -> Bool { slots & Vocabulary.bit(of: slot) != 0 }

    // The slots follow from the number.
    static func == (left: Word, right: Word) -> Bool { left.number == right.number }
    func hash(into hasher: inout Hasher) { hasher.combine(number) }
  }

  private var words: [String: Word] = [:]
  private var texts: [String] = []
  private static let unknown = Word(number: -1, slots: 0)

  init() {
    var slots: [String: UInt16] = [:]
    for slot in Slot.allCases {
      for word in slot.words { slots[word, default: 0] |= Self.bit(of: slot) }
    }
    for (word, slots) in slots { insert(word, slots: slots) }
  }

  /// The word of a template, which is added if it is new.
  mutating func add(_ text: String) -> Word {
    words[text] ?? insert(text, slots: 0)
  }

  /// The word, or one that fits nowhere and equals no word of a template.
  func word(_ text: Substring) -> Word { words[String(text)] ?? Self.unknown }

  func text(_ word: Word) -> String { texts[Int(word.number)] }

  @discardableResult
  private mutating func insert(_ text: String, slots: UInt16) -> Word {
    let word = Word(number: Int32(texts.count), slots: slots)
    words[text] = word
    texts.append(text)
    return word
  }

  private static func bit(of slot: Slot) -> UInt16 {
    switch slot {
    case .creature: 1
    case .food: 2
    case .home: 4
    case .colour: 8
    case .folk: 16
    case .folkHome: 32
    case .folkFood: 64
    case .craft: 128
    case .bad: 256
    case .good: 512
    case .mood: 1024
    }
  }
}
