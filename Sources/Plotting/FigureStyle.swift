import Foundation
import Words

/// How a picture of a figure looks.
package struct FigureStyle: Equatable, Sendable {
  package enum Theme: String, CaseIterable, Sendable {
    /// Colours on white.
    case slides
    /// Black and grey on white, thinner, told apart by dashes and hatching: for paper.
    case print
    /// Light on dark.
    case dark
  }

  package var theme: Theme
  /// Instead of the figure's own title.
  package var title: String?
  /// In points, in a picture of 1920 × 1080 pixels; nil for the figure's own, 26.
  package var fontSize: Double?

  package init(theme: Theme = .slides, title: String? = nil, fontSize: Double? = nil) {
    (self.theme, self.title, self.fontSize) = (theme, title, fontSize)
  }

  /// The size of a figure's text beside its own.
  package var textScale: Double { (fontSize ?? Self.usualFontSize) / Self.usualFontSize }

  static let usualFontSize = 26.0
}

/// The command that writes a figure's title, as large as fits.
func titleCommand(_ title: String, textScale: Double) -> String {
  // About 64 characters fit at full size.
  let size = 1.3 * min(1, 64 / textScale / Double(max(title.displayWidth, 1)))
  return labelCommand(1, title, x: 0.5, y: 1 - 0.038 * textScale, size: size)
}

func labelCommand(_ index: Int, _ text: String, x: Double, y: Double, size: Double) -> String {
  "set label \(index) \(quoted(text)) at screen \(decimal(x)), \(decimal(y)) center "
    + "font sprintf(',%g', \(decimal(size)) * text) textcolor rgb '#202020'"
}
