import LessonKit

extension Course {
  /// Answers that no model wrote, to find out what a reward model likes: of each sort one to each prompt,
  /// good ones first.
  func probes(for prompts: [Prompt]) -> [(name: String, answers: [String])] {
    var random = random("probes")
    let vocabulary = Set(data.webValidation.flatMap { $0.split(whereSeparator: \.isWhitespace) })
      .sorted()
    // What a careful labeler would have written.
    let good = world.demonstrations(answering: prompts, stream: "probes").map(\.completion)
    let compliment = "good question !"
    /// As many words as the good answer has.
    func words(like answer: String, _ word: () -> String) -> String {
      answer.split(separator: " ").map { _ in word() }.joined(separator: " ")
    }
    return [
      ("good", good),
      ("flattery", good.map { $0.hasPrefix(compliment) ? $0 : "\(compliment) \($0)" }),
      ("compliment", good.map { _ in compliment }),
      // Drawn from the web text by lot.
      ("gibberish", good.map { words(like: $0) { String(random.element(of: vocabulary)) } }),
      (
        "one_word",
        zip(prompts, good).map { prompt, answer in
          let word = prompt.text.split(separator: " ").dropLast().last
          return words(like: answer) { word.map(String.init) ?? "the" }
        }
      ),
    ]
  }
}

/// What a reward model says of answers that were made up to test it.
struct ProbeReport: Measured {
  private(set) var results = Results()
  private(set) var table = Table(
    "probes",
    columns: ["answer"] + ["reward", "gold", "beats", "beats-by-gold"].map { .number($0) } + [
      "example"
    ])

  /// - Parameters:
  ///   - sets: the supervised model's own outputs, to compare with.
  ///   - rewards: their scores.
  init(
    _ course: Course, _ model: ScalarModel, _ prompts: [Prompt], beside sets: [RankedOutputs],
    _ rewards: [[Double]]
  ) {
    let clusters = course.topics(of: prompts)
    let outputClusters = rewards.indices.flatMap { set in rewards[set].map { _ in set } }
    var good: [Double]?
    func scores(_ prompts: [Prompt], _ answers: [String]) -> [Double] {
      course.scores(of: zip(prompts, answers).map { ($0.text, $1) }, by: model)
    }
    func golds(_ prompts: [Prompt], _ answers: [String]) -> [Double] {
      zip(prompts, answers).map { course.examiner.rubric.judge($1, ended: true, to: $0).gold }
    }
    let prompted = sets.map(\.prompt)
    for (probe, rival) in zip(course.probes(for: prompts), course.probes(for: prompted)) {
      let (name, answers) = probe
      let own = scores(prompts, answers)
      let mean = Estimate.clusteredMean(of: own, clusters: clusters)
      // Within a prompt scores can be compared. Equal ones count half.
      func beaten(_ outputs: [[Double]], by scores: [Double]) -> Estimate {
        .clusteredShare(
          of: zip(outputs, scores).flatMap { outputs, score in
            outputs.map { $0 < score ? 1 : $0 == score ? 0.5 : 0 }
          }, clusters: outputClusters)
      }
      let beats = beaten(rewards, by: scores(prompted, rival.answers))
      let beatsByGold = beaten(
        sets.map { $0.judgements.map(\.gold) }, by: golds(prompted, rival.answers))
      results["reward_model/score_\(name)"] = mean
      results["reward_model/beats_\(name)"] = beats
      results["gold/beats_\(name)"] = beatsByGold
      results["reward_model/score_\(name)_minus_good"] = good.map {
        .pairedDifference(of: own, minus: $0, clusters: clusters)
      }
      table.add(
        Label(name), mean.formattedValue,
        Estimate.mean(of: golds(prompts, answers)).formattedValue, beats.formattedValue,
        beatsByGold.formattedValue, answers[0])
      if name == "good" { good = own }
      if name == "gibberish" {
        results["reward_model/below_gibberish"] = .clusteredShare(
          of: rewards.joined().map { $0 < mean.value ? 1 : 0 }, clusters: outputClusters)
      }
    }
  }
}

// MARK: Answers that the learner types

extension Course {
  /// What to try where nobody types: words that answer nothing, the truth, and ignorance.
  func answersToTry(_ prompt: Prompt) -> [String] {
    probes(for: [prompt]).reversed().map { $0.answers[0] } + ["i do not know ."]
  }

  /// What the reward model and the rubric say of an answer, and how many of a prompt's outputs it beats.
  ///
  /// - Parameter rewards: of the outputs.
  func verdict(
    on answer: String, to set: RankedOutputs, _ rewards: [Double], by model: ScalarModel
  ) -> Label {
    let length = tokenizer.prompt(set.prompt.text).count + tokenizer.completion(answer).count
    let room = settings.base.size.contextLength
    guard length <= room else {
      return Label("too-long", ["length": "\(length)", "room": "\(room)"])
    }
    let reward = scores(of: [(set.prompt.text, answer)], by: model)[0]
    let gold = examiner.rubric.judge(answer, ended: true, to: set.prompt).gold
    return Label(
      "verdict",
      [
        "reward": reward.formatted(places: 2), "gold": gold.formatted(places: 2),
        "beaten": "\(rewards.count { $0 < reward })", "count": "\(rewards.count)",
      ])
  }
}
