import LessonKit

/// Keeps what the learner ranks: with the learner's other data, or in the run's folder where that cannot be. A
/// quick model's answers say nothing, so what is ranked in a quick run counts in that run alone.
struct RankingKeeper {
  private let notebook: Notebook
  /// What goes into the run's folder.
  private var spare: [RankingRecord] = []
  private var isStandardUsable = true
  /// How many sets later runs will find.
  private(set) var kept = 0

  /// Says before anybody ranks where rankings will not be kept, and what helps.
  init(for notebook: Notebook) {
    self.notebook = notebook
    guard notebook.isInteractive else { return }
    if notebook.options.isQuick {
      notebook.remark("quick-rankings")
    } else {
      do {
        try LearnerRankings.standard.requireUsable()
      } catch {
        giveUp(because: error)
      }
    }
  }

  /// - Throws: `Failure` where not even the run's folder takes a ranking.
  mutating func keep(_ ranking: RankingRecord) throws {
    guard !notebook.options.isQuick else { return }
    if isStandardUsable {
      do {
        try LearnerRankings.standard.add([ranking])
        kept += 1
        return
      } catch {
        giveUp(because: error)
      }
    }
    spare.append(ranking)
    try JSONLines.write(spare, to: notebook.run.rankings)
  }

  private mutating func giveUp(because error: any Error) {
    isStandardUsable = false
    let failure = error as? Failure
    notebook.remark(
      Label(
        "spare-rankings",
        [
          "problem": failure?.problem ?? reason(of: error),
          // In Markdown, lines that follow one another would run together.
          "remedy": failure?.remedy.replacing("\n", with: "\n\n") ?? "",
          "own": LearnerRankings.standard.file.path, "spare": notebook.run.rankings.path,
        ]))
  }
}
