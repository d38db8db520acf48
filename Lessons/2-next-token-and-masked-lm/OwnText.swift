import LessonKit

/// A text that the learner has brought: any file in UTF-8, from 1 KB to 5 MB.
///
/// It is read as it is, to the byte; only a byte order mark is dropped. The toy world's convention
/// of a space before each line does not suit program code, and a sample should be what was there.
package struct OwnText: Sendable {
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
    func refuse(_ reason: String, _ values: [String: String] = [:]) -> UsageError {
      UsageError("own-text.\(reason)", values.merging(["path": path]) { $1 })
    }
    // The file that a link leads to; a device would never end.
    let target = file.resolvingSymlinksInPath().path
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: target) else {
      throw refuse("missing", ["file": file.path])
    }
    let type = attributes[.type] as? FileAttributeType
    guard type != .typeDirectory else { throw refuse("folder") }
    guard type == .typeRegular else { throw refuse("no-text") }
    let size = attributes[.size] as? Int ?? 0
    guard size > 0 else { throw refuse("empty") }
    guard size >= OwnText.sizes.lowerBound else {
      throw refuse("small", ["bytes": "\(size)"])
    }
    guard size <= OwnText.sizes.upperBound else {
      // Rounded up: "5.0 MB" would not be more than the 5 MB that are allowed.
      let megabytes = ((Double(size) / 104_857.6).rounded(.up) / 10).formatted(places: 1)
      throw refuse("large", ["megabytes": megabytes])
    }
    guard let data = FileManager.default.contents(atPath: file.path) else {
      throw refuse("unreadable")
    }
    if let mistake = EncodingMistake(in: data) {
      let values = mistake.values(path: file.path)
      throw UsageError("own-text-encoding", values.merging(["path": path]) { $1 })
    }
    let text = String(decoding: data, as: UTF8.self)
    self.init(
      text.hasPrefix("\u{FEFF}") ? String(text.unicodeScalars.dropFirst()) : text)
  }

  /// Divides a text of 1 KB or more.
  package init(_ text: String) {
    let bytes = text.utf8
    var border = bytes.index(bytes.startIndex, offsetBy: bytes.count * 9 / 10)
    while border < bytes.endIndex, border.samePosition(in: text.unicodeScalars) == nil {
      border = bytes.index(after: border)
    }
    training = String(text[..<border])
    validation = String(text[border...])
    contentFingerprint = fingerprint(of: Data(text.utf8))
  }
}

extension OwnText {
  /// Mean length of a validation word with the white space after it, in bytes.
  package var bytesPerWord: Double {
    Double(validation.utf8.count) / Double(max(1, wordCount))
  }

  /// Words of the validation part.
  var wordCount: Int { validation.split(whereSeparator: \.isWhitespace).count }

  /// Bits per byte for a reader who knows how often each byte occurs, and nothing else.
  package var bitsPerByteOfFrequencies: Double {
    // One more of each, so that a byte that only occurs in validation is not impossible.
    var counts = [Double](repeating: 1, count: 256)
    for byte in training.utf8 { counts[Int(byte)] += 1 }
    let total = counts.reduce(0, +)
    let bits = validation.utf8.reduce(0.0) { $0 - log2(counts[Int($1)] / total) }
    return bits / Double(validation.utf8.count)
  }
}
