import Foundation

/// Everything that a run showed and that the learner answered, as Markdown without escape sequences.
struct Transcript {
  private(set) var text = ""

  /// A block of Markdown.
  mutating func add(markdown: String) {
    let block = markdown.trimmingCharacters(in: .newlines)
    guard !block.isEmpty else { return }
    text += (text.isEmpty ? "" : "\n") + block + "\n"
    isOutput = false
  }

  /// Lines of output. Those that follow one another form one block.
  mutating func add(output: String) {
    if !isOutput && !text.isEmpty { text += "\n" }
    for line in output.components(separatedBy: "\n") {
      text += line.isEmpty ? "\n" : "    \(line)\n"
    }
    isOutput = true
  }

  private var isOutput = false
}
