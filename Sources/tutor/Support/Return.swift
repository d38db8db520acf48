import Foundation
import Notebook
import Words

/// Where a lesson begins: anew, or where the learner has left it.
struct Return {
  let journal: Journal
  /// The run that goes on; nil for a new one.
  let run: RunFolder?

  static let anew = Return(journal: Journal(), run: nil)

  /// Offers a learner the place where they left, if the settings are still the same.
  ///
  /// - Parameters:
  ///   - place: where the lesson was left; nil if it was not begun.
  ///   - hyperparameters: of this run, as its folder has them.
  /// - Throws: `Quit`, `Interrupted`.
  static func offered(
    to terminal: Terminal, _ place: Place?, lesson: String, hyperparameters: String
  ) throws -> Return {
    guard terminal.isInteractive, let place, !place.isDone, place.journal.pages > 0
    else { return .anew }
    let run = RunFolder(url: URL(filePath: place.run, directoryHint: .isDirectory))
    let before = try? readText(run.hyperparameters)
    let values = [
      "page": place.pageName, "count": "\(place.pageCount)",
      "age": Messages.text(place.date.age()) ?? "", "run": run.name, "lesson": lesson,
    ]
    guard before == nil || before == hyperparameters else {
      terminal.message(prose: Messages.text("return.other-settings", values) + "\n\n")
      return .anew
    }
    terminal.message(prose: Messages.text("return.offer", values) + "\n")
    while true {
      switch try terminal.readKey() {
      case .enter, .character(" "), .right:
        return Return(journal: place.journal.again, run: before == nil ? nil : run)
      case .character("n"): return .anew
      case .character("q"), .endOfInput: throw Quit()
      default: terminal.message(prose: Messages.text("return.keys") + "\n")
      }
    }
  }
}
