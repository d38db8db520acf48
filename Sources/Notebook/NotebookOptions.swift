/// How a lesson is run, from the command line.
package struct NotebookOptions: Equatable, Sendable {
  /// Where figures go.
  package enum Plots: String, CaseIterable, Sendable {
    /// Into files, and onto the terminal if there is one: as a picture where it can, else as text.
    case inline
    /// Into files only; nowhere.
    case files, none
    /// Into files, and shown in this way, whatever the terminal says that it can.
    case text, kitty, iterm, sixel
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
