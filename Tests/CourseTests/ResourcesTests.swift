import Course
import Models
import Randomness
import Tensors
import TestSupport
import Testing
import Training
import Words

/// What a training needs is known before it begins.
struct ResourcesTests {
  /// Vocabulary, width, layers, heads, tokens of a text, texts.
  @Test(arguments: [
    (600, 64, 2, 4, 24, 16), (300, 128, 4, 4, 60, 32), (2000, 32, 1, 2, 40, 64),
    (500, 64, 6, 16, 100, 8),
  ])
  func `a step takes about as much memory as was estimated`(
    vocabulary: Int, width: Int, layers: Int, heads: Int, length: Int, count: Int
  ) throws {
    let size = TransformerConfiguration(
      vocabularySize: vocabulary, width: width, layers: layers, heads: heads, contextLength: 128)
    var random = RandomSource(seed: 1)
    let model = LanguageModel(size, using: &random)
    let gradients = model.parameters.copy()
    let tape = Tape(model.parameters, gradients: gradients)
    let texts = (0..<count).map { _ in
      LabeledSequence.nextToken((0...length).map { _ in Int32(random.below(vocabulary)) })
    }
    let loss = try #require(
      crossEntropy(of: model, on: texts[...], count: count * length, tape: tape))
    tape.backward(from: loss)
    let estimate = TrainingMemory(
      size, sequences: count, of: Array(repeating: length, count: count))
    #expect(estimate.weights == model.parameters.count)
    let share = Double(4 * (estimate.forward + estimate.backward)) / Double(tape.memory)
    #expect((0.77...1.3).contains(share), "\(share)")
  }

  @Test func `texts are read in parts where they take much, but never a part of one`() {
    let large = TransformerConfiguration(
      vocabularySize: 2048, width: 512, layers: 8, heads: 8, contextLength: 1024)
    let two = TrainingMemory(large, sequences: 2, of: [1024, 1024])
    #expect(two.languageModelTraining == two.training)
    let eight = TrainingMemory(large, sequences: 8, of: Array(repeating: 256, count: 8))
    // Beside weights, gradients and means.
    let lasting = 5 * eight.weights
    #expect(2 * (eight.languageModelTraining - lasting) < eight.training - lasting)
    let small = TransformerConfiguration(
      vocabularySize: 512, width: 64, layers: 2, heads: 4, contextLength: 64)
    let lesson = TrainingMemory(small, sequences: 16, of: Array(repeating: 48, count: 16))
    #expect(lesson.languageModelTraining == lesson.training)
  }

  @Test func `a training that does not fit is refused, and the smaller values do`() throws {
    let large = ["base.width": "512", "base.layers": "12", "base.batchSize": "1024"]
    let course = try makeTinyCourse(large)
    let memory = AvailableMemory(bytes: 500_000_000)
    let error = #expect(throws: UsageError.self) {
      try course.requireMemory(for: .base, available: memory)
    }
    let values = try #require(error).remedy.matches(of: /--set (\S+)=(\d+)/)
    let smaller = Dictionary(uniqueKeysWithValues: values.map { (String($0.1), String($0.2)) })
    #expect(smaller["base.width"] != nil)
    let remedied = try makeTinyCourse(large.merging(smaller) { $1 })
    try remedied.requireMemory(for: .base, available: memory)
    // Where nobody says how much there is, nothing is refused.
    try course.requireMemory(for: .policy, available: nil)
  }

  @Test func `what a lesson trains beside the course's stages counts, too`() throws {
    let course = try makeTinyCourse(["base.width": "128", "base.layers": "4"])
    let memory = AvailableMemory(bytes: course.memoryNeeded(for: .policy) + 10_000_000)
    try course.requireMemory(for: .policy, available: memory)
    for own in [
      Course.OwnBatches(documents: ["masked.batchSize": 1024]),
      Course.OwnBatches(episodes: ["limits.batchSize": 4096]),
    ] {
      let error = #expect(throws: UsageError.self) {
        try course.requireMemory(for: .policy, with: own, available: memory)
      }
      let key = try #require((Array(own.documents.keys) + own.episodes.keys).first)
      #expect(error?.remedy.contains("--set \(key)=") == true, "\(String(describing: error))")
    }
  }

  @Test func `a student that does not fit is refused, and only where there is one`() throws {
    let course = try makeTinyCourse(["student.width": "512", "student.layers": "12"])
    let memory = AvailableMemory(bytes: course.memoryNeeded(for: .policy) + 10_000_000)
    try course.requireMemory(for: .policy, available: memory)
    let error = #expect(throws: UsageError.self) {
      try course.requireMemory(for: .student, available: memory)
    }
    #expect(
      error?.remedy.contains("--set student.width=32 --set student.layers=1") == true,
      "\(String(describing: error))")
  }

  @Test func `what is available is known, and limits of addresses count`() throws {
    let now = try #require(AvailableMemory.now)
    #expect(now.bytes > 1_000_000)
    #expect(AvailableMemory(bytes: 100, addresses: 60).usable == 30)
  }

  @Test func `a training of hours is told before it begins, one of seconds is not`() throws {
    let long = Recorder()
    try makeTinyCourse(
      [
        "base.width": "512", "base.layers": "12", "base.epochs": "100",
        "world.webDocuments": "20000",
      ], observer: long
    ).warnOfLongTraining(for: .base)
    #expect(long.warnings.count == 1)
    #expect(long.warnings[0].contains("hours"))
    let short = Recorder()
    try makeTinyCourse(observer: short).warnOfLongTraining(for: .student)
    #expect(short.warnings.isEmpty)
  }
}
