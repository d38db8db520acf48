/// How a lesson is run, from the command line.
package struct NotebookOptions: Equatable, Sendable {
  /// Where figures go.
  package enum Plots: String, CaseIterable, Sendable {
    /// Into files, and onto the terminal if there is one.
    case inline
    case files, none
  }

  /// False with `--no-input`: nothing is asked.
  package var takesInput: Bool
  /// True with `--quick`: a smoke run, whose numbers mean little.
  package var isQuick: Bool
  package var plots: Plots
  /// True with `--deeper`: the branches of the text are told, too.
  package var tellsBranches: Bool

  package init(
    takesInput: Bool = true, isQuick: Bool = false, plots: Plots = .inline,
    tellsBranches: Bool = false
  ) {
    self.takesInput = takesInput
    self.isQuick = isQuick
    self.plots = plots
    self.tellsBranches = tellsBranches
  }
}
