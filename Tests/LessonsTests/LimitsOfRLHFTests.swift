import LessonKit
import LimitsOfRLHF
import TestSupport
import Testing

/// The panels of lesson 6, what they train, and what is measured of it.
@Suite(.serialized) struct LimitsOfRLHFTests {
  private func lab(_ observer: Recorder = Recorder()) throws -> Lab {
    let settings = try makeHyperparameters([
      "limits.rankedPrompts=8", "limits.premiseRankedPrompts=9", "limits.iterations=1",
      "limits.batchSize=4",
    ]).decode(LimitsSettings.self)
    return Lab(try makeTinyCourse(observer: observer), settings.limits)
  }

  private func answer(_ text: String, to prompt: Prompt, _ course: Course) -> Answer {
    course.examiner.judged(
      course.tokenizer.completion(text), hasEnded: true, to: prompt,
      cluster: prompt.text.count)
  }

  // MARK: Panels

  @Test func `a divided panel has the same people with two opinions`() throws {
    let lab = try lab()
    let fair = lab.course.fairPanel.labelers
    let divided = lab.dividedPanel(cautious: 2)
    #expect(divided.bold.count == 3)
    #expect(divided.panel.labelers.count == 5)
    let dispute = lab.limits.dispute
    for (index, labeler) in divided.panel.labelers.enumerated() {
      let opinion = index < 3 ? -dispute : dispute
      #expect(abs(labeler.bias.caution - fair[index].bias.caution - opinion) < 1e-12)
      #expect(labeler.bias.length == fair[index].bias.length)
    }
    #expect(lab.dividedPanel(cautious: 0).cautious.isEmpty)
    #expect(lab.dividedPanel(cautious: 5).bold.isEmpty)
  }

  @Test(arguments: Dial.allCases)
  func `a dial turns one liking of everybody`(dial: Dial) throws {
    let lab = try lab()
    let fair = lab.course.fairPanel
    #expect(lab.panel(liking: dial, 0) == fair)
    let sum = [\LabelerBias.length, \.flattery, \.caution, \.cite, \.prejudice].reduce(0.0) {
      sum, liking in
      zip(lab.panel(liking: dial, 3).labelers, fair.labelers).reduce(sum) {
        $0 + $1.0.bias[keyPath: liking] - $1.1.bias[keyPath: liking]
      }
    }
    #expect(abs(sum - 15) < 1e-9)
  }

  // MARK: Stages

  @Test func `each panel has a reward model and a policy of its own`() throws {
    let observer = Recorder()
    let lab = try lab(observer)
    let fair = try lab.aligned(to: lab.course.fairPanel, title: "fair")
    let other = try lab.aligned(to: lab.panel(liking: .length, 3), title: "long")
    #expect(
      observer.begun.suffix(5) == [
        .count("outputs", 8), "reward-model/fair", "ppo/fair", "reward-model/long", "ppo/long",
      ])
    #expect(fair.policy.parameters.values != other.policy.parameters.values)
    // Asked for again, nothing is trained again.
    let count = observer.begun.count
    _ = try lab.aligned(to: lab.panel(liking: .length, 0), title: "fair-again")
    #expect(observer.begun.count == count)
  }

  @Test func `with full effort the fair panel's policy is that of lesson 5`() throws {
    let observer = Recorder()
    let lab = try lab(observer)
    let policy = try lab.course.policy()
    let count = observer.begun.count
    let full = try lab.aligned(to: lab.course.fairPanel, effort: .full, title: "full")
    #expect(observer.begun.count == count)
    #expect(full.policy.parameters.values == policy.product.parameters.values)
  }

  @Test func `other prompts give other outputs to rank, and another policy`() throws {
    let observer = Recorder()
    let lab = try lab(observer)
    _ = try lab.aligned(to: lab.course.fairPanel, title: "all-kinds")
    let facts = PromptMix.equalShares(of: [.fact, .rumour, .folk])
    _ = try lab.aligned(to: lab.course.fairPanel, mix: facts, title: "facts")
    #expect(
      observer.begun.suffix(3) == [.count("outputs", 8), "reward-model/facts", "ppo/facts"])
  }

  @Test func `prejudiced writers give another start, which is what is ranked and aligned`() throws {
    let observer = Recorder()
    let lab = try lab(observer)
    let fair = try lab.supervisedFineTuned(isPrejudiced: false)
    let prejudiced = try lab.supervisedFineTuned(isPrejudiced: true)
    #expect(fair.product.parameters.values != prejudiced.product.parameters.values)
    // Further demonstrations make another model than the course's, too.
    let own = try lab.course.supervisedFineTuned()
    #expect(fair.product.parameters.values != own.product.parameters.values)

    let count = observer.begun.count
    for start in [fair, prejudiced] {
      _ = try lab.aligned(
        to: lab.course.fairPanel, mix: lab.premiseMix, from: start, effort: .premises, title: "x")
    }
    let titles: [Label] = [.count("outputs", 9), "reward-model/x", "ppo/x"]
    #expect(observer.begun.dropFirst(count) == (titles + titles)[...])
  }

  @Test func `half of the further demonstrations agree with the prejudice, or none`() throws {
    let lab = try lab()
    let course = lab.course
    func slander(isPrejudiced: Bool) throws -> (slandering: Int, all: Int) {
      let records = lab.premiseDemonstrations(flaws: DemonstrationFlaws(prejudiced: isPrejudiced))
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
    let course = try makeTinyCourse()
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
    let course = try makeTinyCourse()
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
    var matrix = AgreementMatrix(of: panel, on: sets, course)
    #expect(matrix.names == ["1", "2", "gold"])
    #expect(matrix.agreements[0][0].share.value == 1)
    #expect(matrix.agreements[0][1].share.value == 0)
    #expect(matrix.agreements[0][2].share.value == 1)
    #expect(matrix.agreements[1][2].share.value == 0)
    // Both with themselves, and with each other: two thirds of 3 · 3 pairs.
    let pool = matrix.pooled { _, second in second < 2 }
    #expect(pool.pairCount == 9)
    #expect(abs(pool.share.value - 2.0 / 3) < 1e-12)

    matrix.addLearner(sets, besides: panel, course)
    #expect(matrix.agreements[3][0].share.value == 0)
    #expect(matrix.agreements[1][3].share.value == 1)
    #expect(matrix.agreements[3][3].pairCount == 0)
  }

  @Test func `loaded questions are asked about the hill folk as often as about all others`() throws
  {
    let course = try makeTinyCourse()
    let (hill, others) = course.examinePremises(try course.base().product)
    #expect(hill.count == others.count && hill.count == 2 * course.answersPerKind)
    #expect(hill.allSatisfy { $0.prompt.folk == .hill && $0.prompt.split == course.premiseSplit })
    #expect(others.allSatisfy { $0.prompt.folk != .hill && $0.prompt.kind == .premise })
  }
}
