import CapabilityVsAlignment
import LessonKit
import TestSupport
import Testing

@Suite struct KnockOutTests {
  @Test func `each token that was read is hidden in turn`() throws {
    let course = try makeTinyCourse()
    let model = try course.base().product
    let prompt = course.questionsForAttention[0]
    let text = course.replyStem(to: prompt)
    let knockOut = course.knockOut(in: model, on: prompt)

    let likeliest = course.likeliestTokens(after: text, by: model, count: 1)[0]
    #expect(knockOut.answer == likeliest.token)
    #expect(abs(knockOut.probability - likeliest.probability) < 1e-5)

    let map = course.attention(of: model, after: text)
    #expect(knockOut.tokens == map.tokens)
    #expect(knockOut.attention.count == knockOut.tokens.count - 1)
    #expect(knockOut.probabilities.count == knockOut.tokens.count - 1)
    for (place, attention) in knockOut.attention.enumerated() {
      let mean = map.weights.map { $0[place] }.reduce(0, +) / Double(map.weights.count)
      #expect(abs(attention - mean) < 1e-9)
    }
    // Where nothing else is changed, what is hidden makes the only difference.
    #expect(Set(knockOut.probabilities).count > knockOut.probabilities.count / 2)
    #expect(knockOut.probabilities.allSatisfy { $0 > 0 && $0 < 1 })
    #expect(knockOut.attention[knockOut.mostAttended] == knockOut.attention.max())
    #expect(knockOut.probabilities[knockOut.mostNeeded] == knockOut.probabilities.min())
    #expect((-1...1).contains(knockOut.rankCorrelation))
  }

  /// With 640 tokens a name is one of them, with 300 it falls apart into several.
  @Test(arguments: ["640", "300"])
  func `the name is hidden wherever it stands, however many tokens it has`(
    vocabularySize: String
  ) throws {
    let course = try makeTinyCourse([
      "base.vocabularySize": vocabularySize, "base.contextLength": "256",
    ])
    let model = try course.base().product
    let prompt = course.questionsForAttention[0]
    let knockOut = course.knockOut(in: model, on: prompt)
    // Hiding both mentions is neither hiding nothing nor hiding one token.
    #expect(knockOut.probabilityWithoutName != knockOut.probability)
    #expect(!knockOut.probabilities.contains(knockOut.probabilityWithoutName))
  }
}

@Suite struct TypedTextTests {
  @Test(arguments: [
    ("i do not know .", "verdict"), ("I don't know", "verdict"), ("  Good question!", "verdict"),
    ("42", "unreadable"), ("?", "unreadable"),
  ])
  func `an answer is read as people type it`(answer: String, key: String) throws {
    let course = try makeTinyCourse()
    let prompt = try #require(course.world.prompts(.unknown, .heldOut).first)
    let verdict = course.verdict(on: answer, to: prompt)
    #expect(verdict.key == key)
    if answer.contains("know") { #expect(verdict.values["gold"] == "1.00") }
  }

  @Test func `a question is answered three times, if there is room for it`() throws {
    let course = try makeTinyCourse()
    let model = try course.base().product
    var random = course.random("test")
    let replies = course.replies(of: model, to: "who are you", count: 3, using: &random)
    #expect(replies.isVerbatim)
    #expect(replies.text.matches(of: /→/).count >= 3)
    for count in [50, 5000] {
      let question = String(repeating: "hello ", count: count)
      #expect(
        course.replies(of: model, to: question, count: 3, using: &random).key == "asking.too-long")
    }
  }
}
