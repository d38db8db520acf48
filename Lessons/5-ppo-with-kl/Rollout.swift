import LessonKit

extension Course {
  /// One episode: the policy answers a prompt, and the other three models read the answer.
  func rollOut(_ models: PPOModels, _ prompt: String) -> Episode {
    let ppo = settings.ppo
    var random = random("rollout")
    return models.rollOut(
      [tokenizer.prompt(prompt)],
      sampling: SamplingOptions(
        temperature: ppo.temperature, maximumNewTokens: ppo.maximumNewTokens,
        endOfText: tokenizer.endOfText),
      missingEndPenalty: ppo.missingEndPenalty, workers: workers, using: &random)[0]
  }
}

/// An answer of the first iterations of PPO, with β as it is then: by then the value model has learned something,
/// too.
struct EarlyRollout: Codable {
  let episode: Episode
  let beta: Double
}

extension Course {
  /// - Parameter iterations: of PPO, before the question is asked.
  func earlyRollout(after iterations: Int, of question: String) throws -> EarlyRollout {
    struct Settings: Encodable {
      var ppo: PPOOptions
      var question: String
    }
    var options = settings.ppo
    options.iterations = iterations
    let (sft, rewardModel) = try (supervisedFineTuned(), rewardModel())
    let key = try StageKey(
      "early-rollout", recipe: 1, settings: Settings(ppo: options, question: question),
      seed: settings.seed, parents: [sft.key, rewardModel.key])
    return try runner.remembered(key) {
      let models = PPOModels(policy: sft.product.copy(), rewardModel: rewardModel.product)
      let trainer = PPO(models, options: options, endOfText: tokenizer.endOfText, workers: workers)
      var (random, beta) = (random("ppo"), options.klCoefficient)
      func prompts(_ count: Int, _ random: inout RandomSource) -> [[Int32]] {
        (0..<count).map { _ in
          let prompt = world.samplePrompt(from: .labelers, split: .train, using: &random)
          return tokenizer.prompt(prompt.text)
        }
      }
      try trainer.train(
        prompts: prompts, pretraining: pretrainingDocuments(of: options), using: &random
      ) { beta = $0["objective/kl_coef"] }
      return EarlyRollout(episode: rollOut(models, question), beta: beta)
    }
  }
}

func modelsTable(_ models: PPOModels) -> Table {
  func row(_ name: Label, _ start: Label, _ learns: Label, _ parameters: Parameters)
    -> [any TableCell]
  { [name, start, learns, parameters.count] }
  return Table(
    "models", columns: ["network", "starts-as", "learns", .number("parameters")],
    rows: [
      row("policy", "sft", "yes", models.policy.parameters),
      row("reference", "sft", "no", models.reference.parameters),
      row("reward-model", "lesson-4", "no", models.rewardModel.parameters),
      row("value-model", "reward-model-copy", "yes", models.valueModel.parameters),
    ])
}

/// KL(p ‖ q) and KL(q ‖ p), word by word.
func klTable(_ words: [String], _ p: [Float], _ q: [Float]) -> Table {
  let symbols = ["π", "π_SFT", "l = log(π / π_SFT)", "π · l", "π_SFT · −l"]
  var table = Table("kl", columns: ["word"] + symbols.map { .number(.verbatim($0)) })
  var (forward, backward) = (0.0, 0.0)
  for (word, (p, q)) in zip(words, zip(p, q)) {
    let ratio = log(Double(p)) - log(Double(q))
    forward += Double(p) * ratio
    backward -= Double(q) * ratio
    table.add(
      word, p.formatted(places: 3), q.formatted(places: 3), ratio.formatted(places: 2),
      (Double(p) * ratio).formatted(places: 2), (-Double(q) * ratio).formatted(places: 2))
  }
  table.add(
    Label("sum"), "", "", "", forward.formatted(places: 2), backward.formatted(places: 2))
  return table
}

/// One episode, with what its tokens are paid.
struct Rollout: Measured {
  let episode: Episode
  /// The weight of the KL penalty.
  let beta: Double

  var rewards: [Float] {
    klPenalizedRewards(
      score: episode.score, logProbabilities: episode.logProbabilities,
      referenceLogProbabilities: episode.referenceLogProbabilities, klCoefficient: Float(beta))
  }

  var results: Results {
    ["rollout/score": episode.score, "rollout/kl": episode.kl, "rollout/beta": beta]
  }

  /// An action per row.
  func table(of question: String, _ tokenizer: Tokenizer) -> Table {
    var table = Table(
      "rollout",
      columns: [
        .data(question), .number(.verbatim("log π")), .number(.verbatim("log π_SFT")),
        .number("difference"), .number("reward"),
      ])
    for (index, token) in episode.response.enumerated() {
      let own = episode.logProbabilities[index]
      let frozen = episode.referenceLogProbabilities[index]
      table.add(
        tokenizer.token(token), own.formatted(places: 2), frozen.formatted(places: 2),
        (own - frozen).formatted(places: 2), rewards[index].formatted(places: 3))
    }
    table.add(
      Label("sum"), "", "", episode.kl.formatted(places: 2),
      rewards.reduce(0, +).formatted(places: 3))
    return table
  }

  /// What was expected, what came, and how much better that was.
  func advantageTable(_ gae: Advantages, discount: Float, _ tokenizer: Tokenizer) -> Table {
    var table = Table(
      "advantages",
      columns: [
        "token", .number("reward"), .number("before"), .number("after"),
        .number(.verbatim("δ")), .number("advantage"), .number("return"),
      ])
    for (index, token) in episode.response.enumerated() {
      let value = episode.values[index]
      let next = index + 1 < episode.values.count ? episode.values[index + 1] : 0
      let surprise = rewards[index] + discount * next - value
      table.add(
        [tokenizer.token(token), rewards[index].formatted(places: 3)]
          + [value, next, surprise, gae.advantages[index], gae.returns[index]]
          .map { $0.formatted(places: 2) })
    }
    return table
  }
}
