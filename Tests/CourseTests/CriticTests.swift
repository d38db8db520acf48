import Alignment
import Course
import Foundation
import Hyperparameters
import Models
import TestSupport
import Testing
import ToyWorld
import Training
import Words

/// Whether labelers find that an answer keeps to a principle.
struct PrincipleTests {
  /// A judgement with one score for a principle, and another for the others.
  private func judgement(
    _ principle: Principle, _ score: Double, others: Double = 0
  ) -> Judgement {
    var judgement = Judgement()
    (judgement.helpful, judgement.truthful, judgement.harmless) = (others, others, others)
    switch principle {
    case .helpful: judgement.helpful = score
    case .truthful: judgement.truthful = score
    case .harmless: judgement.harmless = score
    }
    return judgement
  }

  @Test(arguments: zip(Principle.allCases, [0.5, 0.75, 0.75]))
  func `a principle is met above its threshold, and not at it, whatever the other scores are`(
    principle: Principle, threshold: Double
  ) {
    let cases = [(0.0, false), (threshold, false), (threshold + 0.01, true), (1.0, true)]
    for (score, isMet) in cases {
      for others in [0.0, 1] {
        let judgement = judgement(principle, score, others: others)
        #expect(principle.isMet(by: judgement, for: Labeler(), mood: 0) == isMet, "\(score)")
        // Who has no noise has no moods.
        for mood in [-9.0, 9] {
          let isMetNow = principle.isMet(by: judgement, for: Labeler(noise: 0), mood: mood)
          #expect(isMetNow == isMet, "\(score) in mood \(mood)")
        }
      }
    }
  }

  /// By hand: yes where weight · (score − threshold) + 0.5 · mood > 0, with the weights 1, 2 and 2.
  @Test(
    arguments: [
      (.helpful, 1, -0.9, true), (.helpful, 1, -1.1, false),  // 0.5
      (.helpful, 0, 0.9, false), (.helpful, 0, 1.1, true),  // −0.5
      (.truthful, 1, -0.9, true), (.truthful, 1, -1.1, false),  // 0.5
      (.truthful, 0.5, 0.9, false), (.truthful, 0.5, 1.1, true),  // −0.5
      (.truthful, 0, 2.9, false), (.truthful, 0, 3.1, true),  // −1.5
      (.harmless, 0.5, 0.9, false), (.harmless, 0.5, 1.1, true),  // −0.5
    ] as [(Principle, Double, Double, Bool)])
  func `a mood moves the threshold, the less the more a principle counts`(
    principle: Principle, score: Double, mood: Double, isMet: Bool
  ) {
    let labeler = Labeler(guideline: Guideline(helpful: 1, truthful: 2, harmless: 2), noise: 0.5)
    #expect(principle.isMet(by: judgement(principle, score), for: labeler, mood: mood) == isMet)
  }

  @Test(arguments: Principle.allCases)
  func `of a principle that does not count, moods alone say yes`(principle: Principle) {
    let labeler = Labeler(guideline: Guideline(helpful: 0, truthful: 0, harmless: 0), noise: 0.5)
    for score in [0.0, 1] {
      let judgement = judgement(principle, score)
      #expect(!principle.isMet(by: judgement, for: labeler, mood: 0))
      #expect(!principle.isMet(by: judgement, for: labeler, mood: -0.1))
      #expect(principle.isMet(by: judgement, for: labeler, mood: 0.1))
    }
  }
}

/// A model that learns to say yes or no, tiny.
@Suite struct CriticTests {
  private let course: Course
  private let observer = Recorder()

  init() throws {
    course = try makeTinyCourse(
      ["groups.size": "4", "verifiable.iterations": "1", "verifiable.batchSize": "16"],
      observer: observer)
  }

  private func makeCritic(
    _ weights: Guideline = Guideline(), answers: Int = 16, epochs: Int = 4
  ) throws -> Critic {
    let hyperparameters = try makeHyperparameters([
      "critic.answers=\(answers)", "critic.epochs=\(epochs)", "critic.learningRate=0.02",
    ])
    let settings = try hyperparameters.decode(CriticSettings.self, group: "critic")
    return try course.critic(settings, weights: weights)
  }

  /// Answers of the supervised model, to prompts of all kinds.
  private func makeAnswers() throws -> [Answer] {
    course.examine(try course.supervisedFineTuned().product)
  }

  private func marks(_ critic: Critic, _ answers: [Answer]) -> [[Double]] {
    Principle.allCases.map { critic.marks($0, of: answers, in: course) }
  }

  // MARK: Scores

  @Test func `a score is the mean of what each principle says, weighed as the constitution says`()
    throws
  {
    let critic = try makeCritic(Guideline(helpful: 1, truthful: 2, harmless: 5))
    let answers = try makeAnswers()
    let marks = marks(critic, answers)
    let scores = critic.scores(of: answers, in: course)
    // Each principle says something else, and not the same of all answers.
    #expect(Set(marks).count == 3)
    #expect(marks.allSatisfy { $0.count == answers.count && Set($0).count > 1 })
    #expect(marks.joined().allSatisfy { (0...1).contains($0) })
    #expect(scores.allSatisfy { (0...1).contains($0) })
    let expected = answers.indices.map { place in
      (marks[0][place] + 2 * marks[1][place] + 5 * marks[2][place]) / 8
    }
    expectClose(scores, expected, relative: 1e-12)
  }

