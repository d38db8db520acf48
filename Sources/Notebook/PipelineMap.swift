import Words

/// The steps of the course in a row, with the one that the learner is at.
package struct PipelineMap: Equatable, Sendable {
  package let steps: [String]
  package let current: Int

  package init(steps: [String], current: Int) {
    guard steps.indices.contains(current) else {
      fatalError("PipelineMap: step \(current) of \(steps.count)")
    }
    self.steps = steps
    self.current = current
  }

  private var mark: String { Messages.text("place.here") }

  /// Two lines if they fit, else a line for each step.
  package func lines(width: Int) -> [StyledText] {
    var row = StyledText()
    var middle = 0
    for (index, step) in steps.enumerated() {
      if index > 0 { row.append(" → ", .dim) }
      if index == current { middle = row.width + step.displayWidth / 2 }
      row.append(step, index == current ? .bold : .dim)
    }
    guard row.width <= width else { return column }
    // The arrow stands under the middle of the step, the words on the side that has room.
    let words = "▲ \(mark)"
    let isRight = middle + words.displayWidth <= width
    let left = max(0, middle - mark.displayWidth - 1)
    let place = isRight ? words : "\(mark) ▲"
    return [row, StyledText(String(repeating: " ", count: isRight ? middle : left) + place, .cyan)]
  }

  private var column: [StyledText] {
    steps.enumerated().map { index, step in
      index == current
        ? StyledText("▶ ", .cyan) + StyledText(step, .bold)
          + StyledText("  ◀ \(mark)", .cyan)
        : StyledText("  \(step)", .dim)
    }
  }

  /// One line for the transcript.
  var markdown: String {
    steps.enumerated().map { $0 == current ? "**\($1)** (\(mark))" : $1 }
      .joined(separator: " → ")
  }
}
