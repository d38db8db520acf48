import Testing
import Training

@Suite struct TargetsTests {
  private let ignored = LabeledSequence.ignored

  @Test func `each token predicts the one after it`() {
    let sequence = LabeledSequence.nextToken([0, 5, 6, 7, 0])
    #expect(sequence.ids == [0, 5, 6, 7])
    #expect(sequence.targets == [5, 6, 7, 0])
    #expect(sequence.targetCount == 4)
  }

  @Test func `a text of fewer than two tokens teaches nothing`() {
    #expect(LabeledSequence.nextToken([0]).targetCount == 0)
    #expect(LabeledSequence.nextToken([]).ids.isEmpty)
  }

  @Test func `only the completion is learned, its first token from the prompt's last`() {
    let sequence = LabeledSequence.completion(prompt: [0, 7, 8], completion: [9, 5, 0])
    #expect(sequence.ids == [0, 7, 8, 9, 5])
    #expect(sequence.targets == [ignored, ignored, 9, 5, 0])
    #expect(sequence.targetCount == 3)
  }

  @Test func `a prompt of one token is read, and all that follows is learned`() {
    let sequence = LabeledSequence.completion(prompt: [0], completion: [9, 0])
    #expect(sequence == LabeledSequence.nextToken([0, 9, 0]))
  }

  @Test func `an empty prompt and unequal lengths end the program`() async throws {
    let noPrompt = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = LabeledSequence.completion(prompt: [], completion: [0])
    }
    #expect(
      String(decoding: try #require(noPrompt).standardErrorContent, as: UTF8.self)
        .contains("a prompt of one token at least"))
    let unequal = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = LabeledSequence(ids: [1, 2, 3], targets: [2, 3])
    }
    #expect(
      String(decoding: try #require(unequal).standardErrorContent, as: UTF8.self)
        .contains("3 tokens, but 2 targets"))
  }
}
