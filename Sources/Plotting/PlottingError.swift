/// Why a figure could not be drawn.
package enum PlottingError: Error, Equatable, CustomStringConvertible {
  /// There is no gnuplot. Scripts are written all the same.
  case gnuplotNotFound(searched: String)
  /// gnuplot stopped with an error.
  case gnuplotFailed(script: String, status: Int32, message: String)
  /// The script or the picture could not be written.
  case notWritten(path: String, reason: String)
  /// The script to be drawn again does not exist.
  case noSuchScript(path: String)

  package var description: String {
    switch self {
    case .gnuplotNotFound(let searched):
      "gnuplot was not found in \(searched). Install it with: sudo apt-get install gnuplot-nox"
    case .gnuplotFailed(let script, let status, let message):
      "gnuplot stopped with status \(status) at \(script): \(message)"
    case .notWritten(let path, let reason):
      "\(path) could not be written: \(reason). Check that its folder exists, can be written, and "
        + "has space."
    case .noSuchScript(let path):
      "There is no script \(path). The scripts of a run are in its folder plots, and end in "
        + ".gnuplot."
    }
  }
}
