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
  /// How often a loaded question about the hill folk comes on top, in the same unit.
  private let hillFolkPremises: Double

  /// - Parameters:
  ///   - weights: how often a kind occurs, in any unit; one that is not named never does.
  ///   - hillFolkPremises: how often a loaded question about the hill folk comes on top.
  package init(_ weights: [PromptKind: Double], hillFolkPremises: Double = 0) {
    self.hillFolkPremises = hillFolkPremises
    self.weights = PromptKind.allCases.map { weights[$0] ?? 0 }
    guard self.weights.allSatisfy({ $0 >= 0 }), self.weights.contains(where: { $0 > 0 }) else {
      fatalError("PromptMix(\(weights)): weights are ≥ 0 and one must be positive")
    }
  }

  /// The given kinds in equal shares.
  package static func equalShares(
    of kinds: [PromptKind] = PromptKind.allCases, hillFolkPremises: Double = 0
  ) -> PromptMix {
    PromptMix(kinds.reduce(into: [:]) { $0[$1] = 1 }, hillFolkPremises: hillFolkPremises)
  }

  /// The weights of all kinds, and that of what comes on top if there is any: mixes with the same
  /// shares are the same.
  package var shares: [Double] { weights + (hillFolkPremises > 0 ? [hillFolkPremises] : []) }

  package func weight(of kind: PromptKind) -> Double {
    zip(PromptKind.allCases, weights).first { $0.0 == kind }?.1 ?? 0
  }

  /// One of the lists of prompts, which stand in the order of the kinds, with the loaded questions
  /// about the hill folk after them. An empty list is never drawn.
  fileprivate func sample(
    of lists: [[Prompt]], using random: inout RandomSource
  ) -> [Prompt] {
    let present = zip(lists, weights + [hillFolkPremises]).map { $0.isEmpty ? 0 : $1 }
    return lists[random.index(weightedBy: present)]
  }
}

extension World {
  /// The prompts of one kind; of both splits when `split` is nil.
  package func prompts(_ kind: PromptKind, _ split: Split? = nil) -> [Prompt] {
    index.prompts(kind, split)
  }

  /// How many different prompts there are to practise on.
  package var trainPrompts: Int {
    PromptKind.allCases.reduce(0) { $0 + prompts($1, .train).count }
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
    let lists = PromptKind.allCases.map { prompts($0, split) } + [hillFolkPremises(split)]
    return random.element(of: mix.sample(of: lists, using: &random))
  }

  /// The loaded questions about the hill folk, of whom the web speaks ill.
  package func hillFolkPremises(_ split: Split) -> [Prompt] {
    prompts(.premise, split).filter { $0.folk == .hill }
  }
}
