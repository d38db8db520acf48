import LessonKit

/// How often each kind of prompt comes from each of the two sources.
func mixTable(of world: World) -> Table {
  var table = Table(
    "mix",
    columns: ["kind", "example"] + PromptSource.allCases.map { .number(Label("\($0)")) })
  for kind in PromptKind.allCases {
    guard let example = world.prompts(kind, .train).first else { continue }
    let shares = PromptSource.allCases.map { source in
      let mix = world.mix(of: source)
      let total = PromptKind.allCases.reduce(0) { $0 + mix.weight(of: $1) }
      return "\((100 * mix.weight(of: kind) / total).formatted(places: 1)) %"
    }
    table.add([kind.label, example.text] + shares)
  }
  return table
}

/// What writing demonstrations costs, and for how many different prompts they are.
struct Workload: Measured {
  let results: Results

  init(_ demonstrations: [DemonstrationRecord], in world: World) {
    results = [
      "sft/labeler_minutes": Double(demonstrations.count) * minutesPerDemonstration,
      "sft/different_prompts": Set(demonstrations.map(\.prompt)).count,
      "prompts/train": world.trainPrompts,
    ]
  }
}

/// The same prompts in the hands of a careful writer and of a hasty one.
func hasteTable(of world: World) -> Table {
  func completion(_ prompt: Prompt, hastyShare: Double) -> String {
    world.demonstrations(
      answering: [prompt], flaws: DemonstrationFlaws(hastyShare: hastyShare), stream: "two hands"
    )[0].completion
  }
  return Table(
    "haste", columns: ["prompt", "careful", "hasty"],
    rows: [PromptKind.rumour, .unknown, .premise, .fact].compactMap { kind in
      world.prompts(kind, .train).first.map { prompt in
        [prompt.text] + [0, 1].map { completion(prompt, hastyShare: $0) }
      }
    })
}

/// What the model reads and should say at each place, and where that counts.
func maskTable(_ sequence: LabeledSequence, _ tokenizer: Tokenizer) -> Table {
  var table = Table("mask", columns: [.number("place"), "reads", "says", "counts"])
  for (place, (id, target)) in zip(sequence.ids, sequence.targets).enumerated() {
    let counts = target != LabeledSequence.ignored
    // The last token is not read by anything, so that the next id is always there where one is asked.
    let next = place + 1 < sequence.ids.count ? sequence.ids[place + 1] : target
    table.add(
      place + 1, tokenizer.quoted(id), tokenizer.quoted(next), Label(counts ? "yes" : "no"))
  }
  return table
}
