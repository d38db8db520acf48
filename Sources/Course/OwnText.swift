import Foundation
import Notebook
import Tokenization

/// A text that the learner has brought: any file in UTF-8, from 1 KB to 5 MB.
///
/// It is read as it is, to the byte; only a byte order mark is dropped. The toy world's convention
/// of a space before each line does not suit program code, and a sample should be what was there.
package struct OwnText: Sendable {
  /// As the learner typed it.
  package let path: String
  /// The first nine tenths, to train on.
  package let training: String
  /// The last tenth: later text by the same hands, which no model is trained on.
  package let validation: String
  /// The content's, for the keys of stages.
  let contentFingerprint: String

  private static let sizes = 1_000...5_242_880

  /// Reads a file; a relative path starts from the folder in which the command was typed.
  ///
  /// - Throws: `UsageError` where there is no text that can be trained on.
  package init(readingFrom path: String) throws {
    let file = URL(filePath: path)
    func refuse(_ problem: String) -> UsageError {
      UsageError(
        "corpus=\(path): \(problem)",
        remedy: "Give a text file in UTF-8 of 1 KB to 5 MB, for example"
          + " ./tutor run 2 --set corpus=README.md")
    }
    var isFolder: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder) else {
      throw refuse("there is no such file. (Looked for \(file.path).)")
    }
    guard !isFolder.boolValue else { throw refuse("this is a folder.") }
    // The file that a link leads to; a device would never end.
    let target = file.resolvingSymlinksInPath()
    let attributes = try? FileManager.default.attributesOfItem(atPath: target.path)
    guard attributes?[.type] as? FileAttributeType == .typeRegular else {
      throw refuse("this is not a file of text.")
    }
    let size = attributes?[.size] as? Int ?? 0
    guard size > 0 else { throw refuse("the file is empty.") }
    guard size >= OwnText.sizes.lowerBound else {
      throw refuse("it has \(size) bytes, too few to learn from.")
    }
    guard size <= OwnText.sizes.upperBound else {
      let megabytes = (Double(size) / 1_048_576).formatted(places: 1)
      throw refuse("it has \(megabytes) MB, too much for a lesson of minutes.")
    }
    guard let data = FileManager.default.contents(atPath: file.path) else {
      throw refuse("the file cannot be read.")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      let line = OwnText.firstDamagedLine(in: data)
      throw refuse("line \(line) is not UTF-8. (Is this another kind of file, or encoding?)")
    }
    self.init(
      text.hasPrefix("\u{FEFF}") ? String(text.unicodeScalars.dropFirst()) : text, path: path)
  }

  /// Divides a text of 1 KB or more.
  package init(_ text: String, path: String) {
    let bytes = text.utf8
    var border = bytes.index(bytes.startIndex, offsetBy: bytes.count * 9 / 10)
    while border < bytes.endIndex, border.samePosition(in: text.unicodeScalars) == nil {
      border = bytes.index(after: border)
    }
    self.path = path
    training = String(text[..<border])
    validation = String(text[border...])
    contentFingerprint = fingerprint(of: Data(text.utf8))
  }

  private static func firstDamagedLine(in data: Data) -> Int {
    let lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let damaged = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }
    return (damaged ?? 0) + 1
  }
}

/// The text in windows of tokens that a model can read at once.
package struct OwnTextWindows: Sendable {
  package let tokenizer: Tokenizer
  /// To train on. Each has one token more than a model reads, so that the last has a next one.
  package let training: [[Int32]]
  package let validation: [[Int32]]
  /// Share of the training text that the windows hold, 0...1.
  package let shareRead: Double
  /// How often the next-token model reads them.
  package let epochs: Int
  /// How often the masked model reads them, with new gaps each time.
  package let maskedEpochs: Int

  package init(_ text: OwnText, _ settings: OwnTextSettings) {
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
  private static func spread(_ count: Int, over windows: [[Int32]]) -> [[Int32]] {
    guard windows.count > count else { return windows }
    return (0..<count).map { windows[$0 * windows.count / count] }
  }
}
