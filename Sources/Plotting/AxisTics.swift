import Foundation

extension Axis {
  /// The step of 1, 2 or 5 times a power of ten between tic marks, for at most about `count` of
  /// them; nil to leave it to gnuplot, which does not see to it that numbers have room. On a logarithmic
  /// axis that spans little more than two powers of ten, all tic marks of this kind.
  func ticStep(showing values: [Double], count: Double) -> String? {
    let values = values.filter { $0.isFinite && (!isLogarithmic || $0 > 0) }
    guard let low = range?.lowerBound ?? values.min(), let high = range?.upperBound ?? values.max(),
      high > low
    else { return nil }
    guard !isLogarithmic else {
      guard low > 0, high / low < 300 else { return nil }
      let powers =
        Int(bounded: log10(low).rounded(.down))...Int(bounded: log10(high).rounded(.down))
      let choices = [[1.0, 2, 5], [1, 3], [1]].map { mantissas in
        powers.flatMap { power in mantissas.map { $0 * pow(10, Double(power)) } }
          .filter { low...high ~= $0 }
      }
      // The most that have room.
      let tics = choices.first { Double($0.count) <= max(count, 2) } ?? choices[2]
      return "(\(tics.map(number).joined(separator: ", ")))"
    }
    let least = (high - low) / count
    let power = pow(10, log10(least).rounded(.down))
    let step = [1, 2, 5].map { $0 * power }.first { $0 >= least * 0.999 } ?? 10 * power
    return number(step)
  }
}

extension FigureLayout {
  /// About how many tic marks a y axis has room for.
  var ticsUp: Double {
    let usual = rows > 1 ? 5.0 : 10
    return textScale > 1 ? min(usual / textScale, axesHeight / (0.06 * textScale)) : usual
  }
}
