import Alignment
import Testing
import Tokenization
import ToyWorld

@Suite struct WinRateTests {
  private func answer(helpful: Double) -> Answer {
    let world = World(seed: 0)
    let tokenizer = Tokenizer.train(on: [""], vocabularySize: 258)
    var answer = Examiner(tokenizer: tokenizer, world: world).judged(
      [], hasEnded: false, to: world.prompts[0])
    answer.judgement.helpful = helpful
    return answer
  }

  @Test func `the better answer wins, equals share`() {
    let answers = [1, 0.2, 0.5].map(answer(helpful:))
    let others = [0.5, 0.4, 0.5].map(answer(helpful:))
    #expect(wins(of: answers, against: others) == [1, 0, 0.5])
    #expect(wins(of: others, against: answers) == [0, 1, 0.5])
    #expect(wins(of: [], against: []).isEmpty)
  }
}
