import Alignment
import Models
import Tokenization

extension Tokenizer {
  /// A token with signs for spaces and line breaks. Bytes that are no character by themselves, such as
  /// parts of an emoji, are shown by their numbers.
  package func visible(_ id: Int32) -> String {
    let bytes = decodeBytes([id])
    guard let text = String(validating: bytes, as: UTF8.self) else {
      return bytes.map { "\\x" + String($0, radix: 16, uppercase: true) }.joined()
    }
    return text.replacing("\n", with: "⏎").replacing(" ", with: "␣")
  }

  /// Tokens side by side, with a border between each two. A `|` in the text is shown by its number, as it would
  /// look like a border.
  package func bordered(_ ids: some Sequence<Int32>) -> String {
    ids.map { visible($0).replacing("|", with: "\\x7C") }.joined(separator: "|")
  }

  /// The same without the space before it.
  package func shown(_ id: Int32) -> String {
    let text = visible(id)
    return text.hasPrefix("␣") && text.count > 1 ? String(text.dropFirst()) : text
  }

  /// The same between quotation marks, with its spaces.
  package func quoted(_ id: Int32) -> String {
    "\"\(visible(id).replacing("␣", with: " "))\""
  }

  /// What a model wrote, on one line, with a mark where it was cut off.
  package func shown(_ completion: Completion) -> String {
    text(completion.tokens).onOneLine + (completion.hasEnded ? "" : " …")
  }
}

extension Answer {
  /// The answer on one line, with a mark where the model began a new line or was cut off.
  package var shown: String { text.onOneLine + (hasEnded ? "" : " …") }
}

extension String {
  /// The text with a sign for each line break.
  package var onOneLine: String { replacing("\n", with: " ⏎ ") }
}
