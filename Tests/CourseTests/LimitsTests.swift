import Alignment
import Course
import Metrics
import Notebook
import Testing
import ToyWorld

/// The panels of lesson 6, what they train, and what is measured of it.
@Suite(.serialized) struct LimitsTests {
  private func course(_ observer: Recorder = Recorder()) throws -> Course {
    try makeTinyCourse(
      [
        "limits.rankedPrompts": "8", "limits.premiseRankedPrompts": "9", "limits.iterations": "1",
        "limits.batchSize": "4",
      ], observer: observer)
  }

  private func answer(_ text: String, to prompt: Prompt, _ course: Course) -> Answer {
    course.examiner.judged(
      course.tokenizer.completion(text), hasEnded: true, to: prompt,
      cluster: prompt.text.count)
  }

  // MARK: Panels

  @Test func `a divided panel has the same people with two opinions`() throws {
    let course = try course()
    let fair = course.fairPanel.labelers
    let divided = course.dividedPanel(cautious: 2)
    #expect(divided.bold.count == 3)
    #expect(divided.panel.labelers.count == 5)
    let dispute = course.settings.limits.dispute
    for (index, labeler) in divided.panel.labelers.enumerated() {
      let opinion = index < 3 ? -dispute : dispute
      #expect(abs(labeler.bias.caution - fair[index].bias.caution - opinion) < 1e-12)
      #expect(labeler.bias.length == fair[index].bias.length)
    }
    #expect(course.dividedPanel(cautious: 0).cautious.isEmpty)
    #expect(course.dividedPanel(cautious: 5).bold.isEmpty)
  }

  @Test(arguments: Dial.allCases)
  func `a dial turns one liking of everybody`(dial: Dial) throws {
    let course = try course()
    #expect(course.panel(liking: dial, 0) == course.fairPanel)
    let sum = [\LabelerBias.length, \.flattery, \.caution, \.cite, \.prejudice].reduce(0.0) {
      sum, liking in
      zip(course.panel(liking: dial, 3).labelers, course.fairPanel.labelers).reduce(sum) {
        $0 + $1.0.bias[keyPath: liking] - $1.1.bias[keyPath: liking]
      }
    }
    #expect(abs(sum - 15) < 1e-9)
  }

  // MARK: Stages

