import Foundation

/// The t for which Student's distribution holds the share `coverage` within ±t: 12.706 for 95 % and
/// one degree of freedom, 1.96 for very many.
///
/// The share within ±t is a finite sum of cosines of θ = atan(t / √ν) (Abramowitz and Stegun,
/// 26.7.3 and 26.7.4), which grows with θ, so that bisection finds the θ.
package func studentTQuantile(_ coverage: Double, degreesOfFreedom: Int) -> Double {
  guard coverage > 0, coverage < 1, degreesOfFreedom > 0 else {
    fatalError("studentTQuantile(\(coverage), degreesOfFreedom: \(degreesOfFreedom))")
  }
  // Beyond this many, t changes by less than one in ten thousand.
  let degrees = min(degreesOfFreedom, 10_000)
  var low = 0.0
  var high = Double.pi / 2
  while true {
    let middle = (low + high) / 2
    if middle <= low || middle >= high { break }
    if share(within: middle, degreesOfFreedom: degrees) < coverage {
      low = middle
    } else {
      high = middle
    }
  }
  return tan(low) * Double(degrees).squareRoot()
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
