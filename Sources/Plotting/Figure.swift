/// One picture: a title, panels (up to three side by side, more in two rows), and a caption that says
/// what to see.
///
/// All texts are data. They may hold anything, such as a learner's own words, and are shown as
/// they are.
package struct Figure: Sendable {
  /// The name of the files, such as "reward-and-kl": letters, digits, `-`, `_` and `.`.
  package let name: String
  package var title: String
  package var caption: String
  package var panels: [Panel]

  package init(name: String, title: String, caption: String = "", panels: [Panel]) {
    let isPlain = name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: "."):
        true
      default: false
      }
    }
    guard isPlain, !name.isEmpty, !name.hasPrefix("."), !name.hasPrefix("-") else {
      fatalError("Figure(name: \(name.debugDescription)): use letters, digits, '-', '_' and '.'")
    }
    guard !panels.isEmpty else { fatalError("Figure(name: \"\(name)\"): no panel") }
    self.name = name
    self.title = title
    self.caption = caption
    self.panels = panels
  }

  /// A figure of one panel.
  package init(name: String, title: String, caption: String = "", panel: Panel) {
    self.init(name: name, title: title, caption: caption, panels: [panel])
  }
}

/// One pair of axes, and what is drawn between them.
package struct Panel: Sendable {
  /// Shown above the axes; empty for none.
  package var title: String
  package var content: Content
  package var x: Axis
  package var y: Axis
  package var legend: Legend

  package enum Content: Sendable {
    /// Lines, points, bands, histograms: anything over an axis of numbers.
    case series([Series])
    /// A group of bars for each category; each series has one value for each.
    case bars(categories: [String], [Series])
    case heatMap(HeatMap)
  }

  /// A panel of lines, points, bands or histograms.
  package init(
    title: String = "", x: Axis, y: Axis, legend: Legend = .above, series: [Series]
  ) {
    self.init(title: title, content: .series(series), x: x, y: y, legend: legend)
  }

  /// A panel of grouped bars. Each series is made by `Series.bars`.
  package init(
    title: String = "", x: Axis = Axis(""), y: Axis, legend: Legend = .above,
    categories: [String], bars: [Series]
  ) {
    for series in bars where series.points.count != categories.count {
      fatalError(
        "Panel: the series \"\(series.name)\" has \(series.points.count) bars for "
          + "\(categories.count) categories")
    }
    self.init(
      title: title, content: .bars(categories: categories, bars), x: x, y: y, legend: legend)
  }

  /// A panel with a matrix of coloured cells.
  package init(title: String = "", x: Axis = Axis(""), y: Axis = Axis(""), heatMap: HeatMap) {
    self.init(title: title, content: .heatMap(heatMap), x: x, y: y, legend: .none)
  }

  private init(title: String, content: Content, x: Axis, y: Axis, legend: Legend) {
    self.title = title
    self.content = content
    self.x = x
    self.y = y
    self.legend = legend
  }

  /// The series of the panel; a heat map has none.
  var series: [Series] {
    switch content {
    case .series(let series), .bars(_, let series): series
    case .heatMap: []
    }
  }
}

/// One axis. Its label names what is measured and in what unit.
package struct Axis: Sendable {
  package var label: String
  /// Whether equal distances are equal ratios. Values at or below 0 have no place on such an axis;
  /// they are left out and the caption says how many.
  package var isLogarithmic: Bool
  /// What the axis spans; nil to span the data.
  package var range: ClosedRange<Double>?

  package init(
    _ label: String, isLogarithmic: Bool = false, range: ClosedRange<Double>? = nil
  ) {
    self.label = label
    self.isLogarithmic = isLogarithmic
    self.range = range
  }
}

/// Where the names of the series stand.
package enum Legend: Sendable {
  /// In a row above the axes, where it covers no data.
  case above
  case topLeft, topRight, bottomLeft, bottomRight
  case none
}
