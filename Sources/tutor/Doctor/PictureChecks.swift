import Foundation
import Notebook
import Plotting
import Words

/// Checks of what shows figures: gnuplot, fonts and the terminal.
enum PictureChecks {
  static func gnuplot(_ plotter: Plotter = Plotter(check: Interruption.check)) -> Finding {
    let install = "doctor.gnuplot-remedy"
    guard plotter.isAvailable else {
      return .note("gnuplot", "doctor.gnuplot-missing", remedy: install)
    }
    do {
      let gnuplot = try plotter.inspect()
      let missing = gnuplot.missing(GnuplotDescription.requiredTerminals)
      let lacking = missing.isEmpty ? gnuplot.missing(GnuplotDescription.optionalTerminals) : []
      let values = [
        "gnuplot": "\(gnuplot.version), \(gnuplot.executable.path)",
        "formats": (missing + lacking).joined(separator: ", "),
      ]
      guard missing.isEmpty else {
        return .problem("gnuplot", "doctor.gnuplot-cannot", values, remedy: install)
      }
      return lacking.isEmpty
        ? .ok("gnuplot", "doctor.gnuplot", values)
        : .note("gnuplot", "doctor.gnuplot-cannot", values, remedy: install)
    } catch {
      return .problem(
        "gnuplot", "doctor.gnuplot-fails", ["error": "\(error)"], remedy: install)
    }
  }

  static func fonts(_ plotter: Plotter = Plotter(check: Interruption.check)) -> Finding {
    guard let fonts = plotter.installedFonts() else {
      return .note("fonts", "doctor.fonts-unknown", remedy: "doctor.fonts-unknown-remedy")
    }
    guard fonts.scalableCount > 0 else {
      return .note("fonts", "doctor.fonts-none", remedy: "doctor.fonts-none-remedy")
    }
    let values = [
      "count": "\(fonts.scalableCount)", "scripts": fonts.missingScripts.joined(separator: ", "),
    ]
    return fonts.missingScripts.isEmpty
      ? .ok("fonts", "doctor.fonts", values)
      : .note("fonts", "doctor.fonts-lack", values, remedy: "doctor.fonts-lack-remedy")
  }

  static func terminal(
    _ terminal: Terminal,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> Finding {
    let columns = "\(terminal.columns)"
    guard terminal.isOutputTerminal else {
      return .ok("terminal", "doctor.no-terminal", ["columns": columns])
    }
    let images =
      terminal.inlineImage(environment: environment).map { "\($0)" } ?? "characters"
    let values = [
      "columns": columns, "rows": "\(terminal.rows)",
      "colour": Messages.text(terminal.colour ? "doctor.colour" : "doctor.no-colour"),
      "images": Messages.text("doctor.\(images)"),
    ]
    let found = terminal.isInteractive ? "doctor.terminal" : "doctor.terminal-silent"
    return terminal.columns < 60
      ? .note("terminal", found, values, remedy: "doctor.terminal-remedy")
      : .ok("terminal", found, values)
  }

  /// Plots of characters and tables need signs that only UTF-8 has.
  static func locale() -> Finding {
    Terminal.isUTF8()
      ? .ok("locale", "doctor.locale")
      : .note("locale", "doctor.locale-other", remedy: "doctor.locale-remedy")
  }
}
