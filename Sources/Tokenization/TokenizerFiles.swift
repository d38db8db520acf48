import Foundation

/// Why a tokenizer could not be read from its files, or written to them.
package enum TokenizerError: Error, Equatable, CustomStringConvertible {
  /// A file is missing, or may not be read or written.
  case unreachable(path: String, reason: String)
  /// `vocab.json` does not hold what the merges say.
  case damagedVocabulary(path: String, reason: String)
  /// A line of `merges.txt` is not a merge of two known tokens.
  case damagedMerges(path: String, line: Int, reason: String)

  package var description: String {
    switch self {
    case .unreachable(let path, let reason):
      "The tokenizer's file \(path) cannot be used: \(reason)."
    case .damagedVocabulary(let path, let reason):
      "\(path) is damaged: \(reason). Delete it and train the tokenizer again."
    case .damagedMerges(let path, let line, let reason):
      "\(path), line \(line), is damaged: \(reason). Delete it and train the tokenizer again."
    }
  }
}

extension Tokenizer {
  /// Writes `vocab.json` and `merges.txt` into a folder that exists.
  ///
  /// The files have GPT-2's form, which Hugging Face's tokenizers read as well. (Those split a text
  /// into pieces by GPT-2's own rule, which differs at English contractions and line breaks.)
  ///
  /// Throws: `TokenizerError.unreachable`.
  package func write(to folder: URL) throws {
    let entries = (0..<vocabularySize).map { "\"\(escaped(name(of: $0)))\":\($0)" }
    try save("{\(entries.joined(separator: ","))}\n", as: folder.appending(path: vocabularyName))
    let lines = merges.map { "\(name(of: Int($0.left))) \(name(of: Int($0.right)))\n" }
    try save("\(header)\n\(lines.joined())", as: folder.appending(path: mergesName))
  }

  /// Reads what `write(to:)` wrote.
  ///
  /// Throws: `TokenizerError`.
  package init(readingFrom folder: URL) throws {
    let vocabularyFile = folder.appending(path: vocabularyName)
    let vocabulary: [String: Int]
    let data = try read(vocabularyFile)
    do {
      vocabulary = try JSONDecoder().decode([String: Int].self, from: data)
    } catch {
      throw TokenizerError.damagedVocabulary(
        path: vocabularyFile.path, reason: "it is not a JSON object of tokens and their ids")
    }
    let specialTokens = try Self.specialTokens(of: vocabulary, path: vocabularyFile.path)
    let merges = try Self.merges(
      in: folder.appending(path: mergesName), firstByte: specialTokens.count)
    self.init(specialTokens: specialTokens, merges: merges)

    guard vocabulary.count == vocabularySize else {
      throw TokenizerError.damagedVocabulary(
        path: vocabularyFile.path,
        reason: "it holds \(vocabulary.count) tokens, but \(mergesName) makes \(vocabularySize)")
    }
    for id in 0..<vocabularySize where vocabulary[name(of: id)] != id {
      throw TokenizerError.damagedVocabulary(
        path: vocabularyFile.path, reason: "the token \"\(name(of: id))\" should have the id \(id)")
    }
  }

  /// A token as the files write it: bytes in GPT-2's alphabet, special tokens as they are.
  private func name(of id: Int) -> String {
    id < specialTokens.count ? specialTokens[id] : ByteAlphabet.encode(bytes[id])
  }

  /// The special tokens are those with ids below the first byte's.
  private static func specialTokens(of vocabulary: [String: Int], path: String) throws -> [String] {
    guard let firstByte = vocabulary[ByteAlphabet.encode([0])] else {
      throw TokenizerError.damagedVocabulary(path: path, reason: "the token for byte 0 is missing")
    }
    let specials = vocabulary.filter { $0.value < firstByte }.sorted { $0.value < $1.value }
    guard specials.map(\.value) == Array(0..<max(firstByte, 0)) else {
      throw TokenizerError.damagedVocabulary(
        path: path, reason: "the ids before the token for byte 0 are not 0, 1, 2, …")
    }
    return specials.map(\.key)
  }

  private static func merges(in file: URL, firstByte: Int) throws -> [Pair] {
    guard let text = String(data: try read(file), encoding: .utf8) else {
      throw TokenizerError.damagedMerges(path: file.path, line: 1, reason: "it is not UTF-8")
    }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last == "" { lines.removeLast() }
    var ids: [[UInt8]: Int32] = [:]
    for byte in 0...255 as ClosedRange<UInt8> {
      ids[[byte]] = Int32(firstByte) + Int32(byte)
    }
    var merges: [Pair] = []
    for (index, line) in lines.enumerated() where !(index == 0 && line.hasPrefix("#version")) {
      let halves = line.split(separator: " ", omittingEmptySubsequences: false)
        .map { ByteAlphabet.decode($0) }
      guard halves.count == 2, let left = halves[0], let right = halves[1],
        let leftID = ids[left], let rightID = ids[right]
      else {
        throw TokenizerError.damagedMerges(
          path: file.path, line: index + 1, reason: "\"\(line)\" is not two earlier tokens")
      }
      guard ids[left + right] == nil else {
        throw TokenizerError.damagedMerges(
          path: file.path, line: index + 1, reason: "\"\(line)\" makes a token that exists already")
      }
      ids[left + right] = Int32(firstByte + 256 + merges.count)
      merges.append(Pair(leftID, rightID))
    }
    return merges
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

private func read(_ file: URL) throws -> Data {
  do {
    return try Data(contentsOf: file)
  } catch {
    throw TokenizerError.unreachable(path: file.path, reason: reason(of: error))
  }
}

private func save(_ text: String, as file: URL) throws {
  do {
    try Data(text.utf8).write(to: file, options: .atomic)
  } catch {
    throw TokenizerError.unreachable(path: file.path, reason: reason(of: error))
  }
}

private func reason(of error: any Error) -> String {
  switch (error as? CocoaError)?.code {
  case .fileReadNoSuchFile?, .fileNoSuchFile?: "it does not exist"
  case .fileReadNoPermission?, .fileWriteNoPermission?: "permission denied"
  case .fileWriteOutOfSpace?: "the disk is full"
  case .fileWriteVolumeReadOnly?: "the disk is read-only"
  default: error.localizedDescription
  }
}
