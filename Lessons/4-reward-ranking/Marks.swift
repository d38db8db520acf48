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

/// How often marks out of ten put the better of two outputs first, and how often ranks do.
struct MarksReport: Measured {
  /// A labeler's ranks and gold.
  let byRanks: PairAgreement
  /// Each output marked by A or B, in turn: the marks as they are, and each person's with mean 0 and standard
  /// deviation 1.
  private let onePile, standardized: PairAgreement
  /// A and B.
  private let markers: [Marker]
  private let course: Course

  init(_ course: Course, on sets: [RankedOutputs]) {
    let panel = course.fairPanel.labelers
    let markers = [
      Marker(labeler: panel[0], lowest: 1, highest: 7),
      Marker(labeler: panel[1], lowest: 5, highest: 10),
    ]
    var moods = course.random("marks in turn")
    let marks = sets.map { set in
      set.judgements.enumerated().map { index, judgement in
        let marker = markers[index % markers.count]
        return Double(marker.mark(marker.labeler.utility(of: judgement, using: &moods)))
      }
    }
    let spreads = markers.indices.map { marker in
      Spread(
        of: marks.flatMap { marks in
          marks.enumerated().filter { $0.offset % markers.count == marker }.map(\.element)
        })
    }
    let standard = marks.map { marks in
      marks.enumerated().map { index, mark in
        let spread = spreads[index % markers.count]
        return (mark - spread.mean) / max(spread.sampleVariance.squareRoot(), 1e-6)
      }
    }
    let gold = sets.map(\.goldRanks)
    byRanks = PairAgreement(gold, sets.map(\.ranks))
    onePile = PairAgreement(gold, marks.map(ranks(of:)))
    standardized = PairAgreement(gold, standard.map(ranks(of:)))
    (self.markers, self.course) = (markers, course)
  }

  var results: Results {
    [
      "marks/accuracy_gold": onePile.share, "ranks/accuracy_gold": byRanks.share,
      "gain/ranks_vs_marks": byRanks.gain(over: onePile),
      "marks/standardized_gold": standardized.share,
      "gain/ranks_vs_standardized": byRanks.gain(over: standardized),
    ]
  }

  /// Marks out of ten, and the ranks that the same feelings lead to.
  func table(of set: RankedOutputs) -> Table {
    var moods = course.random("marks")
    let utilities = markers.map { marker in
      set.judgements.map { marker.labeler.utility(of: $0, using: &moods) }
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
}
