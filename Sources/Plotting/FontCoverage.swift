import Foundation
import Words

/// The characters that the installed fonts can draw.
///
/// For a character that no font has, gnuplot's cairo terminals draw a box of enormous size that
/// hides the figure (gnuplot 5.4). A learner may type anything, so such characters are replaced.
struct FontCoverage {
  private let ranges: [ClosedRange<UInt32>]

  /// - Parameter listing: What `fc-list : charset` prints: for each font, hexadecimal numbers and
  ///   ranges, as in `:charset=20-7e a0 3b1-3c9`.
  init(listing: String) {
    ranges = listing.split { $0.isWhitespace || $0 == "=" || $0 == ":" }.compactMap { field in
      let ends = field.split(separator: "-").map { UInt32($0, radix: 16) }
      guard let low = ends.first ?? nil, let high = ends.last ?? nil, low <= high else {
        return nil
      }
      return low...high
    }
  }

  /// Asks fontconfig, which comes with the libraries of gnuplot's cairo terminals. Without it,
  /// only ASCII is taken to be covered.
  init(path: String, in folder: URL) {
    let listing = executable(named: "fc-list", in: path).flatMap {
      try? ChildProcess($0, [":", "charset"], in: folder)
    }
    self.init(listing: listing?.output ?? "")
  }

  func contains(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII || ranges.contains { $0.contains(scalar.value) }
  }

  /// A text with `□` for each character that no font has.
  func drawable(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if contains(scalar) {
        result.append(scalar)
      } else if !scalar.properties.isDefaultIgnorableCodePoint {
        // Joiners and variation selectors have no shape of their own.
        result.append(contains("□") ? "□" : "?")
      }
    }
    return String(result)
  }
}

extension Figure {
  /// The script in a style.
  func script(in style: FigureStyle, for fonts: @autoclosure () -> FontCoverage) -> Script {
    var figure = self
    if let title = style.title { figure.title = .verbatim(title) }
    return figure.script(textScale: style.textScale, for: fonts())
      .mapLines(style.theme.applied)
  }

  /// The script, without characters that no font has. The caption says so if there were any.
  func script(textScale: Double = 1, for fonts: @autoclosure () -> FontCoverage) -> Script {
    let script = script(textScale: textScale)
    guard !script.isASCII else { return script }
    let fonts = fonts()
    guard script.mapLines(fonts.drawable) != script else { return script }
    var noted = self
    noted.caption = .verbatim(caption.text + " " + Messages.text("plotting.no-font"))
    return noted.script(textScale: textScale).mapLines(fonts.drawable)
  }
}

extension Script {
  fileprivate var isASCII: Bool {
    parts.allSatisfy { part in
      if case .line(let line) = part { line.utf8.allSatisfy { $0 < 0x80 } } else { true }
    }
  }

  fileprivate func mapLines(_ transform: (String) -> String) -> Script {
    Script(
      parts: parts.map { part in
        if case .line(let line) = part { .line(transform(line)) } else { part }
      })
  }
}
