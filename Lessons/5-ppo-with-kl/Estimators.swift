import LessonKit

/// What estimators of the KL make of the same tokens: their means and how much they vary.
struct Estimators: Measured {
  let divergences: [[TokenKL]]

  private static let numbers: [(name: String, number: @Sendable (TokenKL) -> Double)] = [
    ("exact", { $0.exact }), ("k1", { $0.estimates.k1 }), ("k2", { $0.estimates.k2 }),
    ("k3", { $0.estimates.k3 }),
  ]

  private var tokens: [TokenKL] { divergences.flatMap { $0 } }

  private func deviation(_ number: (TokenKL) -> Double) -> Double {
    Spread(of: tokens.map(number)).sampleVariance.squareRoot()
  }

  var results: Results {
    Results(
      Estimators.numbers.map { name, number in
        [
          "kl/\(name)": divergences.perToken(number), "kl/\(name)_deviation": deviation(number),
          "kl/\(name)_minus_exact": name == "exact"
            ? nil : divergences.perToken { number($0) - $0.exact },
        ]
      })
  }

  var table: Table {
    Table(
      "estimators",
      columns: ["estimator", .number("mean"), .number("deviation"), .number("negative")],
      rows: Estimators.numbers.map { name, number in
        // Rounding can make an exact 0 negative.
        let negative = Double(tokens.count { number($0) < -1e-6 }) / Double(max(1, tokens.count))
        return [
          Label(name), divergences.perToken(number), deviation(number).formatted(places: 3),
          (100 * negative).formatted(places: 0),
        ]
      })
  }
}
