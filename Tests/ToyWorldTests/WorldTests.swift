import Randomness
import Testing
import ToyWorld

@Suite struct WorldTests {
  private let world = World(seed: 0)

  @Test func `24 creatures have three facts each and 14 others have none`() {
    #expect(world.knownCreatures.count == 24)
    #expect(world.unknownCreatures.count == 14)
    #expect(Set(world.knownCreatures + world.unknownCreatures).count == 38)
    #expect(world.facts.count == 72)
    for creature in world.knownCreatures {
      for attribute in Attribute.allCases {
        let value = world.value(of: attribute, for: creature)
        #expect(attribute.values.contains(value ?? "nothing"))
      }
    }
    for creature in world.unknownCreatures {
      #expect(world.value(of: .food, for: creature) == nil)
    }
  }

  @Test func `21 facts have a rumour, and every rumour is false`() {
    #expect(world.rumours.count == 21)
    for rumour in world.rumours {
      #expect(!world.isTrue(rumour))
      #expect(world.knownCreatures.contains(rumour.creature))
      #expect(world.rumour(of: rumour.attribute, for: rumour.creature) == rumour.value)
    }
  }

  @Test func `each folk attribute is a permutation of its values`() {
    for attribute in FolkAttribute.allCases {
      let values = Folk.allCases.map { world.value(of: attribute, for: $0) }
      #expect(values.sorted() == attribute.values.sorted())
    }
  }

  @Test func `one seed is one world and another seed is another`() {
    let same = World(seed: 0)
    #expect(same.facts == world.facts)
    #expect(same.rumours == world.rumours)
    #expect(same.prompts == world.prompts)
    #expect(same.webDocuments(50) == world.webDocuments(50))
    let other = World(seed: 1)
    #expect(other.facts != world.facts)
    #expect(other.folkFacts != world.folkFacts)
    #expect(other.webDocuments(50) != world.webDocuments(50))
  }

  @Test func `more rumours change no fact and take none away`() {
    var settings = WorldSettings()
    settings.rumourShare = 0.5
    let rumouring = World(settings)
    #expect(rumouring.facts == world.facts)
    #expect(rumouring.folkFacts == world.folkFacts)
    #expect(rumouring.rumours.count == 36)
    #expect(Set(rumouring.rumours).isSuperset(of: world.rumours))
  }

  @Test(arguments: [(0.0, 0), (0.125, 9), (0.25, 18), (1.0, 72)])
  func `a world of no, some or all rumours can be drawn and asked`(share: Double, count: Int) {
    var settings = WorldSettings()
    settings.rumourShare = share
    let world = World(settings)
    #expect(world.rumours.count == count)
    #expect(world.prompts(.rumour).count == 3 * count)
    #expect(world.prompts(.fact).count == 3 * (72 - count))
    var random = RandomSource(seed: 1)
    for source in PromptSource.allCases {
      let prompt = world.samplePrompt(from: source, split: .train, using: &random)
      #expect(!prompt.text.isEmpty)
    }
    #expect(world.demonstrations(16).count == 16)
  }
}
