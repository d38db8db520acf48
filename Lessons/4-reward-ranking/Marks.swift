import LessonKit

/// A labeler who gives marks out of ten, on a private scale.
///
/// Nothing says what a 7 is, so each of two people who like an answer equally well may give another
/// number. The two scales of the lesson are invented, and the text says so.
struct Marker {
  let labeler: Labeler
  /// The marks for an answer without any merit, and for the best answer there is.
  let lowest, highest: Double

  /// - Parameter utility: what the labeler feels; without bias and mood, a perfect answer is worth what the
  ///   guideline's weights add up to.
  func mark(_ utility: Double) -> Int {
    let mark = lowest + (highest - lowest) * utility / labeler.guideline.total
    return Int(min(max(mark, 1), 10).rounded())
  }
}

/// Marks of several people put on one pile: each output is marked by one of them, in turn.
///
/// - Returns: the ranks that follow from the marks.
func ranksByMarks(
  of set: RankedOutputs, by markers: [Marker], using random: inout RandomSource
) -> [Int] {
  ranks(
    of: set.judgements.enumerated().map { index, judgement in
      let marker = markers[index % markers.count]
      return Double(marker.mark(marker.labeler.utility(of: judgement, using: &random)))
    })
}

/// Marks out of ten, and the ranks that the same feelings lead to.
///
/// - Parameter markers: A and B.
func marksTable(
  _ set: RankedOutputs, by markers: [Marker], using random: inout RandomSource
) -> Table {
  let utilities = markers.map { marker in
    set.judgements.map { marker.labeler.utility(of: $0, using: &random) }
  }
  let ranks = utilities.map(ranks(of:))
  return Table(
    "marks",
    columns: [.data(""), .data(set.prompt.text)]
      + ["marks-a", "marks-b", "ranks-a", "ranks-b"].map { .number($0) },
    rows: set.completions.enumerated().map { index, output in
      [Question.letter(index), output] + zip(markers, utilities).map { $0.mark($1[index]) }
        + ranks.map { $0[index] }
    })
}
