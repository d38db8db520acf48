/// What was shown, a screenful at a time, so that the learner can turn back.
struct Screens {
  /// At least one; the last is the one that is being filled.
  private(set) var texts = [""]
  /// Rows of the last one.
  private(set) var rows = 0

  var current: Int { texts.count - 1 }
  var isEmpty: Bool { rows == 0 }

  mutating func add(_ text: String, rows: Int) {
    texts[current] += text
    self.rows += rows
  }

  /// Begins a screen, unless the last one is still empty.
  mutating func begin() {
    guard !isEmpty else { return }
    texts.append("")
    rows = 0
  }
}
