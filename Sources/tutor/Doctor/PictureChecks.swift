import Foundation
import Notebook
import Plotting

/// Checks of what shows figures: gnuplot, fonts and the terminal.
enum PictureChecks {
  static func gnuplot(_ plotter: Plotter = Plotter()) -> Finding {
    let install = "sudo apt-get install gnuplot-nox"
    guard plotter.isAvailable else {
      return .note(
        "gnuplot",
        "not found: lessons run, but without pictures; a run keeps only the figures' scripts, and "
          + "only bars and heat maps are shown, with characters",
        remedy: install)
    }
    do {
      let gnuplot = try plotter.inspect()
      let found = "\(gnuplot.version), \(gnuplot.executable.path)"
      let missing = gnuplot.missing(GnuplotDescription.requiredTerminals)
      guard missing.isEmpty else {
        return .problem(
          "gnuplot", "\(found), cannot draw \(missing.joined(separator: ", "))", remedy: install)
      }
      let lacking = gnuplot.missing(GnuplotDescription.optionalTerminals)
      guard lacking.isEmpty else {
        return .note(
          "gnuplot", "\(found), cannot draw \(lacking.joined(separator: ", "))", remedy: install)
      }
      return .ok("gnuplot", "\(found): png, svg, pdf, sixels, characters")
    } catch {
      return .problem("gnuplot", "found, but it fails: \(error)", remedy: install)
    }
  }

  static func fonts(_ plotter: Plotter = Plotter()) -> Finding {
    guard let fonts = plotter.installedFonts() else {
      return .note(
        "fonts", "not known: there is no fontconfig, so figures have no letters but ASCII",
        remedy: "sudo apt-get install fontconfig fonts-dejavu-core")
    }
    guard fonts.scalableCount > 0 else {
      return .note(
        "fonts", "no scalable font, so pictures have no text",
        remedy: "sudo apt-get install fonts-dejavu-core")
    }
    let found = "\(fonts.scalableCount) scalable"
    guard fonts.missingScripts.isEmpty else {
      return .note(
        "fonts",
        "\(found); none has \(fonts.missingScripts.joined(separator: ", ")), which pictures show "
          + "as □",
        remedy: "Only if you need it: sudo apt-get install fonts-noto-core fonts-noto-cjk")
    }
    return .ok("fonts", "\(found), for all scripts that were looked for")
  }

  static func terminal(
    _ terminal: Terminal,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> Finding {
    guard terminal.isOutputTerminal else {
      return .ok(
        "terminal", "none: output goes elsewhere, \(terminal.columns) columns wide, without colour")
    }
    let images =
      switch InlineImage(environment: environment) {
      case .kitty: "pictures by kitty's protocol"
      case .iTerm: "pictures by iTerm2's protocol"
      case .sixel: "pictures by sixels"
      case nil: "figures drawn with characters"
      }
    let found =
      "\(terminal.columns) × \(terminal.rows), \(terminal.colour ? "colour" : "no colour"), \(images)"
      + (terminal.isInteractive ? "" : "; input comes from elsewhere, so lessons ask nothing")
    return terminal.columns < 60
      ? .note("terminal", found, remedy: "Pages read best from 60 columns on: widen the window.")
      : .ok("terminal", found)
  }
}
