import LessonKit

/// What training on rankings directly does to the answers that were ranked.
struct DirectTraining: Measured {
  /// In results.
  let name: String
  /// β.
  let klCoefficient: Double
  let metrics: MetricLog
  /// log π after the training minus log π_SFT of each answer that was ranked first, and last, in its set.
  let chosen, rejected: [Double]

  private var change: (chosen: Estimate, rejected: Estimate) {
    (.mean(of: chosen), .mean(of: rejected))
  }

  var results: Results {
    [
      "\(name)/beta": klCoefficient, "\(name)/first_loss": metrics.series("loss").first?.value,
      "\(name)/first_gradient": metrics.series("grad_norm").first?.value,
      "\(name)/chosen_change": change.chosen, "\(name)/rejected_change": change.rejected,
      "\(name)/chosen_fell": Estimate.proportion(chosen.count { $0 < 0 }, of: chosen.count),
    ]
  }

  /// Whether what was ranked first has become less likely.
  var hasSunk: Bool { change.chosen.isBelow(Estimate(0)) }

  /// The mean log-ratio to SFT of the pairs of each batch.
  var panel: Plotting.Panel {
    func logRatios(_ metric: String) -> [(step: Int, value: Double)] {
      metrics.series(metric).map { ($0.step, $0.value / klCoefficient) }
    }
    return Plotting.Panel(
      title: Label("at", ["beta": klCoefficient.plain]), x: Axis("step"), y: Axis("log-ratio"),
      series: [
        .line("chosen", logRatios("rewards/chosen"), smoothing: 0.9, hue: 2),
        .line("rejected", logRatios("rewards/rejected"), smoothing: 0.9, hue: 1),
      ])
  }
}

extension Course {
  /// DPO on the rankings of the course, and what it did to some of them.
  ///
  /// - Parameter count: how many of the rankings are looked at.
  func directTraining(
    _ name: String, klCoefficient: Double, sets count: Int
  ) throws -> DirectTraining {
    var options = settings.dpo
    options.klCoefficient = klCoefficient
    let stage = try directPolicy(
      options, rankings: settings.rewardModel.ranking,
      title: name == "dpo" ? "dpo" : Label("dpo-at", ["beta": klCoefficient.plain]))
    let sft = try supervisedFineTuned().product
    let records = try rankings(settings.rewardModel.ranking).prefix(count)
    var (chosen, rejected): ([Double], [Double]) = ([], [])
    let sets = records.map(answers(of:))
    let after = stage.product.logProbabilities(of: sets, workers: workers)
    let before = sft.logProbabilities(of: sets, workers: workers)
    for (set, (new, old)) in zip(sets, zip(after, before)) {
      guard let first = set.ranks.indices.min(by: { set.ranks[$0] < set.ranks[$1] }),
        let last = set.ranks.indices.max(by: { set.ranks[$0] < set.ranks[$1] }),
        set.ranks[first] < set.ranks[last]
      else { continue }
      chosen.append(Double(new[first] - old[first]))
      rejected.append(Double(new[last] - old[last]))
    }
    return DirectTraining(
      name: name, klCoefficient: klCoefficient, metrics: stage.metrics, chosen: chosen,
      rejected: rejected)
  }
}
