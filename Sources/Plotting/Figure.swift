import Words

/// One picture: a title, panels (up to three side by side, more in two rows), and a caption that says
/// what to see.
///
/// Its texts are labels: the words stand in the lesson's `figures.yaml`, in the block of the figure's
/// name. Data, such as a learner's own words, are verbatim labels, and may hold anything.
package struct Figure: Codable, Sendable {
  /// The name of the files, such as "reward-and-kl": letters, digits, `-`, `_` and `.`.
  package let name: String
  package var title: Label
  package var caption: Label
  /// What the caption says under a text plot, where the picture's would name what is not there; nil for the
  /// same words.
  package var captionForText: Label?
  package var panels: [Panel]

  package init(
    name: String, title: Label = "title", caption: Label = "caption", panels: [Panel]
  ) {
    guard name.wholeMatch(of: /[A-Za-z0-9_][-A-Za-z0-9_.]*/) != nil else {
      fatalError("Figure(name: \(name.debugDescription)): use letters, digits, '-', '_' and '.'")
    }
    guard !panels.isEmpty else { fatalError("Figure(name: \"\(name)\"): no panel") }
    self.name = name
    self.title = title
    self.caption = caption
    self.panels = panels
  }

  /// A figure of one panel.
  package init(
    name: String, title: Label = "title", caption: Label = "caption", panel: Panel
  ) {
    self.init(name: name, title: title, caption: caption, panels: [panel])
  }
}

/// One pair of axes, and what is drawn between them.
package struct Panel: Codable, Sendable {
  /// Shown above the axes; empty for none.
  package var title: Label
  package var content: Content
  package var x: Axis
  package var y: Axis
  package var legend: Legend

  package enum Content: Codable, Sendable {
    /// Lines, points, bands, histograms: anything over an axis of numbers.
    case series([Series])
    /// A group of bars for each category; each series has one value for each.
    case bars(categories: [Label], [Series])
    case heatMap(HeatMap)
  }

  /// A panel of lines, points, bands or histograms.
  package init(
    title: Label = .none, x: Axis, y: Axis, legend: Legend = .above, series: [Series]
  ) {
    self.init(title: title, content: .series(series), x: x, y: y, legend: legend)
  }

  /// A panel of grouped bars. Each series is made by `Series.bars`.
  package init(
    title: Label = .none, x: Axis = Axis(.none), y: Axis, legend: Legend = .above,
    categories: [Label], bars: [Series]
  ) {
    for series in bars where series.points.count != categories.count {
      fatalError(
        "Panel: the series \"\(series.name.text)\" has \(series.points.count) bars for "
          + "\(categories.count) categories")
    }
    self.init(
      title: title, content: .bars(categories: categories, bars), x: x, y: y, legend: legend)
  }

  /// A panel with a matrix of coloured cells.
  package init(
    title: Label = .none, x: Axis = Axis(.none), y: Axis = Axis(.none), heatMap: HeatMap
  ) {
    self.init(title: title, content: .heatMap(heatMap), x: x, y: y, legend: .none)
  }

  private init(title: Label, content: Content, x: Axis, y: Axis, legend: Legend) {
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
package struct Axis: Codable, Sendable {
  package var label: Label
  /// Whether equal distances are equal ratios. Values at or below 0 have no place on such an axis;
  /// they are left out and the caption says how many.
  package var isLogarithmic: Bool
  /// What the axis spans; nil to span the data.
  package var range: ClosedRange<Double>?

  package init(
    _ label: Label, isLogarithmic: Bool = false, range: ClosedRange<Double>? = nil
  ) {
    self.label = label
    self.isLogarithmic = isLogarithmic
    self.range = range
  }
}

/// Where the names of the series stand.
package enum Legend: Codable, Sendable {
  /// In a row above the axes, where it covers no data.
  case above
  case topLeft
  case none
}

extension Figure {
  /// Whether it shows a training of which no step is known, as of a model that was trained elsewhere: all its lines
  /// have one point at most.
  package var isOfNoSteps: Bool {
    let lines = panels.flatMap(\.lines)
    return !lines.isEmpty && lines.allSatisfy { $0.points.count < 2 }
  }

  /// The figure with other texts.
  ///
  /// - Parameter words: gives the text of a label.
  package func told(_ words: (Label) -> Label) -> Figure {
    var figure = self
    figure.title = words(title)
    figure.caption = words(caption)
    figure.captionForText = captionForText.map(words)
    figure.panels = panels.map { $0.told(words) }
    return figure
  }
}

extension Panel {
  fileprivate func told(_ words: (Label) -> Label) -> Panel {
    var panel = self
    panel.title = words(title)
    panel.x.label = words(x.label)
    panel.y.label = words(y.label)
    switch content {
    case .series(let series):
      panel.content = .series(series.map { $0.told(words) })
    case .bars(let categories, let series):
      panel.content = .bars(categories: categories.map(words), series.map { $0.told(words) })
    case .heatMap(let map):
      panel.content = .heatMap(
        map.named(rows: map.rows.map(words), columns: map.columns.map(words)))
    }
    return panel
  }
}

extension Series {
  fileprivate func told(_ words: (Label) -> Label) -> Series {
    Series(name: words(name), marks: marks, points: points, hue: hue)
  }
}

extension Panel {
  /// The lines through what was recorded step by step.
  fileprivate var lines: [Series] {
    guard case .series(let series) = content else { return [] }
    return series.filter {
      if case .line = $0.marks { true } else { false }
    }
  }
}
