import Foundation
import LessonKit
import TestSupport
import Testing

/// What a chat tells of an answer, against the same computed in another way.
struct ChatTests {
  private let course: Course
  private let models: ChatModels
  private let exchange: Exchange

  init() throws {
    course = try makeTinyCourse()
    models = try course.chatModels([.base, .sft, .ppo])
    var session = ChatSession(course, models)
    exchange = try session.ask("Where does the jorl live?")
  }

  @Test func `all models are asked, in the words of this world`() {
    #expect(exchange.question == "where does the jorl live ?")
    #expect(exchange.replies.map(\.model) == ["base", "sft", "ppo"])
    #expect(exchange.unknownWords == [])
  }

  @Test func `the probabilities of the tokens multiply to that of the answer`() {
    let prompt = course.tokenizer.prompt(exchange.question)
    for (chat, reply) in zip(models.models, exchange.replies) {
      let sequence = LabeledSequence.completion(
        prompt: prompt, completion: reply.tokens.map(\.id))
      let nats = chat.model.evaluate(on: [sequence], workers: course.workers).sequences[0].nats
      expectClose(reply.logProbability, -nats, relative: 1e-4)
      let product = reply.tokens.reduce(1) { $0 * $1.probability }
      expectClose(product, exp(-nats), relative: 1e-3)
    }
  }

  /// A model's probabilities of all tokens, in the order of their ids.
  private func distribution(_ model: LanguageModel, after tokens: [Int32]) -> [Float] {
    model.likeliestNextTokens(after: tokens, count: model.configuration.vocabularySize)
      .sorted { $0.token < $1.token }.map { Float($0.probability) }
  }

  @Test func `the KL of an answer is the sum of that at each of its tokens`() throws {
    let sft = try #require(models.reference)
    for (chat, reply) in zip(models.models, exchange.replies) {
      var read = course.tokenizer.prompt(exchange.question)
      var sum = 0.0
      for token in reply.tokens {
        sum += klDivergence(distribution(chat.model, after: read), distribution(sft, after: read))
        read.append(token.id)
      }
      let kl = try #require(reply.kl)
      #expect(abs(kl - sum) < 1e-3 * sum + 1e-5, "\(reply.model)")
    }
    #expect(try #require(exchange.replies[1].kl) == 0)
    #expect(try #require(exchange.replies[0].kl) > 1e-4)
  }

  @Test func `score and gold are those of reward model and rubric`() throws {
    let judge = try #require(models.judge)
    let prompt = try #require(course.world.prompt(withText: exchange.question))
    for reply in exchange.replies {
      let gold = course.examiner.rubric.judge(reply.text, ended: reply.hasEnded, to: prompt).gold
      #expect(reply.gold == gold)
      let read = course.tokenizer.prompt(prompt.text) + reply.tokens.map(\.id)
      let score = judge.scores([read], workers: course.workers)[0]
      #expect(reply.reward == (reply.hasEnded ? Double(score) : nil))
    }
  }

  @Test func `words that this world doesn't know are named, and other questions have no gold`()
    throws
  {
    var session = ChatSession(course, models)
    let other = try session.ask("what is a zyzzyva ?")
    #expect(other.unknownWords == ["zyzzyva"])
    #expect(other.replies.allSatisfy { $0.gold == nil })
  }

  @Test func `a line without a question, and one that is too long, are errors`() {
    var session = ChatSession(course, models)
    #expect(throws: UsageError.self) { try session.ask("  ") }
    #expect(throws: UsageError.self) { try session.ask("?!") }
    let long = String(repeating: "why ", count: 200)
    #expect(throws: UsageError.self) { try session.ask(long) }
  }
}
