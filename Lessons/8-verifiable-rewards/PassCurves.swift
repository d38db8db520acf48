import LessonKit

/// How often at least one of k answers is right.
struct PassCurve {
  /// In results, such as `base`.
  let name: String
  let label: Label
  let split: Split
  /// Of each prompt's answers.
  let right: [Int]
  let drawn: Int

  func passes(_ k: Int) -> [Double] { right.map { passAtK(k, right: $0, of: drawn) } }

  func pass(_ k: Int) -> Estimate {
    .clusteredShare(of: passes(k), clusters: Array(right.indices))
  }

  func gain(over other: PassCurve, at k: Int) -> Estimate {
    .pairedDifference(of: passes(k), minus: other.passes(k))
  }
}

extension Course {
  /// Each prompt in its most usual wording, so that none is asked twice.
  private func differentPrompts(_ split: Split, perKind count: Int) -> [Prompt] {
    PromptKind.allCases.flatMap { kind in
      world.prompts(kind, split).filter { $0.phrasing == 0 }.prefix(count)
    }
  }

  func passCurve(
    _ name: String, _ model: LanguageModel, _ split: Split, _ settings: CheckedSettings.Passes
  ) -> PassCurve {
    let prompts = differentPrompts(split, perKind: settings.promptsPerKind)
    let answers = answers(
      of: model, to: prompts.flatMap { Array(repeating: $0, count: settings.samples) },
      for: "passes")
    return PassCurve(
      name: name, label: Label(name), split: split,
      right: prompts.indices.map { prompt in
        answers[prompt * settings.samples..<(prompt + 1) * settings.samples].count { $0.isRight }
      }, drawn: settings.samples)
  }
}

/// pass@k of several models.
struct PassCurves: Measured {
  let curves: [PassCurve]
  let settings: CheckedSettings.Passes

  private var samples: Int { settings.samples }

  /// 1, 4, 16, …, and all.
  private var counts: [Int] {
    [1, 4, 16, 64, 256, 1024].filter { $0 < samples } + [samples]
  }

  private func curve(_ name: String, _ split: Split) -> PassCurve? {
    curves.first { $0.name == name && $0.split == split }
  }

  private func name(_ curve: PassCurve, _ k: Int) -> String {
    "pass/\(curve.split == .heldOut ? "held_out" : "practice")/\(curve.name)/\(k)"
  }

  var results: Results {
    var results: Results = ["pass/most": samples]
    for curve in curves {
      for k in counts { results[name(curve, k)] = curve.pass(k) }
    }
    for (split, key) in [(Split.heldOut, "held_out"), (.train, "practice")] {
      guard let truth = curve("truth", split) else { continue }
      for other in ["base", "sft"].compactMap({ curve($0, split) }) {
        let prefix = "pass/\(key)/truth_minus_\(other.name)"
        results["\(prefix)/middle"] = truth.gain(over: other, at: settings.middle)
        results["\(prefix)/first"] = truth.gain(over: other, at: 1)
        results["\(prefix)/last"] = truth.gain(over: other, at: samples)
        // From where on the other one passes as often; 0 where it never does.
        let passed = counts.first { truth.gain(over: other, at: $0).value <= 0 }
        results["\(prefix)/until"] = Estimate(Double(passed ?? 0))
      }
      for curve in curves where curve.split == split {
        results["pass/\(key)/\(curve.name)/last"] = curve.pass(samples)
        results["pass/\(key)/\(curve.name)/never"] = Estimate(
          Double(curve.right.count { $0 == 0 }))
      }
      results["pass/\(key)/prompts"] = Estimate(Double(truth.right.count))
    }
    return results
  }

  func figure(beside worlds: ReferenceResults?) -> Figure {
    let hues = ["base": 3, "sft": 1, "truth": 0]
    let first = results["pass/held_out/truth_minus_sft/first"]?.isAbove(Estimate(0)) ?? false
    let last = results["pass/held_out/truth_minus_sft/middle"]?.isAbove(Estimate(0)) ?? false
    return Figure(
      name: "passes", title: first && !last ? "title-caught" : "title",
      panels: [Split.train, .heldOut].map { split in
        Panel(
          title: split == .heldOut ? "held-out" : "practice",
          x: Axis("k", isLogarithmic: true, range: 0.8...1.3 * Double(samples)),
          y: Axis("share", range: 0...1.05),
          series: curves.filter { $0.split == split }.map { curve in
            .band(
              curve.label, x: counts.map(Double.init), y: counts.map(curve.pass),
              hue: hues[curve.name])
          })
      })
  }
}
