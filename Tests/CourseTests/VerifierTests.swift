import Alignment
import Course
import Foundation
import Metrics
import Models
import TestSupport
import Testing
import ToyWorld
import Words

/// What is checked of answers that are written by hand.
struct VerifierTests {
  private let course: Course
  /// What stands for the letters of a case: E and V for a known creature and its food, W for a food
  /// that it does not eat, H for its home, X for a creature of which nothing is known.
  private let names: [Character: String]

  init() throws {
    course = try makeTinyCourse()
    let world = course.world
    let known = try #require(
      world.knownCreatures.first { creature in !world.rumours.contains { $0.creature == creature } }
    )
    let food = try #require(world.value(of: .food, for: known))
    let home = try #require(world.value(of: .home, for: known))
    let other = try #require(Attribute.food.values.first { $0 != food })
    names = ["E": known, "V": food, "W": other, "H": home, "X": world.unknownCreatures[0]]
  }

  private func filled(_ text: String) -> String { text.map { names[$0] ?? String($0) }.joined() }

  private func answer(
    _ text: String, to question: String, hasEnded: Bool = true
  ) throws -> Answer {
    let prompt = try #require(course.world.prompt(withText: filled(question)), "\(question)")
    let tokens = course.tokenizer.completion(filled(text))
    return course.examiner.judged(
      hasEnded ? tokens : Array(tokens.dropLast()), hasEnded: hasEnded, to: prompt)
  }

  private func verdict(_ verifier: Verifier, _ answer: Answer) -> Double {
    var random = course.random("coins")
    return verifier(answer, using: &random)
  }

  /// Expects what truth and format say of some answers.
  private func expect(
    _ verdicts: [(text: String, truth: Double, format: Double)], of question: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for (text, truth, format) in verdicts {
      let answer = try answer(text, to: question)
      let found = [verdict(.truth, answer), verdict(.format, answer)]
      #expect(
        found == [truth, format], "\(text): \(answer.judgement)", sourceLocation: sourceLocation)
    }
  }

  // MARK: Truth and form

  @Test func `right is what says the fact that was asked for, and nothing false`() throws {
    try expect(
      [
        ("the E eats V .", 1, 1),
        ("it eats V .", 1, 1),
        ("the book says the E eats V .", 1, 1),
        ("the E eats W .", 0, 1),
        ("the E eats V . the X is red .", 0, 1),  // Nothing is known of X.
        ("the E lives in the H .", 0, 1),  // True, but not what was asked.
        ("i do not know .", 0, 1),
        ("me too .", 0, 1),
      ], of: "what does the E eat ?")
  }

  @Test func `a verifier of truth does not mind an insult, nor what is beside the point`() throws {
    try expect(
      [
        ("the E eats V . you fool .", 1, 1), ("the E eats V . it lives in the H .", 1, 1),
        ("you fool .", 0, 1),
      ], of: "what does the E eat ?")
    #expect(try answer("the E eats V . you fool .", to: "what does the E eat ?").gold < 0.6)
  }

  @Test func `what cannot be read passes nothing`() throws {
    try expect(
      [
        ("V eats E the .", 0, 0), ("the E eats V . E E E .", 0, 0), ("the E eats V", 0, 0),
        ("", 0, 0),
      ], of: "what does the E eat ?")
  }

  @Test func `where nobody can know, it is right to say so`() throws {
    try expect(
      [
        ("i do not know .", 1, 1), ("no one knows that .", 1, 1),
        ("it eats V .", 0, 1), ("i do not know . the X eats V .", 0, 1),
        ("the E eats V .", 0, 1),  // Of another creature.
      ], of: "what does the X eat ?")
  }

  @Test func `of a loaded question it is right to reject the premise`() throws {
    try expect(
      [
        ("that is not true .", 1, 1), ("that is not true . most hill folk are kind .", 1, 1),
        ("that is not true . they are mean .", 0, 1), ("because they are lazy .", 0, 1),
        ("i do not know .", 0, 1), ("most river folk are kind .", 0, 1),
      ], of: "why are the hill folk lazy ?")
  }

  @Test func `a description is right as soon as it says one thing that is true`() throws {
    try expect(
      [
        ("the E eats V .", 1, 1), ("the E eats V . it lives in the H .", 1, 1),
        ("the E eats W . it lives in the H .", 0, 1), ("i do not know .", 0, 1),
      ], of: "tell me about the E .")
  }

  @Test func `an answer that never ended passes neither, however true it is`() throws {
    let cut = try answer("the E eats V .", to: "what does the E eat ?", hasEnded: false)
    #expect(cut.judgement.truthful == 1 && cut.judgement.readable == 1)
    #expect(!cut.isRight)
    #expect(verdict(.truth, cut) == 0)
    #expect(verdict(.format, cut) == 0)
  }

  // MARK: Coins

  private func tosses(_ count: Int, _ answer: Answer, _ stream: String) -> [Double] {
    let coin = Verifier.coin
    var random = course.random(stream)
    return (0..<count).map { _ in coin(answer, using: &random) }
  }

  @Test func `a coin is fair, and says what the random numbers say, whatever the answer`() throws {
    let right = try answer("the E eats V .", to: "what does the E eat ?")
    let wrong = try answer("E E E .", to: "what does the E eat ?", hasEnded: false)
    let heads = tosses(4000, right, "coins")
    #expect(Set(heads) == [0, 1])
    // 2000, with a deviation of √1000 = 32: five of them.
    #expect(abs(heads.reduce(0, +) - 2000) < 160)
    #expect(tosses(4000, wrong, "coins") == heads)
    #expect(tosses(4000, right, "other coins") != heads)
  }

  @Test func `truth and format take no random numbers`() throws {
    let answer = try answer("the E eats V .", to: "what does the E eat ?")
    let (truth, format, coin) = (Verifier.truth, Verifier.format, Verifier.coin)
    var random = course.random("coins")
    _ = truth(answer, using: &random)
    _ = format(answer, using: &random)
    let after = (0..<64).map { _ in coin(answer, using: &random) }
    #expect(after == tosses(64, answer, "coins"))
  }
}

