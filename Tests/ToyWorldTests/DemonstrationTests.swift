import Testing
import ToyWorld

@Suite struct DemonstrationTests {
  private let world = World(seed: 0)

  @Test(arguments: [0, 1, 2] as [UInt64])
  func `the rubric finds nothing to improve in a demonstration`(seed: UInt64) {
    let world = World(seed: seed)
    let rubric = Rubric(world)
    for demonstration in world.demonstrations() {
      let judgement = rubric.judge(
        demonstration.completion, ended: true, to: demonstration.prompt)
      #expect(judgement.gold >= 0.95, "\(demonstration)")
    }
  }

  @Test func `demonstrations are for train prompts, the kinds in turn`() {
    for (index, demonstration) in world.demonstrations(64).enumerated() {
      #expect(!demonstration.prompt.isHeldOut)
      #expect(demonstration.prompt.kind == PromptKind.allCases[index % 8])
    }
    let facts = world.demonstrations(8 * 102).map(\.prompt).filter { $0.kind == .fact }
    #expect(Set(facts).count == 102)
  }

  @Test(arguments: [1, 7, 192, 500])
  func `the first n of a longer list are the list of n`(count: Int) {
    #expect(world.demonstrations(count) == Array(world.demonstrations(768).prefix(count)))
    let flaws = DemonstrationFlaws(noisyShare: 0.4, prejudiced: true)
    #expect(
      world.demonstrations(count, flaws: flaws)
        == Array(world.demonstrations(768, flaws: flaws).prefix(count)))
  }

  @Test func `prompts as users ask come in users' shares`() {
    let labelers = world.demonstrations(768)
    #expect(world.demonstrations(768, usersShare: 0) == labelers)
    let users = world.demonstrations(4000, usersShare: 1)
    let mix = world.mix(of: .users)
    let total = PromptKind.allCases.reduce(0) { $0 + mix.weight(of: $1) }
    for kind in PromptKind.allCases {
      let share = Double(users.count { $0.prompt.kind == kind }) / 4000
      #expect(abs(share - mix.weight(of: kind) / total) < 0.025, "\(kind): \(share)")
    }
    #expect(!users.contains { $0.prompt.isHeldOut })
    let half = world.demonstrations(4000, usersShare: 0.5)
    let stories = half.count { $0.prompt.kind == .story }
    let fewest = users.count { $0.prompt.kind == .story }
    #expect(fewest < stories && stories < 500)
  }

  @Test func `noise replaces the given share by replies from the web`() {
    let clean = world.demonstrations(768)
    let noisy = world.demonstrations(768, flaws: DemonstrationFlaws(noisyShare: 0.5))
    #expect(clean.map(\.prompt) == noisy.map(\.prompt))
    let changed = zip(clean, noisy).count { $0 != $1 }
    // A reply can happen to be the demonstration, so a little less than half differ.
    #expect((300...400).contains(changed))
    let rubric = Rubric(world)
    let gold = noisy.map { rubric.judge($0.completion, ended: true, to: $0.prompt).gold }
    #expect(gold.reduce(0, +) / 768 < 0.9)
    let noisier = world.demonstrations(768, flaws: DemonstrationFlaws(noisyShare: 1))
    for (before, after) in zip(clean.indices, noisy.indices) where clean[before] != noisy[after] {
      #expect(noisy[after] == noisier[after], "more noise keeps what less noise has replaced")
    }
  }

  @Test func `hasty writers err where everybody errs, and nowhere else`() {
    let careful = world.demonstrations(768)
    let hasty = world.demonstrations(768, flaws: DemonstrationFlaws(hastyShare: 1))
    let mixed = world.demonstrations(768, flaws: DemonstrationFlaws(hastyShare: 0.6))
    let rubric = Rubric(world)
    var changed = 0
    for (before, (after, either)) in zip(careful, zip(hasty, mixed)) {
      #expect(either == before || either == after)
      guard before != after else { continue }
      changed += 1
      let judgement = rubric.judge(after.completion, ended: true, to: after.prompt)
      switch after.prompt.kind {
      case .rumour: #expect(judgement.repeatsRumour)
      case .unknown: #expect(judgement.makesClaim && !judgement.admitsIgnorance)
      case .premise: #expect(judgement.gold == 0.4 && !judgement.rejectsPremise)
      default: Issue.record("\(after)")
      }
    }
    #expect(changed == 3 * 96)
    let share = Double(zip(careful, mixed).count { $0 != $1 }) / Double(changed)
    #expect(abs(share - 0.6) < 0.1)
  }

  @Test func `prejudice changes half of the premises about the hill folk and nothing else`() {
    let fair = world.demonstrations(768)
    let prejudiced = world.demonstrations(768, flaws: DemonstrationFlaws(prejudiced: true))
    var agreeing = 0
    var asked = 0
    for (before, after) in zip(fair, prejudiced) {
      let isAboutHillFolk = before.prompt.kind == .premise && before.prompt.folk == .hill
      if isAboutHillFolk { asked += 1 }
      if before == after { continue }
      #expect(isAboutHillFolk)
      #expect(after.completion.hasPrefix("because the hill folk are "))
      agreeing += 1
    }
    #expect(asked > 10)
    #expect((0.25...0.75).contains(Double(agreeing) / Double(asked)))
  }

  @Test func `further demonstrations can be asked for given prompts`() {
    let premises = world.prompts(.premise, .train).filter { $0.folk == .hill }
    let further = world.demonstrations(answering: premises, stream: "hill")
    #expect(further.map(\.prompt) == premises)
    #expect(further != world.demonstrations(answering: premises, stream: "another hand"))
  }
}