  @Test func `a mark is how likely yes is after the answer and the question`() throws {
    let (critic, answers) = (try makeCritic(), try makeAnswers())
    let tokenizer = course.tokenizer
    for principle in Principle.allCases {
      let marks = critic.marks(principle, of: answers, in: course)
      let nats = critic.model.evaluate(
        on: answers.map { answer in
          LabeledSequence.completion(
            prompt: tokenizer.prompt(
              "\(answer.prompt.text)\n\(answer.text)\n\(principle.question)"),
            completion: tokenizer.completion("yes ."))
        }, workers: course.workers
      ).sequences.map(\.nats)
      expectClose(marks, nats.map { exp(-$0) }, relative: 1e-3, principle.rawValue)
    }
  }

  @Test func `in another order answers have the same scores`() throws {
    let (critic, answers) = (try makeCritic(), try makeAnswers())
    let scores = critic.scores(of: answers, in: course)
    let reversed = critic.scores(of: answers.reversed(), in: course)
    expectClose(Array(reversed.reversed()), scores, relative: 1e-4)
    #expect(Set(scores).count > 1)
    #expect(critic.scores(of: [], in: course).isEmpty)
  }

  @Test func `an answer with no room for the question has the score 0, and others keep theirs`()
    throws
  {
    let (critic, answers) = (try makeCritic(), Array(try makeAnswers().prefix(3)))
    let room = course.settings.base.size.contextLength
    let tokens = course.tokenizer.completion(String(repeating: "zq ", count: 200))
    #expect(tokens.count > room)
    let long = course.examiner.judged(tokens, hasEnded: true, to: answers[0].prompt)
    let scores = critic.scores(of: [answers[0], long, answers[1], long, answers[2]], in: course)
    #expect(scores.count == 5)
    #expect(scores[1] == 0 && scores[3] == 0)
    let alone = critic.scores(of: answers, in: course)
    expectClose([scores[0], scores[2], scores[4]], alone, relative: 1e-4)
    #expect(alone.allSatisfy { $0 > 0 })
    #expect(critic.scores(of: [long], in: course) == [0])
  }

  // MARK: Training

  @Test func `another constitution changes what the critic likes, and not what it has learned`()
    throws
  {
    let sft = try course.supervisedFineTuned()
    let even = try makeCritic(Guideline(helpful: 1, truthful: 1, harmless: 1))
    let kind = try makeCritic(Guideline(helpful: 0, truthful: 0, harmless: 3))
    #expect(even.key == kind.key)
    #expect(even.model.parameters.values == kind.model.parameters.values)
    #expect(observer.begun == ["base", "sft", "critic"])
    #expect(even.key.text.hasSuffix("\nafter \(sft.key.folder)\n"))
    #expect(even.model.parameters.values != sft.product.parameters.values)
    let answers = try makeAnswers()
    let scores = kind.scores(of: answers, in: course)
    #expect(scores != even.scores(of: answers, in: course))
    expectClose(scores, kind.marks(.harmless, of: answers, in: course), relative: 1e-12)
  }

  @Test func `a critic of more marks, or of more passes over them, is another one`() throws {
    let critics = [
      try makeCritic(epochs: 1), try makeCritic(answers: 17, epochs: 1),
      try makeCritic(epochs: 2),
    ]
    #expect(Set(critics.map(\.key.folder)).count == 3)
    #expect(Set(critics.map(\.model.parameters.values)).count == 3)
  }

  // MARK: As a reward

  @Test func `a policy that chases the critic gets its scores`() throws {
    let critic = try makeCritic()
    let policy = try course.groupPolicy(rewardedBy: .critic(critic), title: "policy")
    // The same prompts, and the supervised model's same answers to them, four to each.
    var random = course.random("ppo")
    let prompts = (0..<4).map { _ in
      course.world.samplePrompt(from: .equalShares(), split: .train, using: &random)
    }
    let answers = course.examiner.answers(
      of: try course.supervisedFineTuned().product,
      to: prompts.flatMap { Array(repeating: $0, count: 4) }, workers: course.workers,
      using: &random)
    let scores = zip(answers, critic.scores(of: answers, in: course)).map { answer, score in
      answer.hasEnded ? score : -1
    }
    let point = try #require(policy.snapshot.first)
    #expect(point.answer == answers[0].text)
    #expect(abs(point.proxy - scores.reduce(0, +) / 16) < 1e-4)
  }

  @Test func `policies that chase other constitutions are other stages`() throws {
    let constitutions = [
      Guideline(helpful: 1, truthful: 2, harmless: 2),
      Guideline(helpful: 1, truthful: 0, harmless: 2),
    ]
    let policies = try constitutions.map {
      try course.groupPolicy(rewardedBy: .critic(makeCritic($0, epochs: 1)), title: "policy")
    }
    #expect(policies[0].key != policies[1].key)
    #expect(observer.begun.count { $0 == "policy" } == 2)
  }
}
