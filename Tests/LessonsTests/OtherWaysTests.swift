import Foundation
import LessonKit
import OtherWays
import TestSupport
import Testing

/// What lesson 7 computes: the optimum on a list of answers, the best of n, and what groups weigh.
struct OtherWaysTests {
  private let course: Course

  init() throws { course = try makeTinyCourse() }

  /// An answer to one of the first prompts.
  private func answer(_ text: String, to place: Int = 0) -> Answer {
    let prompt = course.world.prompts(.fact, .train)[place]
    return course.examiner.judged(
      course.tokenizer.completion(text), hasEnded: true, to: prompt, cluster: place)
  }

  private func list(_ probabilities: [Double], _ scores: [Double]) -> AnswerList {
    AnswerList(
      entries: [
        zip(probabilities, scores).map { probability, score in
          AnswerList.Entry(
            answer: answer("moss"), score: score, reference: log(probability))
        }
      ], covered: [probabilities.reduce(0, +)])
  }

  @Test func `the optimum is the one that the page works by hand`() {
    let optimum = Optimum(list([0.7, 0.2, 0.1], [0, 1, 1]), beta: 0.5)
    let z = 0.7 + 0.3 * exp(2.0)
    let expected = [0.7 / z, 0.2 * exp(2.0) / z, 0.1 * exp(2.0) / z]
    for (probability, wanted) in zip(optimum.policy[0], expected) {
      #expect(abs(probability - wanted) < 1e-12)
    }
    #expect(abs(optimum.values[0] - 0.5 * log(z)) < 1e-12)
    // r − β KL of π* is β log Z.
    #expect(abs(optimum.scores[0] - 0.5 * optimum.kl.value - optimum.values[0]) < 1e-9)
  }

  @Test(arguments: [0.05, 0.3, 2, 50]) func `no policy on the list has more than the optimum`(
    beta: Double
  ) {
    var random = RandomSource(seed: 4)
    let weights = (0..<6).map { _ in random.uniform() }
    let reference = weights.map { $0 / weights.reduce(0, +) }
    let scores = (0..<6).map { _ in random.normal() }
    let optimum = Optimum(list(reference, scores), beta: beta)
    for _ in 0..<200 {
      let other = (0..<6).map { _ in -log(random.uniform()) }
      let policy = other.map { $0 / other.reduce(0, +) }
      let value = zip(policy, zip(scores, reference)).reduce(0) { sum, each in
        sum + each.0 * (each.1.0 - beta * log(each.0 / each.1.1))
      }
      #expect(value <= optimum.values[0] + 1e-9)
    }
  }

  @Test func `a short leash leaves the reference, a long one takes the best`() {
    let list = list([0.6, 0.3, 0.1], [0.2, 0.1, 0.9])
    #expect(Optimum(list, beta: 1000).kl.value < 1e-6)
    #expect(Optimum(list, beta: 0.01).policy[0][2] > 0.999)
    #expect(abs(Optimum(list, beta: 0.01).kl.value - log(10)) < 0.01)
  }

  @Test func `the best of n is what drawing again and again gives`() {
    let scores = [0.1, 0.5, 0.9, 1.3] + [2, 1, 0, 3]
    let answers = ScoredAnswers(
      answers: (0..<8).map { answer("moss", to: $0 / 4) }, scores: scores)
    let best = BestOfN(of: answers, counts: [1, 3])
    #expect(abs(best.points[0].score.value - scores.reduce(0, +) / 8) < 1e-12)
    var random = RandomSource(seed: 1)
    var total = 0.0
    for _ in 0..<20000 {
      for prompt in 0..<2 {
        total += (0..<3).map { _ in scores[4 * prompt + random.below(4)] }.max() ?? 0
      }
    }
    #expect(abs(best.points[1].score.value - total / 40000) < 0.02)
    #expect(abs(best.points[1].bound - (log(3) - 2.0 / 3)) < 1e-12)
  }

  @Test func `only GRPO's groups all pull alike`() throws {
    // The first group's scores differ ten times as little as the second's.
    let scores = [0, 0.1, 0, 0.1, 0, 0.1] + [0, 0.5, 0, 0.5, 0, 0.5] + [0, 1, 0, 1, 0, 1]
    let answers = ScoredAnswers(
      answers: (0..<18).map { answer("moss", to: $0 / 6) }, scores: scores.map { Double($0) })
    let results = GroupLab(of: answers, size: 6).results
    #expect(abs(try #require(results["groups/first_third/grpo"]).value - 1.0 / 3) < 0.01)
    #expect(abs(try #require(results["groups/first_third/unbiased"]).value - 0.1 / 1.6) < 1e-6)
    #expect(abs(try #require(results["groups/last_third/unbiased"]).value - 1 / 1.6) < 1e-6)
    #expect(results["groups/equal"]?.value == 0)
  }
}
