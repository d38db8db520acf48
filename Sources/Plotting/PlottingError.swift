import Words

/// Why a figure could not be drawn.
package enum PlottingError: Error, Equatable, CustomStringConvertible {
  /// There is no gnuplot in `PATH`. Scripts are written all the same.
  case gnuplotNotFound(path: String)
  /// gnuplot stopped with an error.
  case gnuplotFailed(script: String, status: Int32, message: String)
  /// The script or the picture could not be written.
  case notWritten(path: String, reason: String)

  package var description: String {
    switch self {
    case .gnuplotNotFound(let path): Messages.text("plotting.no-gnuplot", ["path": path])
    case .gnuplotFailed(let script, let status, let message):
      Messages.text(
        "plotting.failed", ["script": script, "status": "\(status)", "message": message])
    case .notWritten(let path, let reason):
      Messages.text("plotting.not-written", ["path": path, "reason": reason])
    }
  }
}
