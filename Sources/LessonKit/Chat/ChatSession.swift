import Course
import Foundation
import Models
import Randomness
import ToyWorld
import Words

/// A conversation without a screen: what was set, what was asked last, and what came of it.
///
/// Each question stands for itself, as the models were trained: none of them remembers the one before.
package struct ChatSession {
  let course: Course
  let models: ChatModels
  var options = ReplyOptions()
  /// Who is asked.
  private(set) var names: [CourseModel]
  private(set) var last: Exchange?
  private let knownWords: Set<Substring>
  private var random: RandomSource

  package init(_ course: Course, _ models: ChatModels, temperature: Double = 1) {
    (self.course, self.models) = (course, models)
    options.temperature = temperature
    names = models.models.map(\.name)
    let texts = course.data.web + course.world.prompts.map(\.text)
    knownWords = texts.reduce(into: []) { $0.formUnion($1.split(whereSeparator: \.isWhitespace)) }
    random = course.random("chat")
  }

  /// Asks all that are chosen.
  ///
  /// - Throws: `UsageError` for a question that is empty, or longer than the models can read.
  package mutating func ask(_ typed: String) throws -> Exchange {
    let question = typed.tidied(end: "?")
    let words = question.split(whereSeparator: \.isWhitespace)
    guard words.contains(where: { $0.contains(where: \.isLetter) }) else {
      throw UsageError("chat-empty", ["example": example])
    }
    try requireRoom(for: course.tokenizer.prompt(question).count)
    let replies = models.models.filter { names.contains($0.name) }.map {
      course.reply(of: $0, beside: models, to: question, options, using: &random)
    }
    let exchange = Exchange(
      question: question, temperature: options.temperature, candidates: options.candidates,
      unknownWords: words.filter { !knownWords.contains($0) }.map(String.init), replies: replies)
    last = exchange
    return exchange
  }

  /// The models must have room for an answer.
  private func requireRoom(for tokens: Int) throws {
    let limit = course.settings.base.size.contextLength - course.examiner.maximumNewTokens
    guard tokens > limit else { return }
    throw UsageError("chat-too-long", ["tokens": "\(tokens)", "limit": "\(limit)"])
  }

  /// - Throws: `UsageError` for one that isn't here.
  mutating func choose(_ words: [String]) throws {
    let here = models.models.map(\.name)
    names = try words.map { word in
      guard let name = here.first(where: { $0.rawValue == word.lowercased() }) else {
        let list = here.map(\.rawValue).joined(separator: ",")
        throw UsageError("chat-no-model", ["name": word, "list": list])
      }
      return name
    }
  }

  /// The question that was asked last.
  ///
  /// - Throws: `UsageError` where there is none yet.
  func lastExchange() throws -> Exchange {
    guard let last else { throw UsageError("chat-nothing-asked", ["example": example]) }
    return last
  }

  /// What reward model and rubric say of any answer to the last question.
  func score(_ typed: String) throws -> (answer: String, reward: Double?, gold: Double?) {
    let question = try lastExchange().question
    let answer = typed.tidied(end: ".")
    let tokens = course.tokenizer.prompt(question) + course.tokenizer.completion(answer)
    let limit = course.settings.base.size.contextLength
    guard tokens.count <= limit else {
      throw UsageError("chat-too-long", ["tokens": "\(tokens.count)", "limit": "\(limit)"])
    }
    let rewards = models.judge?.scores([tokens], workers: course.workers)
    let gold = course.world.prompt(withText: question).map {
      course.examiner.rubric.judge(answer, ended: true, to: $0).gold
    }
    return (answer, rewards.map { Double($0[0]) }, gold)
  }

  /// Where the model of a reply to the last question looked.
  func looks(of reply: Reply) throws -> [Look] {
    let question = try lastExchange().question
    guard let chat = models.models.first(where: { $0.name.rawValue == reply.model }) else {
      return []
    }
    return course.looks(
      of: chat.model, at: question, answer: reply.tokens.map(\.id), most: 3)
  }

  /// A question that this world knows.
  var example: String { course.world.prompts(.fact).first?.text ?? "what is this ?" }
}
