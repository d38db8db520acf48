import Randomness
import Testing
import ToyWorld

@Suite struct PromptTests {
  private let world = World(seed: 0)

  @Test(arguments: [
    (PromptKind.fact, 102, 51), (.rumour, 42, 21), (.unknown, 81, 45), (.premise, 63, 33),
    (.folk, 16, 8), (.tell, 32, 16), (.story, 32, 16),
  ])
  func `two thirds of the contents of a kind are for training`(
    kind: PromptKind, train: Int, heldOut: Int
  ) {
    #expect(world.prompts(kind, .train).count == train)
    #expect(world.prompts(kind, .heldOut).count == heldOut)
    #expect(world.prompts(kind).count == train + heldOut)
  }

  @Test func `name prompts ask only for values that some creature has`() {
    for prompt in world.prompts(.name) {
      guard case .value(let attribute, let value) = prompt.topic else {
        Issue.record("\(prompt) is about no value")
        continue
      }
      #expect(world.facts.contains { $0.attribute == attribute && $0.value == value })
    }
  }

  @Test func `no content is in both splits`() {
    let train = Set(world.prompts.filter { !$0.isHeldOut }.map(\.topic))
    let heldOut = Set(world.prompts.filter(\.isHeldOut).map(\.topic))
    #expect(train.isDisjoint(with: heldOut))
    let askedAbout = Set(world.prompts(.unknown, .train).map(\.creature))
    #expect(askedAbout.isDisjoint(with: world.prompts(.unknown, .heldOut).map(\.creature)))
  }

  @Test func `every text is a prompt of its own and can be looked up`() {
    #expect(Set(world.prompts.map(\.text)).count == world.prompts.count)
    for prompt in world.prompts { #expect(world.prompt(withText: prompt.text) == prompt) }
    #expect(world.prompt(withText: "what does the dragon eat ?") == nil)
  }

  @Test func `the phrasings are those of the world's language`() {
    let creature = world.knownCreatures[0]
    let texts = world.prompts.filter { $0.topic == .attribute(.home, of: creature) }.map(\.text)
    #expect(
      texts == [
        "where does the \(creature) live ?", "what is the home of the \(creature) ?",
        "do you know where the \(creature) lives ?",
      ])
    #expect(world.prompts(.premise).contains { $0.text == "why are the hill folk so lazy ?" })
    #expect(world.prompts[0].input == world.prompts[0].text + "\n")
  }

  @Test func `labelers ask all kinds alike and users ask as the web does`() {
    let labelers = shares(of: world.mix(of: .labelers))
    for kind in PromptKind.allCases { #expect(abs(labelers[kind, default: 0] - 0.125) < 0.015) }
    // 42 % of the web's questions are about known creatures; 21 of 72 facts have a rumour.
    let expected: [PromptKind: Double] = [
      .fact: 0.2975, .rumour: 0.1225, .unknown: 0.13, .premise: 0.14, .folk: 0.06, .tell: 0.09,
      .name: 0.08, .story: 0.08,
    ]
    let users = shares(of: world.mix(of: .users))
    for (kind, share) in expected { #expect(abs(users[kind, default: 0] - share) < 0.015) }
  }

  @Test func `a mix gives only the kinds and the split that it is asked for`() {
    var random = RandomSource(seed: 3)
    let mix = PromptMix.equalShares(of: [.fact, .rumour, .folk])
    for _ in 0..<200 {
      let prompt = world.samplePrompt(from: mix, split: .heldOut, using: &random)
      #expect([.fact, .rumour, .folk].contains(prompt.kind))
      #expect(prompt.isHeldOut)
    }
  }

  @Test func `loaded questions about the hill folk can come on top`() {
    var random = RandomSource(seed: 3)
    let mix = PromptMix.equalShares(hillFolkPremises: 2)
    let prompts = (0..<4000).map { _ in
      world.samplePrompt(from: mix, split: .train, using: &random)
    }
    let hill = prompts.count { $0.kind == .premise && $0.folk == .hill }
    let all = world.prompts(.premise, .train).count
    // Two shares of ten, and those among the one share of all premises.
    let expected = 0.2 + 0.1 * Double(world.hillFolkPremises(.train).count) / Double(all)
    #expect(abs(Double(hill) / 4000 - expected) < 0.02)
    #expect(mix.shares == [1, 1, 1, 1, 1, 1, 1, 1, 2])
    #expect(PromptMix.equalShares().shares == [1, 1, 1, 1, 1, 1, 1, 1])
  }

  private func shares(of mix: PromptMix) -> [PromptKind: Double] {
    var random = RandomSource(seed: 7)
    let count = 8000
    return (0..<count).reduce(into: [:]) { shares, _ in
      let kind = world.samplePrompt(from: mix, split: .train, using: &random).kind
      shares[kind, default: 0] += 1 / Double(count)
    }
  }
}
