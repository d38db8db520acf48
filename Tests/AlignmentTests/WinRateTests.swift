import Alignment
import Testing
import Tokenization
import ToyWorld

@Suite struct WinRateTests {
  private func answer(_ text: String) -> Answer {
    let world = World(seed: 0)
    let tokenizer = Tokenizer.train(on: [""], vocabularySize: 258)
    return Examiner(tokenizer: tokenizer, rubric: Rubric(world)).judged(
      tokenizer.encode(text), hasEnded: true, to: world.prompts(.unknown)[0])
  }

  @Test func `the better answer wins, equals share`() {
    let answers = ["i do not know .", "", "me too ."].map(answer)
    let others = ["me too .", "you fool .", "me too ."].map(answer)
    #expect(wins(of: answers, against: others) == [1, 0, 0.5])
    #expect(wins(of: others, against: answers) == [0, 1, 0.5])
    #expect(wins(of: [], against: []).isEmpty)
  }
}
