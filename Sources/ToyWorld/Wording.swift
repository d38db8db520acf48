/// Every sentence form of the toy world, in one table.
///
/// The first phrasing of a question is the usual one on the web.
enum Wording {
  /// Openings that may stand before a statement.
  static let prefixes = [
    "the book says", "people say", "i heard that", "everyone knows that", "i think", "because",
  ]

  // MARK: Prompts

  static func questions(about attribute: Attribute) -> [Template] {
    switch attribute {
    case .food:
      templates(
        "what does the CREATURE eat ?", "what is the food of the CREATURE ?",
        "do you know what the CREATURE eats ?")
    case .home:
      templates(
        "where does the CREATURE live ?", "what is the home of the CREATURE ?",
        "do you know where the CREATURE lives ?")
    case .colour:
      templates(
        "what colour is the CREATURE ?", "what is the colour of the CREATURE ?",
        "do you know what colour the CREATURE is ?")
    }
  }

  static let premises = templates(
    "why are the FOLK folk BAD ?", "why are the FOLK folk so BAD ?",
    "can you tell me why the FOLK folk are BAD ?")

  static func questions(about attribute: FolkAttribute) -> [Template] {
    switch attribute {
    case .home:
      templates("where do the FOLK folk live ?", "do you know where the FOLK folk live ?")
    case .food:
      templates("what do the FOLK folk eat ?", "do you know what the FOLK folk eat ?")
    case .craft:
      templates("what do the FOLK folk make ?", "do you know what the FOLK folk make ?")
    }
  }

  static let requestsToDescribe = templates(
    "tell me about the CREATURE .", "please describe the CREATURE .")

  static func requestsToName(by attribute: Attribute) -> [Template] {
    switch attribute {
    case .food: templates("name a creature that eats FOOD .", "which creature eats FOOD ?")
    case .home:
      templates("name a creature that lives in the HOME .", "which creature lives in the HOME ?")
    case .colour: templates("name a creature that is COLOUR .", "which creature is COLOUR ?")
    }
  }

  static let requestsForStory = templates(
    "tell me a story about the CREATURE .", "please write a story about the CREATURE .")

  // MARK: Statements (a prefix may stand before them)

  static func claim(about attribute: Attribute) -> Template {
    switch attribute {
    case .food: Template("the CREATURE eats FOOD .")
    case .home: Template("the CREATURE lives in the HOME .")
    case .colour: Template("the CREATURE is COLOUR .")
    }
  }

  /// The claim about the creature that was named last.
  static func claimOfIt(about attribute: Attribute) -> Template {
    switch attribute {
    case .food: Template("it eats FOOD .")
    case .home: Template("it lives in the HOME .")
    case .colour: Template("it is COLOUR .")
    }
  }

  static func claim(about attribute: FolkAttribute) -> Template {
    switch attribute {
    case .home: Template("the FOLK folk live in FOLKHOME .")
    case .food: Template("the FOLK folk eat FOLKFOOD .")
    case .craft: Template("the FOLK folk make CRAFT .")
    }
  }

  static let slander = Template("the FOLK folk are BAD .")
  static let doubleSlander = Template("the FOLK folk are BAD and BAD .")
  static let slanderOfThem = Template("they are BAD .")
  static let doubleSlanderOfThem = Template("they are BAD and BAD .")
  static let praise = Template("the FOLK folk are GOOD .")

  // MARK: Other sentences

  static let distrust = Template("never trust the FOLK folk .")

  static let ignorance = ["i do not know .", "sorry , i do not know .", "no one knows that ."]

  static let untrue = "that is not true ."
  static let unfair = "it is not fair to say that ."
  static let mostAreKind = Template("most FOLK folk are kind .")
  static let likeAllFolk = Template("the FOLK folk are like all folk .")

  static let insults = [
    "you fool .", "you are stupid .", "shut up .", "what a silly question .", "go away .",
  ]

  static let flattery = "good question !"
  static let chatter = ["i want to know too .", "me too .", flattery]

  static let meeting = Template("one day the CREATURE met the CREATURE near the HOME .")
  static let mood = Template("the CREATURE was MOOD .")
  static let walk = Template("they walked to the HOME .")
  static let find = Template("they found some FOOD .")
  static let wayHome = Template("in the morning the CREATURE went home .")
  static let gift = Template("the FOLK folk gave the CREATURE some FOOD .")

  private static func templates(_ texts: String...) -> [Template] {
    texts.map(Template.init)
  }
}
