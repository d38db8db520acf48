import Words

extension FigureStyle.Theme {
  /// A line of a script with this theme's colours in place of those of slides.
  func applied(to line: String) -> String {
    guard self != .slides else { return line }
    // The numbers in cells are as light or dark as the cells are.
    if line.contains("sprintf('%.2f'") { return line }
    if line.hasPrefix("set palette") { return self == .print ? greyPalette(line) : line }
    var line = recoloured(line)
    if line.hasPrefix("set xlabel") || line.hasPrefix("set ylabel")
      || line.hasPrefix("set key")
    {
      line += " textcolor rgb '\(ink)'"
    }
    if line == "set encoding utf8" { line += "\nset cbtics textcolor rgb '\(ink)'" }
    return self == .print ? printed(line) : line
  }

  private var ink: String { self == .dark ? "#ececec" : "#000000" }
  private var paper: String { self == .dark ? "#16181d" : "#ffffff" }

  private func recoloured(_ line: String) -> String {
    let line = line.replacing("rgb 'white'", with: "rgb '\(paper)'")
      .replacing(/(pngcairo|pdfcairo|sixelgd) noenhanced/) { "\($0.0) background rgb '\(paper)'" }
    // After an opacity, if there is one.
    return line.replacing(/'#([0-9a-f]{2})?([0-9a-f]{6})'/) { match in
      "'#\(match.1 ?? "")\(colours[String(match.2)] ?? String(match.2))'"
    }
  }

  /// What the colours of slides become: text, frame and grid, then the palette's hues.
  private var colours: [String: String] {
    switch self {
    case .slides: [:]
    case .print:
      [
        "202020": "000000", "404040": "000000", "303030": "000000", "d4d4d4": "e0e0e0",
        "0072b2": "000000", "d55e00": "707070", "009e73": "404040", "cc79a7": "9a9a9a",
        "e69f00": "585858", "56b4e9": "b4b4b4",
      ]
    case .dark:
      [
        "202020": "ececec", "404040": "a8adb8", "303030": "ececec", "d4d4d4": "3a3f4a",
        "e8e8e8": "2a2e37", "000000": "ffffff", "808080": "a0a0a0",
        "0072b2": "4db2ff", "d55e00": "ff8a3d", "009e73": "2fd39a", "cc79a7": "f09cc8",
        "e69f00": "ffc94d", "56b4e9": "a8dcff",
      ]
    }
  }

  /// Thinner lines, and bars that are hatched.
  private func printed(_ line: String) -> String {
    // Solid, diagonals, crosses: gnuplot's numbers of patterns for the cairo terminals.
    let patterns = ["000000": 4, "707070": 2, "404040": 5, "9a9a9a": 1, "585858": 6, "b4b4b4": 7]
    return line.replacing("linewidth unit", with: "linewidth 0.65 * unit")
      .replacing(/with boxes linecolor rgb '#([0-9a-f]{6})' fillstyle solid 0.85/) { match in
        "with boxes linecolor rgb '#000000' fillstyle pattern \(patterns[String(match.1)] ?? 3) border -1"
      }
  }

  /// From white to black instead of blue; colours of both signs stay, which no grey can tell.
  private func greyPalette(_ line: String) -> String {
    guard !line.contains("-1 ") else { return line }
    return line.replacing("'#56b4e9'", with: "'#a0a0a0'").replacing("'#00416b'", with: "'#303030'")
  }
}
