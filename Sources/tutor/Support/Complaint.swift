import Words

/// The last that a program said before it failed.
struct Complaint {
  /// Its error and what helps; else its last two lines.
  let words: String
  /// Whether it told an error, and was not just cut off.
  let isError: Bool

  /// - Parameter messages: what it wrote to standard error.
  /// - Returns: nil if it said nothing.
  init?(in messages: String) {
    // ssh ends its lines with both characters.
    let lines = messages.split(whereSeparator: \.isNewline)
    guard !lines.isEmpty else { return nil }
    let start = lines.lastIndex { $0.hasPrefix("Error:") }
    let isOtherProcessor = messages.contains("Illegal instruction")
    isError = start != nil || isOtherProcessor
    words =
      isOtherProcessor
      ? Messages.text("sweep.other-processor")
      : lines[(start ?? max(0, lines.count - 2))...].joined(separator: "\n")
  }
}
