import Foundation

/// The t for which Student's distribution holds the share `coverage` within ±t: 12.706 for 95 % and
/// one degree of freedom, 1.96 for very many.
///
/// The share within ±t is a finite sum of cosines of θ = atan(t / √ν) (Abramowitz and Stegun,
/// 26.7.3 and 26.7.4), which grows with θ, so that bisection finds the θ. Above 10,000 degrees of
/// freedom, where the sum is long, the normal quantile z is corrected instead (26.7.5):
///
///     t = z + (z³ + z) / 4ν + (5z⁵ + 16z³ + 3z) / 96ν²
///
/// Both are right to nine digits at 99.9 %.
package func studentTQuantile(_ coverage: Double, degreesOfFreedom: Int) -> Double {
  guard coverage > 0, coverage < 1, degreesOfFreedom > 0 else {
    fatalError("studentTQuantile(\(coverage), degreesOfFreedom: \(degreesOfFreedom))")
  }
  let degrees = Double(degreesOfFreedom)
  guard degreesOfFreedom > 10_000 else {
    let angle = inverse(at: coverage, upTo: Double.pi / 2) {
      share(within: $0, degreesOfFreedom: degreesOfFreedom)
    }
    return tan(angle) * degrees.squareRoot()
  }
  // The normal distribution's share within ±9 is 1 to the last bit.
  let z = inverse(at: coverage, upTo: 9) { erf($0 / 2.0.squareRoot()) }
  let (z3, z5) = (pow(z, 3), pow(z, 5))
  return z + (z3 + z) / (4 * degrees) + (5 * z5 + 16 * z3 + 3 * z) / (96 * degrees * degrees)
}

/// Where in 0...limit a growing function reaches a value, by bisection.
private func inverse(
  at value: Double, upTo limit: Double, of function: (Double) -> Double
) -> Double {
  var (low, high) = (0.0, limit)
  while true {
    let middle = (low + high) / 2
    if middle <= low || middle >= high { return low }
    if function(middle) < value { low = middle } else { high = middle }
  }
}

/// P(|T| < √ν · tan θ) for ν degrees of freedom.
private func share(within angle: Double, degreesOfFreedom: Int) -> Double {
  let cosine = cos(angle)
  let isOdd = !degreesOfFreedom.isMultiple(of: 2)
  // Odd ν:  2/π (θ + sin θ (cos θ + 2/3 cos³ θ + … to cos^(ν−2) θ))
  // Even ν: sin θ (1 + 1/2 cos² θ + 1·3/(2·4) cos⁴ θ + … to cos^(ν−2) θ)
  var term = isOdd ? cosine : 1
  var sum = 0.0
  for power in stride(from: isOdd ? 1 : 0, through: degreesOfFreedom - 2, by: 2) {
    sum += term
    term *= cosine * cosine * Double(power + 1) / Double(power + 2)
  }
  return isOdd ? 2 / Double.pi * (angle + sin(angle) * sum) : sin(angle) * sum
}
