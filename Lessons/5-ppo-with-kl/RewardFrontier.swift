import LessonKit

/// How the gold reward of a policy depends on how far it has gone from where it started:
///
///     R(d) = d · (α − β log d),   d = √KL(π ‖ π_ref)
///
/// (Gao, Schulman and Hilton 2023, "Scaling laws for reward model overoptimization", equation 1, the
/// form for reinforcement learning.) α is the gain that the first steps promise, β how fast the
/// promise is broken. This β is not the weight of the KL penalty.
package struct RewardFrontier: Sendable {
  package let alpha: Double
  package let beta: Double

  /// The least-squares fit: R is linear in α and β.
  ///
  ///     minimize Σ (α · d − β · d log d − R)²
  ///
  /// - Parameters:
  ///   - distances: d of each point; points at d ≤ 0 say nothing and are left out.
  ///   - gains: gold reward above that of the start.
  /// - Returns: nil if the points do not determine both numbers.
  package init?(distances: [Double], gains: [Double]) {
    var (aa, ab, bb, ar, br) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for (d, gain) in zip(distances, gains) where d > 0 && d.isFinite && gain.isFinite {
      let (a, b) = (d, -d * log(d))
      aa += a * a
      ab += a * b
      bb += b * b
      ar += a * gain
      br += b * gain
    }
    let determinant = aa * bb - ab * ab
    guard determinant > 1e-9 * aa * bb else { return nil }
    alpha = (ar * bb - br * ab) / determinant
    beta = (br * aa - ar * ab) / determinant
  }

  /// R(d).
  package func callAsFunction(_ distance: Double) -> Double {
    distance > 0 ? distance * (alpha - beta * log(distance)) : 0
  }

  /// The share of the gains' variance that the curve explains: 1 − Σ (R(d) − gain)² / Σ (gain − mean)².
  package func explainedVariance(distances: [Double], gains: [Double]) -> Double {
    let rest = zip(distances, gains).reduce(0) { sum, point in
      let error = self(point.0) - point.1
      return sum + error * error
    }
    return 1 - rest / Spread(of: gains).squares
  }

  /// The distance at which R is largest, where R′(d) = α − β − β log d = 0; nil if R only grows.
  package var peak: Double? { beta > 0 ? exp(alpha / beta - 1) : nil }
}

/// The curve of a sweep: fitted to all iterations of all its policies.
struct FrontierFit: Measured {
  private let sweep: Sweep
  private let curve: RewardFrontier?
  /// How far each iteration was from the start, d, and what it had gained.
  private let distances, gains: [Double]

  init(_ sweep: Sweep) {
    self.sweep = sweep
    let points = sweep.chases.flatMap(\.moved)
    distances = points.map(\.distance)
    gains = points.map { $0.gold - sweep.start.gold.value }
    curve = RewardFrontier(distances: distances, gains: gains)
  }

  var results: Results {
    [
      "frontier/turns": curve?.peak != nil, "frontier/alpha": curve?.alpha,
      "frontier/beta": curve?.beta,
      "frontier/explained_variance":
        curve?.explainedVariance(distances: distances, gains: gains),
      "frontier/peak_kl": curve?.peak.map { $0 * $0 },
    ]
  }

  var figure: Figure {
    let hue = 6  // black
    let ends = sweep.chases.map { max($0.kl.value, 0).squareRoot() }
    /// The iterations of each β in a hue of their own, and where each β ended. The legend of one panel
    /// names the former, that of the other the latter.
    func series(
      _ score: (PolicyPoint) -> Double, end: (Chase) -> Estimate, namesEnds: Bool
    ) -> [Series] {
      sweep.chases.enumerated().map { index, chase in
        .points(
          namesEnds ? .none : chase.name, x: chase.moved.map(\.distance),
          y: chase.moved.map { Estimate(score($0)) }, hue: index)
      } + [.points(namesEnds ? "end" : .none, x: ends, y: sweep.chases.map(end), hue: hue)]
    }
    var gold = series(\.gold, end: \.end.gold, namesEnds: true)
    if let curve {
      let (least, most) = (distances.min() ?? 0.1, distances.max() ?? 1)
      let grid = (0...100).map { least * pow(most / least, Double($0) / 100) }
      gold.append(
        .curve("fit", x: grid, y: grid.map { sweep.start.gold.value + curve($0) }, hue: hue))
    }
    return Figure(
      name: "gold-and-proxy", title: sweep.isHacked ? "title-hacked" : "title",
      panels: [
        Plotting.Panel(
          title: "proxy", x: Axis("distance", isLogarithmic: true), y: Axis("weak-score"),
          series: series(\.proxy, end: \.end.proxy, namesEnds: false)),
        Plotting.Panel(
          title: "gold", x: Axis("distance", isLogarithmic: true), y: Axis("zero-to-one"),
          series: gold),
      ])
  }
}

extension Chase {
  /// The iterations after which the policy was no longer the supervised model.
  fileprivate var moved: [PolicyPoint] { points.filter { $0.kl > 0 } }
}

extension PolicyPoint {
  /// d = √KL.
  fileprivate var distance: Double { kl.squareRoot() }
}
