import Words

/// Where the parts of a figure go, in fractions of the picture: the more text there is and the larger it is,
/// the less is left for the axes.
package struct FigureLayout {
  let columns: Int
  let rows: Int
  /// The size of text beside the usual.
  let textScale: Double
  let captionLines: [String]
  let ceiling: Double
  /// The height of a panel with its title, its legend and the labels of its axes.
  let rowHeight: Double
  let titleHeight: Double
  /// The legend's text beside the other; large text would leave no room for the axes.
  let legendScale: Double
  private let legendRows: Int

  /// Panels stand up to three side by side, more in two rows.
  init(_ figure: Figure, textScale: Double) {
    let count = figure.panels.count
    self.textScale = textScale
    rows = count > 3 ? 2 : 1
    columns = (count + rows - 1) / rows
    captionLines = evenly(oneLine(figure.fullCaption), width: Int(bounded: 104 / textScale))
    ceiling = 1 - 0.07 * textScale
    rowHeight =
      (ceiling - 0.02 - 0.043 * textScale * Double(captionLines.count)) / Double(rows)
    titleHeight = figure.panels.contains { !$0.title.isEmpty } ? 0.055 * textScale : 0
    let characters = 86 / Double(columns)
    let usual = figure.panels.map { $0.legend(characters: characters) }
    let widest = usual.map(\.width).max() ?? 0
    let tallest = 0.045 * Double(usual.map(\.rows).max() ?? 0) / rowHeight
    // What fits at the usual size is never written smaller than that.
    let wanted = min(
      1, characters / textScale / max(widest, 1), 0.25 / textScale / max(tallest, 0.01))
    let scale = textScale > 1 ? max(wanted, 1 / textScale) : 1
    legendScale = scale
    legendRows =
      figure.panels.map { $0.legend(characters: characters / textScale / scale).rows }.max() ?? 0
  }

  /// A panel's share of the picture's width.
  var width: Double { 1 / Double(columns) }
  /// The same, measured by the text that it has room for.
  var textWidth: Double { width / textScale }

  /// The upper end of the axes of a panel whose upper end is `top`: those of a row end at one height, below the
  /// tallest legend.
  func axesTop(below top: Double) -> Double {
    top - titleHeight - 0.02 - 0.045 * textScale * legendScale * Double(legendRows)
  }

  /// About how high the axes are, without the numbers and the label below.
  var axesHeight: Double { axesTop(below: rowHeight) - 0.14 * textScale }

  /// The largest font, in points and no larger than wanted, that leaves the axes a quarter of the picture's height.
  package static func fontSize(for figure: Figure, wanted: Double) -> Double {
    let usual = FigureStyle.usualFontSize
    return stride(from: wanted, to: usual, by: -1).first {
      FigureLayout(figure, textScale: $0 / usual).axesHeight >= 0.25
    } ?? min(wanted, usual)
  }

  /// The font of an axis's label, at least as large as usual; empty where it has the size of all text.
  func labelFont(_ text: String, room: Double) -> String {
    let share = max(room / Double(max(text.displayWidth, 1)), 1 / textScale)
    return share >= 1 ? "" : " font sprintf(',%g', \(decimal(share)) * text)"
  }

  /// The characters that the label of an axis has room for.
  var roomAcross: Double { 80 * textWidth }
  var roomUp: Double { (axesHeight + 0.1) / (0.0168 * textScale) }
}

/// A text in as few lines as such a width needs, of about one length.
private func evenly(_ text: String, width: Int) -> [String] {
  let count = wrapped(text, width: width).count
  let narrowest = (1...max(1, width)).first { wrapped(text, width: $0).count <= count }
  return wrapped(text, width: narrowest ?? width)
}

extension Panel {
  /// The rows of a legend above the axes, if the panel is so many characters wide, and the characters of its
  /// widest entry.
  fileprivate func legend(characters: Double) -> (rows: Int, width: Double) {
    let names = series.map(\.name.text).filter { !$0.isEmpty }
    guard case .above = legend, let widest = names.map({ $0.displayWidth + 8 }).max() else {
      return (0, 0)
    }
    let perRow = max(Int(bounded: characters) / widest, 1)
    return ((names.count + perRow - 1) / perRow, Double(widest))
  }
}
