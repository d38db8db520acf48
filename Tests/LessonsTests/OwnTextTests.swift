import LessonKit
import NextTokenAndMaskedLM
import TestSupport
import Testing

@Suite struct OwnTextTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(_ data: Data) throws -> String {
    let file = folder.url.appending(path: "text.txt")
    try data.write(to: file)
    return file.path
  }

  private static let prose = (0..<400).map { "Line \($0): naïve café, 한국어 문장 \($0 * 7).\r\n" }
    .joined()

  private func windows(
    of text: OwnText, _ overrides: [String] = []
  ) throws -> OwnTextWindows {
    OwnTextWindows(text, try LanguageModelsSettings.committed(but: overrides).ownText)
  }

  @Test func `the last tenth is kept aside, and no byte is lost`() throws {
    let text = try OwnText(readingFrom: try write(Data(Self.prose.utf8)))
    #expect(text.training + text.validation == Self.prose)
    let share = Double(text.validation.utf8.count) / Double(Self.prose.utf8.count)
    #expect(abs(share - 0.1) < 0.001)
  }

  @Test func `the border never cuts a character in two`() throws {
    for extra in 0..<8 {
      let content = String(repeating: "x", count: extra) + String(repeating: "한", count: 400)
      let text = OwnText(content)
      #expect(Array(text.training.utf8) + Array(text.validation.utf8) == Array(content.utf8))
      #expect(!text.training.contains("\u{FFFD}") && !text.validation.contains("\u{FFFD}"))
    }
  }

  @Test func `a byte order mark is not text`() throws {
    let text = try OwnText(readingFrom: try write(Data(("\u{FEFF}" + Self.prose).utf8)))
    #expect(text.training.hasPrefix("Line 0"))
  }

  /// What a file holds, and what the message must say.
  @Test(
    arguments: [
      (Data(), ["is empty"]), (Data("hello".utf8), ["5 bytes", "too few"]),
      (Data(repeating: 0x61, count: 999), ["999 bytes"]),
      (Data(repeating: 0x61, count: 5_242_881), ["5.1 MB", "too much"]),
      (
        Data(prose.utf8) + Data([0x0A, 0xE9, 0x20]),
        ["line 402, column 1", "E9 is not UTF-8", "iconv -f LATIN1"]
      ),
    ] as [(Data, [String])])
  func `a file that cannot be trained on is told`(content: Data, words: [String]) throws {
    let path = try write(content)
    #expect {
      try OwnText(readingFrom: path)
    } throws: { error in
      error is UsageError
        && (words + ["corpus=\(path)", "1 KB to 5 MB"]).allSatisfy { "\(error)".contains($0) }
    }
  }

  @Test func `windows hold the text in order, each starting with the last one's last token`() throws
  {
    let text = OwnText(Self.prose)
    let windows = try windows(of: text)
    #expect(windows.shareRead == 1)
    #expect(windows.training.allSatisfy { (2...33).contains($0.count) })
    for (window, next) in zip(windows.training, windows.training.dropFirst()) {
      #expect(window.last == next.first)
    }
    let tokens = windows.training.enumerated().flatMap {
      $0.offset == 0 ? $0.element[...] : $0.element.dropFirst()
    }
    #expect(windows.tokenizer.decode(tokens) == text.training)
  }

  @Test func `the step budget bounds what is read, from the whole of the text`() throws {
    let text = OwnText(Self.prose)
    let all = try windows(of: text)
    let some = try windows(of: text, ["ownText.steps=2", "ownText.batchSize=5"])
    #expect(some.training.count == 10)
    #expect(some.epochs == 1)
    #expect(some.shareRead == 10 / Double(all.training.count))
    #expect(some.training.first == all.training.first)
    let last = try #require(all.training.firstIndex(of: some.training[9]))
    #expect(last >= all.training.count * 8 / 10)
  }

  @Test func `a short text is read several times, within the budget and the limit`() throws {
    let text = OwnText(Self.prose)
    let limited = try windows(of: text, ["ownText.epochs=3"])
    #expect(limited.epochs == 3)
    let budget = limited.training.count * 2 + 1
    let bounded = try windows(of: text, ["ownText.steps=\(budget)", "ownText.batchSize=1"])
    #expect(bounded.epochs == 2)
  }

  @Test func `a short text gets fewer tokens`() throws {
    let short = OwnText(String(Self.prose.prefix(1200)))
    #expect(try windows(of: short).tokenizer.vocabularySize < 290)
  }

  @Test func `frequencies alone take the bits that are worked out by hand`() {
    // Half a, half b, in training and in validation: (500 + 1) / (1000 + 256) each, without noise.
    let text = OwnText(String(repeating: "ab", count: 556))
    #expect(text.training.utf8.count == 1000)
    #expect(abs(text.bitsPerByteOfFrequencies - log2(1256.0 / 501)) < 1e-12)
  }

  @Test func `a model's bits per byte and perplexity per word belong together`() throws {
    let content = String(repeating: "one two three four five six. ", count: 80)
    let course = try makeTinyCourse()
    let text = OwnText(content)
    let windows = try windows(of: text, ["ownText.steps=20", "ownText.vocabularySize=270"])
    let model = try course.ownTextModel(of: windows).product
    let prediction = course.prediction(by: model, of: windows)
    let bits = prediction.bitsPerByte.value
    #expect(bits > 0 && bits < 8)
    let expected = exp(bits * log(2) * text.bytesPerWord)
    #expect(abs(prediction.perplexityPerWord.value / expected - 1) < 1e-9)
    for continuation in course.continuations(by: model, of: windows, count: 2, temperature: 1) {
      // What stood there is told to the byte.
      #expect(content.contains(continuation.start + continuation.truth))
      #expect(!continuation.written.isEmpty)
    }
  }

  @Test func `what is trained on a text depends on its content, not on its name`() throws {
    let cache = StageCache(folder: folder.url.appending(path: "cache"))
    func isRecorded(_ content: String, name: String) throws -> Bool {
      let file = folder.url.appending(path: name)
      try Data(content.utf8).write(to: file)
      let windows = try windows(of: OwnText(readingFrom: file.path), ["ownText.steps=2"])
      let masked = try LanguageModelsSettings.committed().masked
      return try makeTinyCourse(cache: cache).ownTextModel(of: windows, masked: masked).isRecorded
    }
    #expect(try isRecorded(Self.prose, name: "a") == false)
    #expect(try isRecorded(Self.prose, name: "b"))
    #expect(try isRecorded(Self.prose + ".", name: "a") == false)
  }

  @Test func `a text that cannot be used is told before a run is made`() throws {
    let hyperparameters = try Hyperparameters(
      files: Hyperparameters.committedFiles(root: projectRoot), readsLocalFiles: false,
      overrides: ["corpus=\(folder.url.path)/nowhere.txt"])
    let settings = try CourseSettings(hyperparameters)
    // The lesson's own form asks nothing of the file.
    _ = try Lesson.nextTokenAndMaskedLM.body(hyperparameters, settings)
    let ownText = try #require(Lesson.nextTokenAndMaskedLM.onOwnData?())
    #expect(throws: UsageError.self) { try ownText.body(hyperparameters, settings) }
  }

  @Test func `names of special tokens in a text of one's own are text`() throws {
    let line = "hello <eos> world <mask> foo and some more words than that\n"
    let own = try windows(of: OwnText(String(repeating: line, count: 200)))
    for window in own.training + own.validation {
      #expect(window.allSatisfy { !own.tokenizer.isSpecial($0) })
    }
    // The sentence that is proposed has the one gap that is asked for.
    let tokens = own.tokenizer.encodeWithMasks(own.gappedStart)
    #expect(own.gappedStart.contains(" "))
    #expect(tokens.filter(own.tokenizer.isSpecial) == [own.tokenizer.mask])
    let typed = own.tokenizer.encodeWithMasks("hello <eos> world <mask> foo")
    #expect(typed.filter(own.tokenizer.isSpecial) == [own.tokenizer.mask])
  }

  @Test func `a text of nothing but masks still gets one gap`() throws {
    let own = try windows(of: OwnText(String(repeating: "<mask> <eos> _ ", count: 200)))
    #expect(own.gappedStart == "<mask>")
  }
}
