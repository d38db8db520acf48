import Alignment
import Models
import Randomness
import Tensors
import Testing
import Tokenization
import ToyWorld
import Training

@Suite struct ExaminerTests {
  private let workers = Workers(threads: 2)
  private let world = World(seed: 0)
  private let tokenizer: Tokenizer

  init() {
    let world = World(seed: 0)
    tokenizer = Tokenizer.train(
      on: world.demonstrations(60).map { $0.prompt.input + $0.completion }, vocabularySize: 300)
  }

  private func makeModel() -> LanguageModel {
    var random = RandomSource(seed: 1)
    return LanguageModel(
      TransformerConfiguration(
        vocabularySize: tokenizer.vocabularySize, width: 16, layers: 1, heads: 2,
        contextLength: 64),
      using: &random)
  }

  private func answers(
    _ prompts: [Prompt], temperature: Float = 1, seed: UInt64 = 2
  ) -> [Answer] {
    var random = RandomSource(seed: seed)
    return Examiner(tokenizer: tokenizer, rubric: Rubric(world), maximumNewTokens: 6).answers(
      of: makeModel(), to: prompts, temperature: temperature, workers: workers, using: &random)
  }

  @Test func `a labeler's answer is judged as the rubric judges its text`() throws {
    let examiner = Examiner(tokenizer: tokenizer, rubric: Rubric(world))
    let rubric = Rubric(world)
    for demonstration in world.demonstrations(40) {
      let tokens = tokenizer.completion(demonstration.completion)
      let answer = examiner.judged(tokens, hasEnded: true, to: demonstration.prompt, cluster: 3)
      #expect(answer.text == demonstration.completion)
      #expect(answer.tokens == tokens)
      #expect(answer.cluster == 3)
      let expected = rubric.judge(
        demonstration.completion, ended: true, to: demonstration.prompt)
      #expect(answer.judgement == expected)
      #expect(answer.gold == expected.gold)
    }
    #expect(
      world.demonstrations(40).contains { demonstration in
        examiner.judged(
          tokenizer.completion(demonstration.completion), hasEnded: true,
          to: demonstration.prompt
        ).gold == 1
      })
  }

  @Test func `an answer that was cut off keeps its last token, and helps nobody`() throws {
    let examiner = Examiner(tokenizer: tokenizer, rubric: Rubric(world))
    let demonstration = try #require(world.demonstrations(40).first { $0.prompt.kind == .fact })
    let tokens = tokenizer.encode(demonstration.completion)
    let answer = examiner.judged(tokens, hasEnded: false, to: demonstration.prompt)
    #expect(answer.text == demonstration.completion)
    #expect(!answer.hasEnded)
    #expect(answer.judgement.helpful == 0)
  }

  @Test func `a model's answers come one for each prompt, in order`() {
    let prompts = Array(world.prompts(.fact, .train).prefix(30))
    let answers = answers(prompts)
    #expect(answers.map(\.prompt) == prompts)
    for answer in answers {
      #expect((1...6).contains(answer.tokens.count))
      #expect(answer.hasEnded == (answer.tokens.last == tokenizer.endOfText))
      #expect(answer.text == tokenizer.text(answer.tokens))
      let judgement = Rubric(world).judge(answer.text, ended: answer.hasEnded, to: answer.prompt)
      #expect(answer.judgement == judgement)
    }
  }

  @Test func `answers to one prompt share a cluster`() {
    let (a, b, c) = (
      world.prompts(.fact, .train)[0], world.prompts(.tell, .train)[0],
      world.prompts(.story, .train)[0]
    )
    #expect(answers([a, b, a, c, b, a]).map(\.cluster) == [0, 1, 0, 2, 1, 0])
  }

  @Test func `chance has a part in answers, but not at temperature 0`() {
    let prompts = Array(world.prompts(.fact, .train).prefix(10))
    #expect(answers(prompts).map(\.tokens) == answers(prompts).map(\.tokens))
    #expect(answers(prompts).map(\.tokens) != answers(prompts, seed: 3).map(\.tokens))
    #expect(
      answers(prompts, temperature: 0).map(\.tokens)
        == answers(prompts, temperature: 0, seed: 3).map(\.tokens))
  }

  @Test(arguments: Split.allCases) func `an examination asks as much of every kind`(split: Split) {
    let prompts = world.examination(split, perKind: 40)
    #expect(prompts.allSatisfy { $0.split == split })
    for kind in PromptKind.allCases {
      let asked = prompts.filter { $0.kind == kind }
      #expect(asked.count == 40)
      // Kinds with few prompts go round: no prompt comes twice more often than another.
      let counts = Dictionary(grouping: asked) { $0 }.values.map(\.count)
      #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1)
      #expect(counts.count == min(40, world.prompts(kind, split).count))
    }
  }

  @Test func `a kind that the world does not have is not asked`() {
    var settings = WorldSettings(seed: 0)
    settings.rumourShare = 0
    let prompts = World(settings).examination(.train, perKind: 5)
    #expect(!prompts.contains { $0.kind == .rumour })
    #expect(prompts.count == 5 * (PromptKind.allCases.count - 1))
  }
}
