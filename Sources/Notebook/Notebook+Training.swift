import Metrics
import Words

// What is shown while a model trains.

extension Notebook {
  /// Starts a progress bar.
  package func progress(_ title: Label, total: Int) -> ProgressBar {
    if isSilent, !hasToldSilentTraining, !isReplaying {
      hasToldSilentTraining = true
      terminal.message(prose: "\n" + Messages.text("page.trained-anyway") + "\n")
    }
    if terminal.isErrorTerminal, !isReplaying {
      if lastShown == .block || lastShown == .output { emit([StyledText()]) }
      lastShown = .progress
      screens.add("", rows: 1)
    }
    return ProgressBar(
      title: progressWords(title), total: total, terminal: terminal, words: progressWords,
      ghosts: ghosts, keys: trainingKeys,
      didFinish: { [weak self] line in
        if self?.isSilent == false { self?.transcript.add(output: line) }
      })
  }

  /// Notes that the learner has ended a training early, unless it was one at the knobs.
  package func noteStop(of title: String) {
    stops += 1
    guard !isTrying else { return }
    noteFault(Messages.text("run-note.stopped-training", ["title": title]))
  }

  /// Notes what a reader of the results must know of a training.
  package func noteFault(_ remark: String) {
    note(remark)
    if !isSilent { tell(markdown: Messages.text("page.note", ["note": remark])) }
  }

  /// Adds what must have been so at the start of a training of the lesson.
  package func add(_ checks: [StartCheck], of stage: String) {
    for check in checks { startChecks["\(stage)/\(check.name)"] = check }
  }
}
