import Alignment
import Course
import Foundation
import Metrics
import Models
import TestSupport
import Testing
import ToyWorld
import Words

/// A smaller model, and what it learns from a teacher who reads its answers.
@Suite(.serialized) struct DistillationStageTests: CutOffRuns {
  let folder: TemporaryFolder
  private let observer = Recorder()

  private static let small = [
    "student.width": "8", "student.layers": "1", "student.iterations": "2",
    "groups.size": "4", "verifiable.iterations": "2", "verifiable.batchSize": "8",
  ]

  init() throws { folder = try TemporaryFolder() }

  private func makeCourse(_ overrides: [String: String] = [:]) throws -> Course {
    try makeTinyCourse(Self.small.merging(overrides) { $1 }, observer: observer)
  }

  // MARK: The student

  @Test func `a student is as small as its settings say, and like the base model in all else`()
    throws
  {
    let course = try makeCourse(["base.layers": "2"])
    let student = try course.student().product
    #expect(observer.begun == ["student-base", "student-sft"])
    let base = try course.base().product
    var expected = base.configuration
    (expected.width, expected.layers, expected.heads) = (8, 1, 4)
    #expect(student.configuration == expected)
    #expect(student.parameters.count < base.parameters.count / 2)
  }

  @Test func `another student leaves the course's own models as they are`() throws {
    let (one, other) = (try makeCourse(), try makeCourse(["student.width": "12"]))
    #expect(try one.student().key != other.student().key)
    #expect(try one.supervisedFineTuned().key == other.supervisedFineTuned().key)
  }

  @Test(arguments: [
    (["student.width": "9"], ["student.width=9", "student.heads=4", "--set student.width=8"]),
    (
      ["student.width": "30", "student.heads": "8"],
      ["student.width=30", "student.heads=8", "--set student.width=24"]
    ),
  ])
  func `a width that the heads cannot share is refused`(
    overrides: [String: String], words: [String]
  ) throws {
    #expect {
      try makeCourse(overrides)
    } throws: { error in
      error is UsageError && words.allSatisfy { "\(error)".contains($0) }
    }
  }

  // MARK: Distillation

  @Test func `the student of the course learns from the verified policy`() throws {
    let course = try makeCourse()
    let (student, teacher) = (try course.student(), try course.verifiedPolicy())
    let before = [student.product, teacher.product].map(\.parameters.values)
    let stage = try course.distilledStudent()
    #expect(
      stage.key.text.hasSuffix("\nafter \(student.key.folder)\nafter \(teacher.key.folder)\n"))
    #expect([student.product, teacher.product].map(\.parameters.values) == before)
    #expect(stage.product.parameters.values != student.product.parameters.values)
    #expect(stage.product.configuration == student.product.configuration)
    #expect(stage.checks.map(\.name) == ["ratio"])
    #expect(stage.checks.allSatisfy { $0.holds }, "\(stage.checks)")
    #expect(stage.snapshot.map(\.iteration) == [1, 2])
    #expect(stage.metrics.series("teacher_kl").map(\.value) == stage.snapshot.map(\.kl))
    #expect(stage.metrics.series("gold/score").map(\.value) == stage.snapshot.map(\.gold))
    #expect(
      try course.trained(.student).writer.model.parameters.values == stage.product.parameters.values
    )
  }

  @Test func `the first distance is that of the student's answers from the teacher`() throws {
    let course = try makeCourse()
    let (student, teacher) = (try course.student(), try course.supervisedFineTuned())
    let stage = try course.distilled(
      student.writer, teacher: teacher.writer, iterations: 1, title: "distilled")
    // The same prompts, and the same answers to them.
    var random = course.random("ppo")
    let prompts = (0..<8).map { _ in
      course.world.samplePrompt(from: .equalShares(), split: .train, using: &random)
    }
    let answers = course.examiner.answers(
      of: student.product, to: prompts, workers: course.workers, using: &random)
    let tokens = course.tokenKL(of: student.product, from: teacher.product, on: answers)
    let kl = tokens.joined().reduce(0) { $0 + $1.estimates.k1 } / 8
    let point = try #require(stage.snapshot.first)
    #expect(abs(point.kl - kl) < 1e-3, "\(point.kl), not \(kl)")
    #expect(abs(point.gold - answers.reduce(0) { $0 + $1.gold } / 8) < 1e-9)
  }

  @Test func `a student comes to think as its teacher does`() throws {
    let course = try makeCourse([
      "sft.demonstrations": "48", "sft.epochs": "10", "sft.learningRate": "0.01",
      "verifiable.batchSize": "16", "student.learningRate": "0.005",
    ])
    // A model that has only read the web, and one that has learned to answer, too.
    let (student, teacher) = (try course.base(), try course.supervisedFineTuned())
    let stage = try course.distilled(
      student.writer, teacher: teacher.writer, iterations: 16, title: "distilled")
    /// KL(model ‖ teacher) over the whole vocabulary, a token of the model's own answers.
    func distance(of model: LanguageModel) -> Double {
      course.tokenKL(of: model, from: teacher.product, on: course.examine(model))
        .perToken(\.exact).value
    }
    let (before, after) = (distance(of: student.product), distance(of: stage.product))
    #expect(before > 0.1)
    #expect(after < 0.9 * before, "\(before) to \(after)")
  }

  @Test func `other teachers, students and settings make other stages`() throws {
    let course = try makeCourse()
    let (student, base) = (try course.student(), try course.base())
    let sft = try course.supervisedFineTuned()
    func distilled(_ course: Course, _ student: Writer, _ teacher: Writer, _ count: Int) throws
      -> StageKey
    {
      try course.distilled(student, teacher: teacher, iterations: count, title: "distilled").key
    }
    let faster = try makeCourse(["student.learningRate": "0.01"])
    let keys = [
      try distilled(course, student.writer, base.writer, 1),
      try distilled(course, student.writer, sft.writer, 1),
      try distilled(course, base.writer, sft.writer, 1),
      try distilled(course, student.writer, base.writer, 2),
      try distilled(faster, student.writer, base.writer, 1),
    ]
    #expect(Set(keys.map(\.folder)).count == keys.count)
  }

  @Test func `a student, cut off again and again, ends with the same weights`() throws {
    func train(_ course: Course) throws -> LanguageModel {
      let (student, teacher) = (try course.student(), try course.base())
      return try course.distilled(
        student.writer, teacher: teacher.writer, iterations: 4, title: "distilled"
      ).product
    }
    let undisturbed = try train(course(cache("undisturbed"), Recorder(), Self.small))
    var product: LanguageModel?
    let resumed = try runCutOff(Self.small, cache("cut off")) { product = try train($0) }
    #expect(resumed == ["student-base", "student-sft", "base", "distilled"])
    #expect(product?.parameters.values == undisturbed.parameters.values)
    #expect(try contents(of: cache("cut off")) == contents(of: cache("undisturbed")))
  }
}
