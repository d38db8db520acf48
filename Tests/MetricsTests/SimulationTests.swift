import Metrics
import Randomness
import Testing

/// Every rule by which the course calls a difference real, simulated where nothing is there to be found, and
/// every interval where the truth is known. What is drawn is as the lessons have it: models' answers that come
/// in clusters, one for each topic of a prompt.
struct SimulationTests {
  /// How clusters and answers are drawn.
  struct Design: Sendable, CustomTestStringConvertible {
    let clusters: Int
    let perCluster: Int
    let share: Double
    var testDescription: String { "\(clusters) × \(perCluster), \(share)" }
    var numbers: [Int] { (0..<clusters * perCluster).map { $0 / perCluster } }

    /// Hits of two models. An answer repeats its cluster's own opinion in four of ten cases, which is an
    /// intraclass correlation of 0.16, and the models share the opinion if they are `paired`.
    func draw(paired: Bool, using random: inout RandomSource) -> (first: [Double], second: [Double])
    {
      var (first, second): ([Double], [Double]) = ([], [])
      for _ in 0..<clusters {
        let opinion = random.chance(share)
        let other = paired ? opinion : random.chance(share)
        for _ in 0..<perCluster {
          first.append((random.chance(0.4) ? opinion : random.chance(share)) ? 1 : 0)
          second.append((random.chance(0.4) ? other : random.chance(share)) ? 1 : 0)
        }
      }
      return (first, second)
    }
  }

  private static let designs = [(9, 10), (20, 5), (48, 8), (200, 2)].flatMap {
    clusters, perCluster in
    [0.1, 0.5, 0.8, 0.98].map { Design(clusters: clusters, perCluster: perCluster, share: $0) }
  }

  /// The share of trials in which something happens.
  private func frequency(
    _ stream: String, trials: Int = 1500, _ happens: (inout RandomSource) -> Bool
  ) -> Double {
    var random = RandomSource(seed: 0, stream: stream)
    return Double((0..<trials).count { _ in happens(&random) }) / Double(trials)
  }

  @Test(arguments: designs) func `a share's interval holds the truth`(design: Design) {
    let coverage = frequency("share") { random in
      let hits = design.draw(paired: true, using: &random).first
      let estimate = Estimate.clusteredShare(of: hits, clusters: design.numbers)
      return !estimate.excludes(design.share)
    }
    #expect(coverage >= 0.93, "\(coverage)")
    // Where hits or misses are rare, or clusters few, it is wider than need be.
    let informative = Double(design.clusters) * min(design.share, 1 - design.share)
    if informative > 8 { #expect(coverage <= 0.97, "\(coverage)") }
  }

  @Test(arguments: [5, 20, 200]) func `a mean's interval holds the truth`(clusters: Int) {
    let numbers = (0..<3 * clusters).map { $0 / 3 }
    let coverage = frequency("mean") { random in
      let effects = (0..<clusters).map { _ in random.normal() }
      let values = numbers.map { 2 + effects[$0] + random.normal() }
      return !Estimate.clusteredMean(of: values, clusters: numbers).excludes(2)
    }
    #expect((0.93...0.97).contains(coverage), "\(coverage)")
  }

  @Test(arguments: designs) func `two models that are alike are seldom told apart`(design: Design) {
    for paired in [false, true] {
      let claims = frequency("alike") { random in
        let (first, second) = design.draw(paired: paired, using: &random)
        return Estimate.clusteredDifference(
          of: first, clusters: design.numbers, minus: second, clusters: design.numbers
        ).excludes(0)
      }
      #expect(claims <= 0.06, "paired: \(paired), \(claims)")
    }
  }

  @Test(arguments: designs) func `shares of different prompts are seldom told apart`(design: Design)
  {
    let claims = frequency("independent") { random in
      let (first, second) = design.draw(paired: false, using: &random)
      let a = Estimate.clusteredShare(of: first, clusters: design.numbers)
      let b = Estimate.clusteredShare(of: second, clusters: design.numbers)
      return a.isAbove(b) || a.isBelow(b)
    }
    #expect(claims <= 0.06, "\(claims)")
  }

  @Test(arguments: designs.filter { $0.share <= 0.5 })
  func `two outcomes of the same answers are seldom told apart`(design: Design) {
    // An answer slanders, or rejects the premise, or does neither; never both.
    let claims = frequency("outcomes") { random in
      let draws = design.draw(paired: true, using: &random).first.map { hit in
        (hit == 1, random.chance(0.5))
      }
      return Estimate.clusteredDifference(
        of: draws.map { $0.0 && $0.1 ? 1 : 0 }, clusters: design.numbers,
        minus: draws.map { $0.0 && !$0.1 ? 1 : 0 }, clusters: design.numbers
      ).excludes(0)
    }
    #expect(claims <= 0.06, "\(claims)")
  }

  @Test(arguments: designs.filter { $0.share <= 0.5 })
  func `a difference's interval holds the truth`(design: Design) {
    let better = Design(
      clusters: design.clusters, perCluster: design.perCluster, share: design.share + 0.3)
    let coverage = frequency("difference") { random in
      let (first, second) = (
        better.draw(paired: true, using: &random).first,
        design.draw(paired: true, using: &random).first
      )
      return !Estimate.clusteredDifference(
        of: first, clusters: design.numbers, minus: second, clusters: design.numbers
      ).excludes(0.3)
    }
    #expect((0.93...0.98).contains(coverage), "\(coverage)")
  }

  @Test func `of eight kinds none is called different where none is`() {
    let claims = frequency("Holm") { random in
      let gains = (0..<8).map { _ in
        let values = (0..<48).map { _ in random.normal() }
        return { (confidence: Double) in
          Estimate.clusteredMean(
            of: values, clusters: (0..<48).map { $0 / 2 }, confidence: confidence)
        }
      }
      return Estimate.differFromZero(gains).contains(true)
    }
    #expect(claims <= 0.06, "\(claims)")
  }

  @Test(arguments: [0.02, 0.05]) func `what differs by the margin is seldom called the same`(
    margin: Double
  ) {
    let claims = frequency("equivalence") { random in
      let gain = Estimate.clusteredMean(
        of: (0..<400).map { _ in margin + 0.2 * random.normal() },
        clusters: (0..<400).map { $0 / 2 })
      return gain.isWithin(margin, of: Estimate(0))
    }
    #expect(claims <= 0.06, "\(claims)")
  }
}

extension Estimate {
  fileprivate func excludes(_ number: Double) -> Bool {
    isAbove(Estimate(number)) || isBelow(Estimate(number))
  }
}
