import LessonKit
import NextTokenAndMaskedLM
import TestSupport
import Testing

extension LanguageModelsSettings {
  /// Those of the committed files, with some changed.
  static func committed(but overrides: [String] = []) throws -> LanguageModelsSettings {
    try hyperparameters(overrides).decode()
  }
}

private func hyperparameters(
  _ overrides: [String] = [], quickFile: URL? = nil
) throws -> Hyperparameters {
  try Hyperparameters(
    files: Hyperparameters.committedFiles(root: projectRoot), readsLocalFiles: false,
    quickFile: quickFile, overrides: overrides)
}

/// What lesson 2 measures.
@Suite struct NextTokenAndMaskedLMTests {
  private let course: Course
  private let model: LanguageModel

  init() throws {
    course = try makeTinyCourse()
    var random = course.random("test")
    model = LanguageModel(
      TransformerConfiguration(
        vocabularySize: course.tokenizer.vocabularySize, width: 16, layers: 1, heads: 2,
        contextLength: 96, initialDeviation: 0.3), using: &random)
  }

  // MARK: Gaps

  @Test func `a gap shows a masked model both sides, and a next-token model the left one`() {
    let gap = Gap(tokens: [0, 7, 8, 9], place: 2, text: 0)
    #expect(gap.answer == 8)
    #expect(
      gap.bothSides(mask: 1) == LabeledSequence(ids: [0, 7, 1, 9], targets: [-1, -1, 8, -1]))
    #expect(gap.leftSide == LabeledSequence(ids: [0, 7], targets: [-1, 8]))
  }

  @Test func `gaps are places with something on the left, four a text at most`() {
    let texts: [[Int32]] = [[0], [0, 5], [0, 5, 6, 7], Array(300..<320)]
    var random = RandomSource(seed: 1)
    let gaps = course.tokenizer.gaps(in: texts, using: &random)
    let counts = (0..<4).map { text in gaps.count { $0.text == text } }
    #expect(counts == [0, 1, 3, 4])
    #expect(gaps.allSatisfy { $0.place > 0 && $0.tokens == texts[$0.text] })
    #expect(Set(gaps.map { [$0.text, $0.place] }).count == gaps.count)
  }

  @Test func `accuracies are shares of the same gaps, and gains are paired`() throws {
    let texts: [[Int32]] = [[0, 5, 5], [0, 5, 6], [0, 6, 6], [0, 7, 7]]
    let gaps = texts.enumerated().flatMap { text, tokens in
      [1, 2].map { Gap(tokens: tokens, place: $0, text: text) }
    }
    #expect(course.tokenizer.mostFrequentToken(in: texts) == 5)
    let fives = FillIns(at: gaps) { _ in 5 }
    let sixes = FillIns(at: gaps) { _ in 6 }
    let all = FillIns(at: gaps) { $0.answer }
    #expect(fives.accuracy.value == 3.0 / 8)
    #expect(fives.accuracy.n == 8)
    #expect(fives.gain(over: sixes).value == 0)
    #expect(all.gain(over: fives).value == 5.0 / 8)
  }

  @Test func `the accuracy of a model is how often its likeliest token is the hidden one`() {
    let pair = ModelPair(
      masked: model, causal: model, tokenizer: course.tokenizer, workers: course.workers)
    let gaps = Array(course.validationGaps.prefix(30))
    let expected = { (guess: (Gap) -> Int32) in FillIns(at: gaps, guess: guess).accuracy.value }
    #expect(
      pair.fillInsFromBothSides(at: gaps).accuracy.value
        == expected { pair.guesses(at: $0).bothSides })
    #expect(
      pair.fillInsFromLeft(at: gaps).accuracy.value == expected { pair.guesses(at: $0).leftOnly })
  }

  // MARK: Probabilities

  @Test func `a mask in a text stands for a token with its space`() {
    let tokens = course.tokenizer.openingWithMasks("the hill folk are <mask> .")
    let full = course.tokenizer.opening("the hill folk are lazy .")
    let lazy = course.tokenizer.encode(" lazy")
    #expect(tokens.count { $0 == course.tokenizer.mask } == 1)
    let filled = tokens.flatMap { $0 == course.tokenizer.mask ? lazy : [$0] }
    #expect(filled == full)
    #expect(course.tokenizer.openingWithMasks("a\n<mask>").last == course.tokenizer.mask)
    // What a learner types elsewhere is text like any other.
    #expect(!course.tokenizer.opening("<mask>").contains(course.tokenizer.mask))
  }

  @Test func `the probability of a word is that of its token at the mask`() throws {
    let words = ["a", "b", "."]
    let text = "the <mask> ."
    let tokens = course.tokenizer.openingWithMasks(text)
    let guesses = model.likeliestTokens(
      atEach: course.tokenizer.mask, in: tokens, count: course.tokenizer.vocabularySize)[0]
    #expect(abs(guesses.reduce(0) { $0 + $1.probability } - 1) < 1e-4)
    let probabilities = course.probabilities(of: words, at: text, byMasked: model)
    for (word, probability) in zip(words, probabilities) {
      let ids = course.tokenizer.encode(" " + word)
      guard ids.count == 1 else { continue }
      let guess = try #require(guesses.first { $0.token == ids[0] })
      #expect(abs(guess.probability / probability - 1) < 1e-3)
    }
  }

  @Test func `a word of several tokens gets as many masks`() {
    let long = course.probabilities(of: ["xyzzy"], at: "the <mask> .", byMasked: model)
    #expect(long[0] > 0 && long[0] < 1e-6)
  }

  @Test(arguments: [1, 2, nil] as [Int?])
  func `filling in leaves what is not hidden alone, in any number of rounds`(rounds: Int?) {
    let filled = course.filledIn(
      "what does the dax eat ?\n<mask> <mask> <mask> .", rounds: rounds, byMasked: model)
    #expect(filled.hasPrefix("what does the dax eat ?\n"))
    #expect(filled.hasSuffix(" ."))
    #expect(!filled.contains("<mask>"))
  }

  @Test func `one at a time, the surest gap is filled first, and the next one sees it`() {
    let tokenizer = course.tokenizer
    var tokens = tokenizer.openingWithMasks("the <mask> <mask> .")
    let gaps = tokens.indices.filter { tokens[$0] == tokenizer.mask }
    func guesses() -> [TokenGuess] {
      model.likeliestTokens(atEach: tokenizer.mask, in: tokens, count: 1).map { $0[0] }
    }
    let first = guesses()
    let surest = first[0].probability >= first[1].probability ? 0 : 1
    tokens[gaps[surest]] = first[surest].token
    tokens[gaps[1 - surest]] = guesses()[0].token
    #expect(
      course.filledIn("the <mask> <mask> .", rounds: nil, byMasked: model)
        == tokenizer.text(Array(tokens.dropFirst())))
  }

  // MARK: Facts

  @Test func `each fact is asked in a wording of the web and in one that never occurs`() {
    let world = course.world
    let web = world.webDocuments(6500).map(\.text)
    let (seen, unseen) = (world.questions(of: .seen), world.questions(of: .unseen))
    #expect(seen.count == world.facts.count && unseen.count == world.facts.count)
    for (fact, (known, new)) in zip(world.facts, zip(seen, unseen)) {
      #expect(known.answers == [fact.value] && new.answers == [fact.value])
      #expect(known.options == fact.attribute.values)
      #expect(known.text.replacing("<mask>", with: fact.value) == "the book says \(fact.sentence)")
      let start = new.text.prefix(while: { $0 != "<" })
      #expect(!web.contains { $0.contains(start) }, "\(start)")
    }
    // Ten foods, ten homes and eight colours.
    let guess = seen.map(\.guess).reduce(0, +) / 72
    #expect(abs(guess - (0.1 + 0.1 + 0.125) / 3) < 1e-12)
  }

  @Test func `asked backwards, every creature with the value is right`() {
    for question in course.world.questions(of: .backwards) {
      #expect(question.options == course.world.knownCreatures)
      #expect(!question.answers.isEmpty)
      for creature in question.options {
        let claim = question.text.dropFirst("the book says ".count)
          .replacing("<mask>", with: creature)
        let isTrue = course.world.facts.contains { $0.sentence == claim }
        #expect(question.answers.contains(creature) == isTrue)
      }
    }
  }

  @Test func `a hit is the right option being the likeliest`() {
    let question = FactQuestion(
      text: "the <mask> .", options: ["a", "b", "dax"], answers: [])
    let p = course.probabilities(of: question.options, at: question.text, byMasked: model)
    let best = question.options[p.indices.max { p[$0] < p[$1] } ?? 0]
    for option in question.options {
      let asked = FactQuestion(
        text: question.text, options: question.options, answers: [option])
      #expect(course.hits(byMasked: model, in: [asked]) == [option == best ? 1 : 0])
    }
  }

  // MARK: Stages

  @Test func `the dial has a model for each share and number, and keeps them`() throws {
    let folder = try TemporaryFolder()
    let cache = StageCache(folder: folder.url)
    let settings = try LanguageModelsSettings.committed(but: [
      "bias.documents=20", "bias.epochs=1", "bias.width=8", "bias.shares=1,0", "bias.models=2",
    ])
    let points = try makeTinyCourse(cache: cache)
      .biasPoints(settings.bias, masked: settings.masked).product
    #expect(points.map(\.share) == [0, 0, 1, 1])
    #expect(points.map(\.model) == [0, 1, 0, 1])
    for words in points.map(\.badWords) {
      #expect(words.probabilities.count == 4 && words.ratio > 0 && words.ratio.isFinite)
      #expect(words.ratio == words[.hill] / words[.river])
    }
    let again = try makeTinyCourse(cache: cache, threads: 1)
      .biasPoints(settings.bias, masked: settings.masked)
    #expect(again.isRecorded)
    #expect(again.product.map(\.badWords) == points.map(\.badWords))
  }

  @Test func `the dial, cut off after every second model, gives the same bits`() throws {
    struct CutOff: Error {}
    let folder = try TemporaryFolder()
    let settings = try LanguageModelsSettings.committed(but: [
      "bias.documents=20", "bias.epochs=1", "bias.width=8", "bias.shares=0,1", "bias.models=3",
      "masked.batchSize=4",
    ])
    func dial(_ cache: StageCache, _ observer: Recorder) throws {
      let course = try makeTinyCourse(cache: cache, observer: observer)
      course.runner.pace = .everyStep
      _ = try course.biasPoints(settings.bias, masked: settings.masked)
    }
    let undisturbed = StageCache(folder: folder.url.appending(path: "undisturbed"))
    try dial(undisturbed, Recorder())
    let cache = StageCache(folder: folder.url.appending(path: "cut off"))
    var first: [Int] = []
    for _ in 0..<6 {
      let observer = Recorder()
      var seen: [Int] = []
      observer.onUpdate = { _, model in
        seen.append(model)
        if seen.count == 2 { throw CutOff() }
      }
      do { try dial(cache, observer) } catch is CutOff {}
      first += seen.prefix(1)
    }
    // The model that was cut off had ended, but for its last step.
    #expect(first == Array(1...6))
    #expect(try contents(of: cache) == contents(of: undisturbed))
  }

  @Test func `the masked model is as large as the base model, and is kept`() throws {
    let folder = try TemporaryFolder()
    let cache = StageCache(folder: folder.url)
    let settings = try LanguageModelsSettings.committed(but: ["masked.epochs=1"]).masked
    let masked = try makeTinyCourse(cache: cache).masked(settings)
    let base = try makeTinyCourse(cache: cache).base()
    #expect(masked.product.parameters.count == base.product.parameters.count)
    #expect(
      Set(masked.metrics.records.map(\.name)) == [
        "loss", "learning_rate", "grad_norm", "num_tokens", "eval_loss", "mean_token_accuracy",
        "entropy",
      ])
    let again = try makeTinyCourse(cache: cache).masked(settings)
    #expect(again.isRecorded)
    #expect(again.product.parameters.values == masked.product.parameters.values)
    var other = settings
    other.share = 0.2
    #expect(try !makeTinyCourse(cache: cache).masked(other).isRecorded)
  }

  @Test func `validation always has the same gaps`() {
    let masking = Masking(share: 0.3, tokenizer: course.tokenizer)
    #expect(course.maskedValidation(by: masking) == course.maskedValidation(by: masking))
  }

  // MARK: Settings

  /// What contradicts each other, and what the message must say of it.
  @Test(arguments: [
    (["bias.width=30"], ["bias.width=30", "--set bias.width=28"]),
    (["bias.shares=0,0.5,0.5"], ["bias.shares", "twice"]),
  ])
  func `settings that contradict each other are told`(
    overrides: [String], words: [String]
  ) throws {
    let hyperparameters = try hyperparameters(overrides)
    #expect {
      try Lesson.nextTokenAndMaskedLM.body(hyperparameters, CourseSettings(hyperparameters))
    } throws: { error in
      error is UsageError && words.allSatisfy { "\(error)".contains($0) }
    }
  }

  @Test func `the masked model sees both sides, and is trained by the keys of its group`() throws {
    let masked = try LanguageModelsSettings.committed(but: ["masked.batchSize=7"]).masked
    #expect(!masked.training.isCausal)
    #expect(masked.training.batchSize == 7)
  }

  @Test func `a quick run's models are small`() throws {
    let quick: LanguageModelsSettings = try hyperparameters(
      quickFile: projectRoot.appending(path: "Lessons/quick.yaml")
    ).decode()
    #expect(quick.masked.training.epochs == 1)
    #expect(quick.bias.shares == [0, 1])
    #expect(quick.ownText.steps <= 20)
  }
}
