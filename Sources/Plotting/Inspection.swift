import Foundation
import Words

/// The gnuplot that draws figures, as it describes itself.
package struct GnuplotDescription: Sendable {
  package let executable: URL
  /// For example `5.4.4`.
  package let version: String
  /// What it can write, such as `pngcairo`.
  package let terminals: Set<String>

  /// Ways to show a figure for which this gnuplot has no terminal, such as `pdf`.
  package func missing(_ needed: [(way: String, terminal: String)]) -> [String] {
    needed.filter { !terminals.contains($0.terminal) }.map(\.way)
  }

  /// Without one of these, no figure can be drawn.
  package static let requiredTerminals = [
    (way: "png", terminal: "pngcairo"), ("svg", "svg"),
  ]
  /// Without one of these, figures cannot be shown in one way.
  package static let optionalTerminals = [
    (way: "pdf", terminal: "pdfcairo"), (Messages.text("plotting.sixels"), "sixelgd"),
  ]
}

/// The fonts that figures are drawn with.
package struct InstalledFonts: Sendable {
  /// How many can be drawn in any size.
  package let scalableCount: Int
  /// Scripts of which no font has a common character.
  package let missingScripts: [String]

  /// - Parameter listing: what `fc-list :scalable=true charset` prints, a line a font.
  init(listing: String) {
    scalableCount = listing.split(separator: "\n").count
    let coverage = FontCoverage(listing: listing)
    let scripts: [(String, Unicode.Scalar)] = [
      ("greek", "β"), ("cyrillic", "д"), ("chinese", "的"), ("japanese", "の"), ("korean", "한"),
    ]
    missingScripts = scripts.filter { !coverage.contains($0.1) }
      .map { Messages.text("plotting.\($0.0)") }
  }
}

extension Plotter {
  /// Asks gnuplot what it is.
  ///
  /// Throws: `PlottingError`.
  package func inspect() throws -> GnuplotDescription {
    guard let gnuplot else { throw PlottingError.gnuplotNotFound(path: path) }
    let question = """
      set print '-'
      print sprintf('%.1f.%s', GPVAL_VERSION, GPVAL_PATCHLEVEL)
      print GPVAL_TERMINALS
      """
    let output = try withTemporaryFolder { folder in
      let file = folder.appending(path: "question.gnuplot")
      try writeAtomically(question, to: file)
      return try run([file.path], script: file, in: folder).output
    }
    let words = output.split(whereSeparator: \.isWhitespace).map(String.init)
    return GnuplotDescription(
      executable: gnuplot, version: words.first ?? "", terminals: Set(words.dropFirst()))
  }

  /// Asks fontconfig for the installed fonts; nil if it cannot be asked.
  package func installedFonts() -> InstalledFonts? {
    guard let lister = executable(named: "fc-list", in: path) else { return nil }
    let listing = try? withTemporaryFolder {
      try ChildProcess(lister, [":scalable=true", "charset"], in: $0).output
    }
    return listing.map(InstalledFonts.init)
  }
}
