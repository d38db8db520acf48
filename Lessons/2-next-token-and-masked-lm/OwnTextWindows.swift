import LessonKit

/// A text of the learner's own in windows of tokens that a model can read at once.
package struct OwnTextWindows: Measured {
  package let text: OwnText
  let settings: OwnTextSettings
  package let tokenizer: Tokenizer
  /// To train on. Each has one token more than a model reads, so that the last has a next one.
  package let training: [[Int32]]
  package let validation: [[Int32]]
  /// Share of the training text that the windows hold, 0...1.
  package let shareRead: Double
  /// How often the next-token model reads them.
  package let epochs: Int
  /// How often the masked model reads them, with new gaps each time.
  let maskedEpochs: Int

  package init(_ text: OwnText, _ settings: OwnTextSettings) {
    (self.text, self.settings) = (text, settings)
    let length = settings.windowLength
    // A token that occurs a few times only cannot be learned.
    let vocabularyLimit = 258 + text.training.utf8.count / 100
    tokenizer = Tokenizer.train(
      on: [text.training], vocabularySize: min(settings.vocabularySize, vocabularyLimit))
    let all = Self.windows(of: tokenizer.encode(text.training), length)
    let budget = settings.steps * settings.batchSize
    training = Self.spread(budget, over: all)
    shareRead = Double(training.count) / Double(max(1, all.count))
    let affordableEpochs = max(1, budget / max(1, training.count))
    epochs = min(settings.epochs, affordableEpochs)
    maskedEpochs = min(settings.maskedEpochs, affordableEpochs)
    // Enough to measure on.
    validation = Self.spread(
      500, over: Self.windows(of: tokenizer.encode(text.validation), length))
  }

  private static func windows(of tokens: [Int32], _ length: Int) -> [[Int32]] {
    stride(from: 0, to: max(1, tokens.count - 1), by: length).map { start in
      Array(tokens[start..<min(start + length + 1, tokens.count)])
    }
  }

  /// So many of the elements, at equal distances; all if there are not more.
  static func spread(_ count: Int, over windows: [[Int32]]) -> [[Int32]] {
    guard windows.count > count else { return windows }
    return (0..<count).map { windows[$0 * windows.count / count] }
  }

  package var results: Results {
    [
      "text/training_bytes": text.training.utf8.count,
      "text/validation_bytes": text.validation.utf8.count,
      "text/bytes_per_word": text.bytesPerWord, "text/share_read": shareRead,
      "text/tokens": training.reduce(0) { $0 + $1.count - 1 }, "text/epochs": epochs,
      "text/masked_epochs": maskedEpochs,
      "text/window": (training.map(\.count).max() ?? 1) - 1,
      "vocabulary": tokenizer.vocabularySize,
    ]
  }

  var table: Table {
    Table(
      "windows", columns: ["part", .number("bytes"), .number("windows"), "use"],
      rows: [
        [Label("first"), text.training.utf8.count, training.count, Label("training")],
        [Label("last"), text.validation.utf8.count, validation.count, Label("validation")],
      ])
  }

  /// As many of the first validation words as a model can read, one of them hidden.
  package var gappedStart: String {
    let words = text.validation.split(whereSeparator: \.isWhitespace).map(String.init)
    let room = (validation.map(\.count).max() ?? 2) - 1
    func hasMask(_ words: ArraySlice<String>) -> Bool { words.contains { $0.contains("<mask>") } }
    for count in [8, 6, 4, 3] where words.count > count {
      // The first word may have been cut in two; and a <mask> of the text's own would be one gap more.
      let starts = 1...(words.count - count)
      guard let start = starts.first(where: { !hasMask(words[$0..<($0 + count)]) }) else {
        continue
      }
      var some = Array(words[start..<(start + count)])
      some[count / 2] = "<mask>"
      let sentence = some.joined(separator: " ")
      if tokenizer.encodeWithMasks(sentence).count <= room { return sentence }
    }
    return "<mask>"
  }
}

extension Course {
  /// Gaps in the validation part of the learner's own text.
  func validationGaps(of windows: OwnTextWindows) -> [Gap] {
    var random = random("own text/gaps")
    let length = windows.settings.windowLength
    return windows.tokenizer.gaps(
      in: windows.validation.map { Array($0.prefix(length)) }, using: &random)
  }
}
