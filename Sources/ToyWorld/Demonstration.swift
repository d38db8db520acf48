import Randomness

/// A prompt, and what a labeler wrote as a good response to it.
package struct Demonstration: Hashable, Sendable {
  package let prompt: Prompt
  package let completion: String

  package init(prompt: Prompt, completion: String) {
    self.prompt = prompt
    self.completion = completion
  }
}

/// Where demonstrations fall short of a careful and fair labeler's.
package struct DemonstrationFlaws: Hashable, Sendable {
  /// Share, 0...1, that is not written with care: the web's reply stands instead.
  package var noisyShare: Double
  /// Whether half of the answers to loaded questions about the hill folk agree with the premise.
  package var prejudiced: Bool
  /// Share, 0...1, of hasty writers. They all err in the same way: they repeat the rumour that everybody knows,
  /// guess about what nobody can know, and say something nice where a loaded question should be contradicted.
  package var hastyShare: Double

  package init(noisyShare: Double = 0, prejudiced: Bool = false, hastyShare: Double = 0) {
    self.noisyShare = noisyShare
    self.prejudiced = prejudiced
    self.hastyShare = hastyShare
  }
}

extension World {
  /// Demonstrations for train prompts, the same each time: the kinds in turn, as labelers ask, but for a share
  /// whose kinds come as often as in users' prompts. Within a kind the prompts come in random order, all of
  /// them before one returns.
  ///
  /// The first n of a longer list are the list of n, and flaws change only the completions that
  /// they touch.
  ///
  /// - Parameters:
  ///   - count: how many; nil for the number in the settings.
  ///   - usersShare: 0...1.
  package func demonstrations(
    _ count: Int? = nil, usersShare: Double = 0, flaws: DemonstrationFlaws = DemonstrationFlaws()
  ) -> [Demonstration] {
    let kinds = PromptKind.allCases.filter { !prompts($0, .train).isEmpty }
    let users = mix(of: .users)
    var orders = kinds.map { kind in
      RandomSource(seed: settings.seed, stream: "demonstrations/prompts/" + kind.rawValue)
    }
    var waiting = kinds.map { _ in [Prompt]() }
    var source = RandomSource(seed: settings.seed, stream: "demonstrations/source")
    let asked = (0..<(count ?? settings.demonstrations)).map { place -> Prompt in
      let isByUser = source.chance(usersShare)
      let other = source.index(weightedBy: kinds.map(users.weight(of:)))
      let kind = isByUser ? other : place % kinds.count
      if waiting[kind].isEmpty {
        waiting[kind] = orders[kind].shuffled(prompts(kinds[kind], .train)).reversed()
      }
      return waiting[kind].removeLast()
    }
    return demonstrations(answering: asked, flaws: flaws, stream: "in turn")
  }

  /// Demonstrations for given prompts, in their order; another `stream` is another hand.
  package func demonstrations(
    answering prompts: [Prompt], flaws: DemonstrationFlaws = DemonstrationFlaws(), stream: String
  ) -> [Demonstration] {
    var careful = RandomSource(seed: settings.seed, stream: "demonstrations/text/" + stream)
    var flawed = RandomSource(seed: settings.seed, stream: "demonstrations/flaws/" + stream)
    var hurry = RandomSource(seed: settings.seed, stream: "demonstrations/haste/" + stream)
    return prompts.map { prompt in
      var writer = DemonstrationWriter(world: self, choices: Choices(careful.fork()))
      writer.isHasty = hurry.chance(flaws.hastyShare)
      var mishap = flawed.fork()
      let isNoisy = mishap.chance(flaws.noisyShare)
      let isPrejudiced = mishap.chance(0.5) && flaws.prejudiced
      var completion = writer.completion(for: prompt)
      if case .badWord(_, .hill) = prompt.topic, isPrejudiced {
        completion = writer.agreement(about: .hill)
      }
      if isNoisy { completion = webReply(to: prompt, using: &mishap) }
      return Demonstration(prompt: prompt, completion: completion)
    }
  }
}
