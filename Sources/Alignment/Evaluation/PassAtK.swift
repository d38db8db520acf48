/// The chance that at least one of k answers to a prompt is right, from n that were drawn, of which c are right:
///
///     pass@k = 1 − C(n − c, k) / C(n, k)
///
/// the share of the sets of k out of the n that have a right one among them. Its mean is the true chance, 1 − (1 − p)^k,
/// which that of 1 − (1 − c/n)^k is not (Chen et al. 2021, equation 1).
///
/// - Parameters:
///   - k: from 1 to n.
///   - right: c.
///   - drawn: n.
// quote: pass-at-k
package func passAtK(_ k: Int, right: Int, of drawn: Int) -> Double {
  guard k >= 1, k <= drawn, right >= 0, right <= drawn else {
    fatalError("pass@\(k) of \(right) right ones of \(drawn)")
  }
  guard drawn - right >= k else { return 1 }
  // C(n − c, k) / C(n, k) = Π (1 − k / i) over i = n − c + 1 … n
  let factors = (drawn - right + 1..<drawn + 1).map { 1 - Double(k) / Double($0) }
  return 1 - factors.reduce(1, *)
}
// end quote
