import LessonKit
import SupervisedFineTuning
import TestSupport
import Testing

struct FineTuningTests {
  @Test func `gold is weighted as each source asks`() throws {
    let world = World(seed: 0)
    let rubric = Rubric(world)
    func answers(right: PromptKind) -> [Answer] {
      PromptKind.allCases.enumerated().flatMap { index, kind in
        world.prompts(kind, .heldOut).prefix(2).enumerated().map { place, prompt in
          let text =
            kind == right
            ? world.demonstrations(answering: [prompt], stream: "x")[0].completion : ""
          return Answer(
            prompt: prompt, cluster: 2 * index + place, text: text, tokens: [], hasEnded: true,
            judgement: rubric.judge(text, ended: true, to: prompt))
        }
      }
    }
    let sources = Sources(
      labelers: answers(right: .story), users: answers(right: .fact), world: world)
    let results = sources.results
    let mix = world.mix(of: .users)
    let total = PromptKind.allCases.reduce(0) { $0 + mix.weight(of: $1) }
    func expect(_ name: String, _ value: Double) {
      #expect(abs((results[name]?.value ?? .nan) - value) < 1e-9, "\(name)")
    }
    // One kind of eight is answered perfectly.
    expect("labelers_prompts/gold_asked_by_labelers", 1.0 / 8)
    expect("users_prompts/gold_asked_by_labelers", 1.0 / 8)
    expect("labelers_prompts/gold_asked_by_users", mix.weight(of: .story) / total)
    expect("users_prompts/gold_asked_by_users", mix.weight(of: .fact) / total)
    expect(
      "gain/users_prompts_asked_by_users",
      (mix.weight(of: .fact) - mix.weight(of: .story)) / total)
  }
}
