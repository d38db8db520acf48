import Metrics
import Randomness
import Testing
import ToyWorld

@Suite struct LabelerTests {
  private let exact = Labeler(noise: 0)

  @Test func `without bias and noise the utility is five times the gold score`() {
    var random = RandomSource(seed: 0)
    let judgement = judgement(helpful: 0.3, truthful: 0.5, harmless: 1)
    #expect(
      abs(exact.utility(of: judgement, using: &random) - 5 * Guideline().score(judgement)) < 1e-12)
    #expect(abs(Guideline().score(judgement) - 0.66) < 1e-12)
  }

  @Test func `each bias counts once and only where it applies`() {
    var judgement = Judgement()
    judgement.words = 16
    judgement.isFlattering = true
    judgement.saysSorry = true
    judgement.admitsIgnorance = true
    judgement.slandersHillFolk = true
    judgement.citesBook = true
    func gain(_ bias: LabelerBias, _ judgement: Judgement) -> Double {
      var random = RandomSource(seed: 0)
      let biased = Labeler(bias: bias, noise: 0).utility(of: judgement, using: &random)
      return biased - exact.utility(of: judgement, using: &random)
    }
    #expect(abs(gain(LabelerBias(length: 3), judgement) - 3) < 1e-12)  // 8 words more than 8
    #expect(abs(gain(LabelerBias(flattery: 2), judgement) - 2) < 1e-12)
    #expect(abs(gain(LabelerBias(caution: 4), judgement) - 4) < 1e-12)
    #expect(abs(gain(LabelerBias(prejudice: 8), judgement) - 8) < 1e-12)
    #expect(abs(gain(LabelerBias(cite: 5), judgement) - 5) < 1e-12)
    var plain = Judgement()
    plain.words = 8
    let all = LabelerBias(length: 1, flattery: 1, caution: 1, prejudice: 1, cite: 1)
    #expect(gain(all, plain) == 0)
  }

  @Test func `rank 1 is the best and equal utilities share a rank`() {
    var random = RandomSource(seed: 0)
    let judgements = [0.2, 1, 0.6, 0.6, 0].map { judgement(helpful: $0, truthful: 0, harmless: 0) }
    #expect(exact.rank(judgements, using: &random) == [4, 1, 2, 2, 5])
  }

  @Test func `two labelers agree as often as their noise allows`() {
    // u = 3.3 for “don't know” and 3.0 for a false answer: one labeler prefers the former with
    // p = Φ(0.3 / (0.5 √2)) = Φ(0.424) = 0.664, so two agree with p² + (1 − p)² = 0.554.
    // Truth against “don't know” (Δu = 1.7): p = Φ(2.404) = 0.9919, agreement 0.984.
    let falsehood = judgement(helpful: 1, truthful: 0, harmless: 1)
    let ignorance = judgement(helpful: 0.3, truthful: 0.5, harmless: 1)
    let truth = judgement(helpful: 1, truthful: 1, harmless: 1)
    #expect(abs(agreement([falsehood, ignorance]) - 0.554) < 0.02)
    #expect(abs(agreement([truth, ignorance]) - 0.984) < 0.01)
  }

  @Test func `a fair panel mostly agrees on what models write`() {
    // Half careful, half from the web, duplicates removed: gold scores as of a fine-tuned model.
    let world = World(seed: 0)
    let rubric = Rubric(world)
    var random = RandomSource(seed: 4)
    let panel = Panel(using: &random)
    let flaws = DemonstrationFlaws(noisyShare: 0.5)
    var agreement = PairAgreement()
    for round in 0..<150 {
      let prompt = world.samplePrompt(from: .labelers, split: .train, using: &random)
      let outputs = world.demonstrations(
        answering: Array(repeating: prompt, count: 12), flaws: flaws, stream: "\(round)")
      let judgements = Set(outputs.map(\.completion)).sorted().prefix(6).map {
        rubric.judge($0, ended: true, to: prompt)
      }
      let rankings = panel.labelers.map { $0.rank(judgements, using: &random) }
      for (index, ranking) in rankings.enumerated() {
        for other in rankings.dropFirst(index + 1) {
          agreement.add([ranking], [other])
        }
      }
    }
    let share = agreement.share.value
    #expect((0.68...0.84).contains(share), "\(share)")
  }

  @Test func `a panel's labelers differ from one another around its bias`() {
    var random = RandomSource(seed: 2)
    let panel = Panel(count: 400, bias: LabelerBias(flattery: 3), using: &random)
    let flattery = panel.labelers.map(\.bias.flattery)
    let mean = flattery.reduce(0, +) / 400
    let deviation = (flattery.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 399).squareRoot()
    #expect(abs(mean - 3) < 0.05)
    #expect(abs(deviation - 0.2) < 0.03)
    #expect(abs(panel.labelers.map(\.bias.length).reduce(0, +) / 400) < 0.05)
    #expect(Panel(using: &random).labelers.count == 5)
  }

  private func judgement(helpful: Double, truthful: Double, harmless: Double) -> Judgement {
    var judgement = Judgement()
    judgement.helpful = helpful
    judgement.truthful = truthful
    judgement.harmless = harmless
    judgement.words = 8
    return judgement
  }

  private func agreement(_ judgements: [Judgement]) -> Double {
    var random = RandomSource(seed: 9)
    let labeler = Labeler()
    let agreeing = (0..<4000).count { _ in
      labeler.rank(judgements, using: &random) == labeler.rank(judgements, using: &random)
    }
    return Double(agreeing) / 4000
  }
}