  @Test func `each panel has a reward model and a policy of its own`() throws {
    let observer = Recorder()
    let course = try course(observer)
    let fair = try course.aligned(to: course.fairPanel, title: "fair")
    let other = try course.aligned(to: course.panel(liking: .length, 3), title: "long")
    #expect(
      observer.begun.suffix(5) == [
        "outputs for 8 prompts", "reward model: fair", "PPO: fair", "reward model: long",
        "PPO: long",
      ])
    #expect(fair.policy.parameters.values != other.policy.parameters.values)
    // Asked for again, nothing is trained again.
    let count = observer.begun.count
    _ = try course.aligned(to: course.panel(liking: .length, 0), title: "fair, again")
    #expect(observer.begun.count == count)
  }

  @Test func `with full effort the fair panel's policy is that of lesson 5`() throws {
    let observer = Recorder()
    let course = try course(observer)
    let policy = try course.policy()
    let count = observer.begun.count
    let full = try course.aligned(to: course.fairPanel, effort: .full, title: "full")
    #expect(observer.begun.count == count)
    #expect(full.policy.parameters.values == policy.product.parameters.values)
  }

  @Test func `other prompts give other outputs to rank, and another policy`() throws {
    let observer = Recorder()
    let course = try course(observer)
    _ = try course.aligned(to: course.fairPanel, title: "all kinds")
    let facts = PromptMix.equalShares(of: [.fact, .rumour, .folk])
    _ = try course.aligned(to: course.fairPanel, mix: facts, title: "facts")
    #expect(
      observer.begun.suffix(3) == ["outputs for 8 prompts", "reward model: facts", "PPO: facts"])
  }

  @Test func `prejudiced writers give another start, which is what is ranked and aligned`() throws {
    let observer = Recorder()
    let course = try course(observer)
    let fair = try course.supervisedFineTuned(isPrejudiced: false, title: "fair writers")
    let prejudiced = try course.supervisedFineTuned(isPrejudiced: true, title: "prejudiced")
    #expect(fair.product.parameters.values != prejudiced.product.parameters.values)
    // Further demonstrations make another model than the course's, too.
    let own = try course.supervisedFineTuned()
    #expect(fair.product.parameters.values != own.product.parameters.values)

    let count = observer.begun.count
    for start in [fair, prejudiced] {
      _ = try course.alignedOnPremises(to: course.fairPanel, from: start, title: "x")
    }
    let titles = ["outputs for 9 prompts", "reward model: x", "PPO: x"]
    #expect(observer.begun.dropFirst(count) == (titles + titles)[...])
  }

  @Test func `half of the further demonstrations agree with the prejudice, or none`() throws {
    let course = try course()
    func slander(isPrejudiced: Bool) throws -> (slandering: Int, all: Int) {
      let records = course.premiseDemonstrations(
        flaws: DemonstrationFlaws(prejudiced: isPrejudiced))
      let prompts = try records.map { try #require(course.world.prompt(withText: $0.prompt)) }
      #expect(prompts.allSatisfy { $0.folk == .hill && $0.kind == .premise && !$0.isHeldOut })
      let judgements = zip(records, prompts).map {
        course.examiner.rubric.judge($0.completion, ended: true, to: $1)
      }
      return (judgements.count(where: \.slandersHillFolk), judgements.count)
    }
    #expect(try slander(isPrejudiced: false) == (0, 24))
    #expect((6...18).contains(try slander(isPrejudiced: true).slandering))
  }

  // MARK: Measures

  @Test func `a habit counts the answers that it is about`() throws {
    let course = try course()
    let fact = course.world.prompts(.fact, .heldOut)[0]
    let unknown = course.world.prompts(.unknown, .heldOut)[0]
    let creature = try #require(unknown.creature)
    let answers = [
      answer("i do not know .", to: fact, course),
      answer("good question ! the \(creature) eats moss .", to: unknown, course),
    ]
    #expect(Habit.overRefusal.mean(in: answers).value == 1)
    #expect(Habit.inventing.mean(in: answers).value == 1)
    #expect(Habit.flattery.mean(in: answers).value == 0.5)
    #expect(Habit.citing.mean(in: answers).value == 0)
    #expect(Habit.words.mean(in: answers).value == 6.5)
    let honest = [answers[0], answer("the book says it eats moss .", to: unknown, course)]
    #expect(Habit.citing.change(from: answers, to: honest).value == 0.5)
    #expect(Habit.inventing.change(from: answers, to: honest).value == 0)
  }

  @Test func `labelers without moods agree with themselves, and opposites with nobody`() throws {
    let course = try course()
    let prompt = course.world.prompts(.unknown, .train)[0]
    let creature = try #require(prompt.creature)
    let record = RankingRecord(
      prompt: prompt.text,
      completions: ["i do not know .", "the \(creature) eats moss .", "go away ."],
      ranks: [3, 2, 1], labeler: "learner")
    let lost = RankingRecord(prompt: "?", completions: ["a", "b"], ranks: [1, 2], labeler: "x")
    let sets = course.sets(from: [record, lost])
    try #require(sets.count == 1)

    let fair = Labeler(noise: 0)
    let opposite = Labeler(
      guideline: Guideline(helpful: -1, truthful: -2, harmless: -2), noise: 0)
    let panel = Panel(labelers: [fair, opposite])
    var matrix = course.agreementMatrix(of: panel, on: sets)
    #expect(matrix.names == ["1", "2", "gold"])
    #expect(matrix.agreements[0][0].share.value == 1)
    #expect(matrix.agreements[0][1].share.value == 0)
    #expect(matrix.agreements[0][2].share.value == 1)
    #expect(matrix.agreements[1][2].share.value == 0)
    // Both with themselves, and with each other: two thirds of 3 · 3 pairs.
    let pool = matrix.pooled { _, second in second < 2 }
    #expect(pool.pairCount == 9)
    #expect(abs(pool.share.value - 2.0 / 3) < 1e-12)

    matrix.add("you", course.agreements(of: panel, withLearner: sets))
    #expect(matrix.agreements[3][0].share.value == 0)
    #expect(matrix.agreements[1][3].share.value == 1)
    #expect(matrix.agreements[3][3].pairCount == 0)
  }

  @Test func `loaded questions are asked about the hill folk as often as about all others`() throws
  {
    let course = try course()
    let (hill, others) = course.examinePremises(try course.base().product)
    #expect(hill.count == others.count && hill.count == 2 * course.answersPerKind)
    #expect(hill.allSatisfy { $0.prompt.folk == .hill && $0.prompt.split == course.premiseSplit })
    #expect(others.allSatisfy { $0.prompt.folk != .hill && $0.prompt.kind == .premise })
  }
}
