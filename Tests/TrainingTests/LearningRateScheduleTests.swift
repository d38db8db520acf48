import TestSupport
import Testing
import Training

@Suite struct LearningRateScheduleTests {
  @Test func `the cosine rises over the warm-up, and falls to its floor`() {
    // 20 steps, of which round(0.1 · 20) = 2 rise: ½, 1. The other 18 follow
    // 0.1 + 0.9 · ½ (1 + cos(π k / 18)), k = 0…17; at k = 9 it is half way, 0.55; at k = 6,
    // cos 60° = ½ gives 0.1 + 0.9 · 0.75 = 0.775; at k = 12, 0.1 + 0.9 · 0.25 = 0.325.
    let schedule = LearningRateSchedule.cosine(warmup: 0.1, floor: 0.1)
    let factors = (0..<20).map { schedule.factor(step: $0, of: 20) }
    expectClose([factors[0], factors[1], factors[2]], [0.5, 1, 1], relative: 1e-12)
    expectClose([factors[8], factors[11], factors[14]], [0.775, 0.55, 0.325], relative: 1e-12)
    #expect(factors[19] > 0.1 && factors[19] < 0.11)
    #expect(zip(factors[1...], factors[2...]).allSatisfy { $0 >= $1 })
  }

  @Test func `without a warm-up the cosine starts at its peak`() {
    let schedule = LearningRateSchedule.cosine(warmup: 0, floor: 0)
    #expect((0..<10).map { schedule.factor(step: $0, of: 10) }.first == 1)
  }

  @Test func `the line falls evenly, from 1 at the first step to its floor at the last`() {
    let schedule = LearningRateSchedule.linear(floor: 0.1)
    expectClose(
      (0..<4).map { schedule.factor(step: $0, of: 4) }, [1, 0.7, 0.4, 0.1], relative: 1e-12)
  }

  @Test(arguments: [
    LearningRateSchedule.cosine(warmup: 0.05, floor: 0.1), .linear(floor: 0.1),
  ]) func `a single step takes the whole learning rate`(schedule: LearningRateSchedule) {
    #expect(schedule.factor(step: 0, of: 1) == 1)
  }

  @Test(arguments: [1, 2, 3, 7, 100]) func `every factor is above 0 and 1 at most`(total: Int) {
    for schedule in [
      LearningRateSchedule.cosine(warmup: 0.3, floor: 0.2), .linear(floor: 0.2),
    ] {
      for step in 0..<total {
        let factor = schedule.factor(step: step, of: total)
        #expect(factor > 0 && factor <= 1, "step \(step) of \(total): \(factor)")
      }
    }
  }
}