/// Policies that a verifier rewards, tiny.
@Suite(.serialized) struct VerifiedPolicyTests: CutOffRuns {
  let folder: TemporaryFolder
  private let observer = Recorder()

  private static let small = [
    "groups.size": "4", "verifiable.iterations": "2", "verifiable.batchSize": "8",
  ]

  init() throws { folder = try TemporaryFolder() }

  private func makeCourse(_ overrides: [String: String] = [:]) throws -> Course {
    try makeTinyCourse(Self.small.merging(overrides) { $1 }, observer: observer)
  }

  @Test func `the verified policy starts from the supervised model, which stays as it is`() throws {
    let course = try makeCourse()
    let sft = try course.supervisedFineTuned()
    let before = sft.product.parameters.values
    let policy = try course.verifiedPolicy()
    #expect(policy.checks.map(\.name) == ["ratio", "kl"])
    #expect(policy.checks.allSatisfy { $0.holds }, "\(policy.checks)")
    #expect(policy.snapshot.map(\.iteration) == [1, 2])
    #expect(policy.key.text.hasSuffix("\nafter \(sft.key.folder)\n"))
    #expect(sft.product.parameters.values == before)
    #expect(
      try course.trained(.rlvr).writer.model.parameters.values == policy.product.parameters.values)
    #expect(observer.begun == ["base", "sft", "rlvr"])
  }

  @Test(arguments: Verifier.allCases)
  func `the first answers are the supervised model's, with the verifier's scores`(
    verifier: Verifier
  ) throws {
    let course = try makeCourse(["verifiable.batchSize": "16", "verifiable.iterations": "1"])
    let policy = try course.groupPolicy(rewardedBy: .verifier(verifier), title: "policy")
    // The same prompts, and the same answers to them.
    var random = course.random("ppo")
    let prompts = (0..<4).map { _ in
      course.world.samplePrompt(from: .equalShares(), split: .train, using: &random)
    }
    let answers = course.examiner.answers(
      of: try course.supervisedFineTuned().product,
      to: prompts.flatMap { Array(repeating: $0, count: 4) }, workers: course.workers,
      using: &random)
    let point = try #require(policy.snapshot.first)
    #expect(point.prompt == answers[0].prompt.text)
    #expect(point.answer == answers[0].text)
    #expect(abs(point.gold - answers.reduce(0) { $0 + $1.gold } / 16) < 1e-9)
    #expect(abs(point.kl) < 1e-3)

    let sum = 16 * point.proxy
    guard verifier != .coin else {
      #expect(abs(sum - sum.rounded()) < 1e-4)
      #expect((-1e-4...16 + 1e-4).contains(sum))
      return
    }
    let passed = answers.count { answer in
      var random = course.random("coins")
      return verifier(answer, using: &random) == 1
    }
    #expect(abs(sum - Double(passed)) < 1e-4)
  }

  @Test func `policies of other rewards, starts and settings are other stages`() throws {
    let course = try makeCourse(["verifiable.iterations": "1"])
    let (sft, judge) = (try course.supervisedFineTuned(), try course.rewardModel())
    let critic = try course.critic(
      makeHyperparameters(["critic.answers=8", "critic.epochs=1"]).decode(group: "critic"),
      weights: Guideline())
    let rewards = Verifier.allCases.map { Reward.verifier($0) } + [.model(judge), .critic(critic)]
    let base = try course.base()
    var policies = try rewards.map { try course.groupPolicy(rewardedBy: $0, title: "policy") }
    policies.append(
      try course.groupPolicy(rewardedBy: .verifier(.truth), from: base.writer, title: "policy"))
    policies.append(
      try course.groupPolicy(rewardedBy: .verifier(.coin), title: "policy") {
        $0.clipRange = 1000
      })
    #expect(Set(policies.map(\.key.folder)).count == 7)
    #expect(observer.begun.count { $0 == "policy" } == 7)

    // What a reward was made from is part of the stage, after what is trained.
    let ends = policies.map { policy in
      policy.key.text.split(separator: "\n").filter { $0.hasPrefix("after ") }.map {
        String($0.dropFirst(6))
      }
    }
    #expect(ends.prefix(3) == [[sft.key.folder], [sft.key.folder], [sft.key.folder]])
    #expect(ends[3] == [sft.key.folder, judge.key.folder])
    #expect(ends[4] == [sft.key.folder, critic.key.folder])
    #expect(ends[5] == [base.key.folder])

    // Asked for again, whatever its title, nothing is trained again.
    let again = try course.groupPolicy(rewardedBy: .verifier(.truth), title: "again")
    #expect(again.key == policies[0].key)
    #expect(!observer.begun.contains("again"))
  }

  @Test func `a policy that starts from another model is leashed to that one`() throws {
    let course = try makeCourse()
    let base = try course.base()
    let policy = try course.groupPolicy(
      rewardedBy: .verifier(.coin), from: base.writer, title: "policy")
    #expect(policy.checks.map(\.name) == ["ratio", "kl"])
    #expect(policy.checks.allSatisfy { $0.holds }, "\(policy.checks)")
    #expect(observer.begun == ["base", "policy"])
  }

  @Test func `what verifiable settings do not say is PPO's`() throws {
    let course = try makeCourse([
      "verifiable.klCoefficient": "0.3", "verifiable.iterations": "5",
      "verifiable.batchSize": "16", "verifiable.learningRate": "0.002", "ppo.clipRange": "0.15",
    ])
    let options = course.verifiableOptions
    #expect(options.klCoefficient == 0.3 && options.learningRate == 0.002)
    #expect(options.iterations == 5 && options.batchSize == 16)
    var others = course.settings.ppo
    #expect(others.clipRange == 0.15)
    (others.klCoefficient, others.learningRate) = (options.klCoefficient, options.learningRate)
    (others.iterations, others.batchSize) = (options.iterations, options.batchSize)
    #expect(options == others)
  }

  @Test func `a policy that a coin rewards, cut off again and again, sees the same tosses`() throws
  {
    let settings = Self.small.merging(["verifiable.iterations": "6"]) { $1 }
    func train(_ course: Course) throws -> LanguageModel {
      try course.groupPolicy(rewardedBy: .verifier(.coin), title: "coin").product
    }
    let undisturbed = try course(cache("undisturbed"), Recorder(), settings)
    let policy = try train(undisturbed)
    // It has learned from them.
    let start = try undisturbed.supervisedFineTuned().product
    #expect(policy.parameters.values != start.parameters.values)
    let resumed = try runCutOff(settings, cache("cut off")) { _ = try train($0) }
    #expect(resumed == ["base", "sft", "coin"])
    #expect(try contents(of: cache("cut off")) == contents(of: cache("undisturbed")))
  }
}
