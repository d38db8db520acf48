import Words

/// Why a figure could not be drawn.
package enum PlottingError: Error, Equatable, CustomStringConvertible {
  /// There is no gnuplot in `PATH`. Scripts are written all the same.
  case gnuplotNotFound(path: String)
  /// gnuplot stopped with an error.
  case gnuplotFailed(script: String, status: Int32, message: String)
  /// The folder for temporary files is missing, full, or cannot be written to.
  case noTemporaryFolder(path: String, reason: String)
  /// The script or the picture could not be written.
  case notWritten(path: String, reason: String)

  /// Whether something is missing on this computer that no figure can be drawn without.
  package var isOfMachine: Bool {
    switch self {
    case .gnuplotNotFound, .noTemporaryFolder: true
    case .gnuplotFailed, .notWritten: false
    }
  }

  package var description: String {
    switch self {
    case .gnuplotNotFound(let path): Messages.text("plotting.no-gnuplot", ["path": path])
    case .gnuplotFailed(let script, let status, let message):
      Messages.text(
        "plotting.failed", ["script": script, "status": "\(status)", "message": message])
    case .noTemporaryFolder(let path, let reason):
      Messages.text("plotting.no-temporary-folder", ["path": path, "reason": reason])
    case .notWritten(let path, let reason):
      Messages.text("plotting.not-written", ["path": path, "reason": reason])
    }
  }
}
