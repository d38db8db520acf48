import Foundation
import Words

extension Tokenizer {
  /// Writes `vocab.json` and `merges.txt` into a folder that exists.
  ///
  /// The files have GPT-2's form, which Hugging Face's tokenizers read as well. (Those split a text
  /// into pieces by GPT-2's own rule, which differs at English contractions and line breaks.)
  ///
  /// - Throws: `Failure`.
  package func write(to folder: URL) throws {
    let entries = names.enumerated().map { "\"\(escaped($1))\":\($0)" }
    try writeAtomically(
      "{\(entries.joined(separator: ","))}\n", to: folder.appending(path: vocabularyName))
    let lines = mergedNames.map { "\($0[0]) \($0[1])\n" }
    try writeAtomically("\(header)\n\(lines.joined())", to: folder.appending(path: mergesName))
  }

  /// Reads what `write(to:)` wrote.
  ///
  /// - Throws: `Failure`.
  package init(readingFrom folder: URL) throws {
    let vocabularyFile = folder.appending(path: vocabularyName)
    let vocabulary: [String: Int] = try readJSON(
      vocabularyFile, orFail: "tokenizer-file.no-object")
    let specialTokens = try Self.specialTokens(of: vocabulary, path: vocabularyFile.path)
    let merges = try Self.merges(
      in: folder.appending(path: mergesName), firstByte: specialTokens.count)
    self.init(specialTokens: specialTokens, merges: merges)

    guard vocabulary.count == vocabularySize else {
      throw Failure(
        "tokenizer-file.count",
        ["count": "\(vocabulary.count)", "needed": "\(vocabularySize)"], at: vocabularyFile.path)
    }
    for id in 0..<vocabularySize where vocabulary[name(of: id)] != id {
      throw Failure(
        "tokenizer-file.id", ["token": name(of: id), "id": "\(id)"], at: vocabularyFile.path)
    }
  }

  /// All tokens as files write them, by their ids.
  package var names: [String] { (0..<vocabularySize).map(name(of:)) }

  /// The two tokens of each merge as files write them, in the order in which they were learned.
  package var mergedNames: [[String]] {
    merges.map { [name(of: Int($0.left)), name(of: Int($0.right))] }
  }

  /// A byte as files write it, in GPT-2's alphabet: a space is `Ġ`.
  package static func name(of byte: UInt8) -> String { ByteAlphabet.encode([byte]) }

  /// A token as the files write it: bytes in GPT-2's alphabet, special tokens as they are.
  private func name(of id: Int) -> String {
    id < specialTokens.count ? specialTokens[id] : ByteAlphabet.encode(bytes[id])
  }

  /// The special tokens are those with ids below the first byte's.
  private static func specialTokens(of vocabulary: [String: Int], path: String) throws -> [String] {
    guard let firstByte = vocabulary[ByteAlphabet.encode([0])] else {
      throw Failure("tokenizer-file.no-first-byte", at: path)
    }
    let specials = vocabulary.filter { $0.value < firstByte }.sorted { $0.value < $1.value }
    guard specials.map(\.value) == Array(0..<max(firstByte, 0)) else {
      throw Failure("tokenizer-file.special-ids", at: path)
    }
    return specials.map(\.key)
  }

  private static func merges(in file: URL, firstByte: Int) throws -> [Pair] {
    guard let text = String(data: try readFile(file), encoding: .utf8) else {
      throw Failure("tokenizer-file.no-text", at: file.path)
    }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last == "" { lines.removeLast() }
    func mistake(_ name: String, at index: Int) -> Failure {
      Failure(
        "tokenizer-file.\(name)", ["text": String(lines[index])], at: file.path, line: index + 1)
    }
    var learned = LearnedMerges(firstByte: firstByte)
    for (index, line) in lines.enumerated() where !(index == 0 && line.hasPrefix("#version")) {
      let halves = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
      if let fault = learned.add(halves) { throw mistake(fault, at: index) }
    }
    return learned.merges
  }
}

extension Tokenizer {
  /// A tokenizer of another program's file.
  ///
  /// - Parameters:
  ///   - specialTokens: in the order of their ids.
  ///   - mergedNames: the two tokens of each merge in GPT-2's alphabet, in the order in which they were learned.
  ///   - path: of the file, for the error.
  /// - Throws: `Failure`.
  package init(specialTokens: [String], mergedNames: [[String]], path: String) throws {
    var learned = LearnedMerges(firstByte: specialTokens.count)
    for names in mergedNames {
      if let fault = learned.add(names) {
        throw Failure(
          "tokenizer-file.\(fault)", ["text": names.joined(separator: " ")], at: path)
      }
    }
    self.init(specialTokens: specialTokens, merges: learned.merges)
  }
}

/// Merges of a file, read one after another.
private struct LearnedMerges {
  private(set) var merges: [Pair] = []
  private var ids: [[UInt8]: Int32] = [:]
  private let firstByte: Int

  init(firstByte: Int) {
    self.firstByte = firstByte
    for byte in 0...255 as ClosedRange<UInt8> {
      ids[[byte]] = Int32(firstByte) + Int32(byte)
    }
  }

  /// - Parameter names: the two tokens that become one.
  /// - Returns: the words of what is wrong with them, if anything is.
  mutating func add(_ names: [String]) -> String? {
    let halves = names.map { ByteAlphabet.decode($0) }
    guard halves.count == 2, let left = halves[0], let right = halves[1],
      let leftID = ids[left], let rightID = ids[right]
    else { return "no-merge" }
    guard ids[left + right] == nil else { return "same-merge" }
    ids[left + right] = Int32(firstByte + 256 + merges.count)
    merges.append(Pair(leftID, rightID))
    return nil
  }
}

private let vocabularyName = "vocab.json"
private let mergesName = "merges.txt"
private let header = "#version: 0.2"

/// A text as the inside of a JSON string.
private func escaped(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\0"..<" ": result += String(format: "\\u%04x", scalar.value)
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}
