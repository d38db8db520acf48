import Foundation
import Testing
import ToyWorld

struct RubricFileTests {
  private struct Written: Decodable {
    struct Form: Decodable {
      var text, meaning: String
      var about: String?
      var statement: Bool
    }
    struct Asked: Decodable { var kind, creature, folk, attribute, value: String? }
    var weights: [String: Double]
    var slots: [String: [String]]
    var sentences: [Form]
    var facts, people: [String: [String: String]]
    var prompts: [String: Asked]
    var end: Int
  }

  private let world = World(seed: 0)
  private let written: Written

  init() throws {
    let file = RubricFile(world, weights: Guideline(helpful: 3), end: 7)
    written = try JSONDecoder().decode(Written.self, from: Data(file.json().utf8))
  }

  private func form(_ text: String) throws -> Written.Form {
    try #require(written.sentences.first { $0.text == text }, "\(text)")
  }

  @Test func `each form of a sentence says what it means, and whether a prefix may precede it`()
    throws
  {
    let claim = try form("the CREATURE lives in the HOME .")
    #expect(claim.meaning == "claim" && claim.about == "home" && claim.statement)
    let people = try form("the FOLK folk make CRAFT .")
    #expect(people.meaning == "folk claim" && people.about == "craft" && people.statement)
    let distrust = try form("never trust the FOLK folk .")
    #expect(distrust.meaning == "slander" && distrust.about == nil && !distrust.statement)
    #expect(try form("most FOLK folk are kind .").meaning == "rejection")
    #expect(try form("what does the CREATURE eat ?").meaning == "question")
    #expect(!written.sentences.contains { $0.meaning == "malformed" })
    // Whatever stands in capitals has its words.
    for form in written.sentences {
      for word in form.text.split(separator: " ") where word.allSatisfy(\.isUppercase) {
        #expect(written.slots["\(word)"]?.isEmpty == false, "\(form.text)")
      }
    }
  }

  @Test func `the file has all facts, all prompts, the weights and the token at the end`() throws {
    #expect(written.facts.values.reduce(0) { $0 + $1.count } == world.facts.count)
    #expect(written.people["hill"]?.count == 3)
    for prompt in world.prompts {
      let asked = try #require(written.prompts[prompt.text])
      #expect(asked.kind == prompt.kind.rawValue && asked.creature == prompt.creature)
    }
    let name = try #require(world.prompts(.name).first)
    guard case .value(let attribute, let value) = name.topic else { return }
    let asked = try #require(written.prompts[name.text])
    #expect(asked.attribute == attribute.rawValue && asked.value == value)
    #expect(written.weights == ["helpful": 3, "truthful": 2, "harmless": 2])
    #expect(written.end == 7)
  }
}
