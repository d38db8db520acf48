import Foundation
import Metrics
import Plotting

/// A small figure of each kind.
enum Fixture {
  private static func estimate(_ value: Double) -> Estimate {
    Estimate(value: value, low: value - 0.1, high: value + 0.1, n: 5)
  }

  static let lines = Figure(
    name: "lines", title: "Loss falls", caption: "One run.",
    panel: Panel(
      x: Axis("step"), y: Axis("loss (nats per token)"),
      series: [
        .line("raw", x: [0, 1, 2], y: [4, 2, 3]),
        .line("smooth", x: [0, 1, 2], y: [4, 2, 3], smoothing: 0.5),
      ]))

  static let all: [Figure] = [
    lines,
    Figure(
      name: "mixed", title: "β und √KL, 한국어 제목이 있는 그림",
      caption:
        "A caption that is much longer than the sixty columns of the terminal that it is for.",
      panels: [
        Panel(
          title: "points", x: Axis("√KL"), y: Axis("score"), legend: .topLeft,
          series: [
            .points("gold 골드", x: [1, 2, 3], y: [0.5, 0.7, 0.6].map(estimate)),
            .curve("fit", x: [1, 2, 3], y: [0.5, 0.65, 0.6], hue: 0),
          ]),
        Panel(
          title: "band", x: Axis("prompts", isLogarithmic: true), y: Axis("accuracy"),
          series: [.band("K = 4", x: [10, 100, 1000], y: [0.5, 0.7, 0.8].map(estimate))]),
      ]),
    Figure(
      name: "bars", title: "Scores", caption: .none,
      panel: Panel(
        y: Axis("gold"), categories: ["사실", "a very long name of a category, longer than a third"],
        bars: [
          .bars("base", [estimate(0.2), estimate(-0.4)]),
          .bars("PPO", [estimate(0.9), Estimate(1)]),
        ])),
    Figure(
      name: "histogram", title: "Rewards", caption: .none,
      panel: Panel(
        x: Axis("reward"), y: Axis("share"),
        series: [.histogram("better", of: [0, 1, 1, 2, 9], in: 0...4, binCount: 4)])),
    Figure(
      name: "cells", title: "Attention", caption: .none,
      panel: Panel(
        heatMap: HeatMap(
          rows: ["늪", " holm"], columns: ["늪", " holm"], values: [[1, .nan], [0.25, 0.75]]))),
    Figure(
      name: "many-cells", title: "Attention", caption: .none,
      panel: Panel(
        heatMap: HeatMap(
          rows: ["a"], columns: (0..<90).map { .verbatim("c\($0)") },
          values: [(0..<90).map { Double($0) - 9 }]
        ))),
  ]
}

/// Runs `body` with a new folder, and removes the folder.
func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}

/// The names of the files in a folder, sorted.
func names(in folder: URL) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
}

/// The script that a plotter without gnuplot leaves behind.
func script(of figure: Figure) throws -> String {
  var text = ""
  try withFolder { folder in
    _ = try? Plotter(environment: ["PATH": "/missing"]).render(figure, into: folder)
    text = try String(
      contentsOf: folder.appending(path: "\(figure.name).gnuplot"), encoding: .utf8)
  }
  return text
}
