import Foundation
import Plotting
import Testing

struct InspectionTests {
  @Test(.enabled(if: Plotter().isAvailable, "gnuplot is not installed"))
  func `gnuplot tells its version, and what it can draw`() throws {
    let gnuplot = try Plotter().inspect()
    #expect(gnuplot.version.wholeMatch(of: /[0-9]+\.[0-9]+\.[0-9a-z]+/) != nil)
    #expect(gnuplot.executable.lastPathComponent == "gnuplot")
    #expect(gnuplot.missing(GnuplotDescription.requiredTerminals) == [])
    #expect(gnuplot.missing([("paint", "paintbrush"), ("svg", "svg")]) == ["paint"])
  }

  @Test func `without gnuplot nothing can be asked`() {
    let nowhere = Plotter(environment: ["PATH": "/nowhere"])
    #expect(throws: PlottingError.self) { try nowhere.inspect() }
    #expect(nowhere.installedFonts() == nil)
  }

  /// What is found in place of fontconfig's list.
  private func fonts(_ listing: String) throws -> InstalledFonts {
    try withFolder { folder in
      let lister = folder.appending(path: "fc-list").path
      try "#!/bin/sh\necho '\(listing)'\n".write(toFile: lister, atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: lister)
      return try #require(Plotter(environment: ["PATH": folder.path]).installedFonts())
    }
  }

  @Test func `fonts are counted, and scripts that none has are named`() throws {
    let latin = try fonts(":charset=20-7e a0-17f")
    #expect(latin.scalableCount == 1)
    #expect(latin.missingScripts == ["Greek", "Cyrillic", "Chinese", "Japanese", "Korean"])
    let two = try fonts(":charset=20-7e 370-4ff\n:charset=3040-30ff 4e00-9fff")
    #expect(two.scalableCount == 2)
    #expect(two.missingScripts == ["Korean"])
    #expect(try fonts("").scalableCount == 0)
  }
}
