/// Recognises the sentences of the toy world by their exact templates.
package struct SentenceParser: Sendable {
  private let vocabulary: Vocabulary
  /// The patterns by their first word, which is never a slot.
  private let patterns: [Vocabulary.Word: [Pattern]]
  private let prefixes: [[Vocabulary.Word]]

  package init() {
    var vocabulary = Vocabulary()
    let patterns = Pattern.all(&vocabulary)
    self.patterns = Dictionary(grouping: patterns) { $0.first }
    prefixes = Wording.prefixes.map { prefix in
      prefix.split(separator: " ").map { vocabulary.add(String($0)) }
    }
    self.vocabulary = vocabulary
  }

  /// The words of a text; a line break is a word.
  static func words(of text: String) -> [Substring] {
    var words: [Substring] = []
    let bytes = text.utf8
    var start = bytes.startIndex
    var index = start
    func isBreak(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") }
    while index < bytes.endIndex {
      let next = bytes.index(after: index)
      let byte = bytes[index]
      if byte == UInt8(ascii: " ") || isBreak(byte) {
        if start < index { words.append(text[start..<index]) }
        if isBreak(byte) { words.append(text[index..<next]) }
        start = next
      }
      index = next
    }
    if start < bytes.endIndex { words.append(text[start...]) }
    return words
  }

  /// The sentences of a text. One that a line break or the end of the text cuts off is malformed.
  func sentences(in words: [Substring]) -> [ParsedSentence] {
    var sentences: [ParsedSentence] = []
    var start = 0
    func close(_ end: Int, isComplete: Bool) {
      if start < end { sentences.append(sentence(words[start..<end], isComplete: isComplete)) }
    }
    for (index, word) in words.enumerated() {
      if word == "\n" {
        close(index, isComplete: false)
      } else if word == "." || word == "?" || word == "!" {
        close(index + 1, isComplete: true)
      } else {
        continue
      }
      start = index + 1
    }
    close(words.count, isComplete: false)
    return sentences
  }

  private func sentence(_ text: ArraySlice<Substring>, isComplete: Bool) -> ParsedSentence {
    let words = text.map(vocabulary.word)
    return ParsedSentence(
      words: text,
      meaning: isComplete ? meaning(of: words[...]) : .malformed,
      creature: words.last { $0.fits(.creature) }.map(vocabulary.text),
      folk: words.last { $0.fits(.folk) }.flatMap { Folk(rawValue: vocabulary.text($0)) })
  }

  private func meaning(of words: ArraySlice<Vocabulary.Word>) -> Sentence {
    if let meaning = match(words) { return meaning }
    for prefix in prefixes where words.starts(with: prefix) {
      if let meaning = match(words.dropFirst(prefix.count), afterPrefix: true) { return meaning }
    }
    return .malformed
  }

  private func match(
    _ words: ArraySlice<Vocabulary.Word>, afterPrefix: Bool = false
  ) -> Sentence? {
    guard let first = words.first, let candidates = patterns[first] else { return nil }
    for pattern in candidates where pattern.isStatement || !afterPrefix {
      if let values = pattern.values(in: words) {
        return pattern.meaning(values.map(vocabulary.text))
      }
    }
    return nil
  }
}
