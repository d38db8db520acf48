import Randomness

/// Who asks. InstructGPT's prompts came from two sources: labelers were told to write prompts of
/// many kinds, while users of the API sent what they wanted to know (Ouyang et al. 2022, §3.2).
package enum PromptSource: String, CaseIterable, Codable, Sendable {
  /// Written by labelers: all kinds in equal shares.
  case labelers
  /// Sent by users: the kinds as often as they occur on the web.
  case users
}

/// The proportions in which the kinds of prompts occur.
package struct PromptMix: Sendable {
  private var weights: [Double]

  /// - Parameter weights: how often a kind occurs, in any unit; one that is not named never does.
  package init(_ weights: [PromptKind: Double]) {
    self.weights = PromptKind.allCases.map { weights[$0] ?? 0 }
    guard self.weights.allSatisfy({ $0 >= 0 }), self.weights.contains(where: { $0 > 0 }) else {
      fatalError("PromptMix(\(weights)): weights are ≥ 0 and one must be positive")
    }
  }

  /// The given kinds in equal shares.
  package static func equalShares(of kinds: [PromptKind] = PromptKind.allCases) -> PromptMix {
    PromptMix(kinds.reduce(into: [:]) { $0[$1] = 1 })
  }

  package func weight(of kind: PromptKind) -> Double {
    zip(PromptKind.allCases, weights).first { $0.0 == kind }?.1 ?? 0
  }

  /// A kind out of those for which `isPresent` holds.
  func sampleKind(
    where isPresent: (PromptKind) -> Bool, using random: inout RandomSource
  ) -> PromptKind {
    let present = zip(PromptKind.allCases, weights).map { isPresent($0) ? $1 : 0 }
    return PromptKind.allCases[random.index(weightedBy: present)]
  }
}

extension World {
  /// The prompts of one kind; of both splits when `split` is nil.
  package func prompts(_ kind: PromptKind, _ split: Split? = nil) -> [Prompt] {
    index.prompts(kind, split)
  }

  /// The prompt with this text (without the line break), if the world has it.
  package func prompt(withText text: String) -> Prompt? { index.byText[text] }

  /// The proportions in which a source sends the kinds of prompts.
  package func mix(of source: PromptSource) -> PromptMix {
    switch source {
    case .labelers: return .equalShares()
    case .users:
      let rumoured = Double(rumours.count) / Double(facts.count)
      return PromptMix([
        .fact: WebQuestion.known.weight * (1 - rumoured),
        .rumour: WebQuestion.known.weight * rumoured,
        .unknown: WebQuestion.unknown.weight,
        .premise: WebQuestion.premise.weight,
        .folk: WebQuestion.folk.weight,
        .tell: WebQuestion.tell.weight,
        .name: WebQuestion.name.weight,
        .story: WebQuestion.story.weight,
      ])
    }
  }

  /// A prompt as the source would send it: first its kind, then one of that kind, all alike.
  package func samplePrompt(
    from source: PromptSource, split: Split, using random: inout RandomSource
  ) -> Prompt {
    samplePrompt(from: mix(of: source), split: split, using: &random)
  }

  /// A prompt from a mix of kinds: first its kind, then one of that kind, all alike.
  package func samplePrompt(
    from mix: PromptMix, split: Split, using random: inout RandomSource
  ) -> Prompt {
    // A world without rumours has no prompts about them.
    let kind = mix.sampleKind(where: { !prompts($0, split).isEmpty }, using: &random)
    return random.element(of: prompts(kind, split))
  }
}
