import LessonKit

/// What becomes of loss and score when the demonstrations are read too often.
struct Longer: Measured {
  let points: [FineTuningPoint]
  let answers: [Answer]
  /// The course's SFT model's.
  let beside: [Answer]

  var results: Results {
    let turn = points.min { $0.validationLoss < $1.validationLoss }
    return [
      "long/gold": answers.gold, "gain/long_vs_sft": answers.gain(over: beside),
      "long/epochs": points.last?.epoch, "long/turn_epoch": turn?.epoch,
      "long/turn_loss": turn?.validationLoss, "long/last_loss": points.last?.validationLoss,
      "long/turn_gold": turn?.gold,
    ]
  }

  /// A line at the epoch after which the loss rises.
  private func mark(_ values: [Double]) -> [Series] {
    let turn = points.min { $0.validationLoss < $1.validationLoss }.map { Double($0.epoch) }
    guard let turn, let low = values.min(), let high = values.max() else { return [] }
    return [.curve(.none, x: [turn, turn], y: [low, high], hue: 6)]
  }

  var figure: Figure {
    let epochs = points.map { Double($0.epoch) }
    return Figure(
      name: "loss-and-gold-by-epoch",
      panels: [
        Panel(
          title: "loss", x: Axis("epoch"), y: Axis("nats"), legend: .none,
          series: [.line("loss", x: epochs, y: points.map(\.validationLoss))]
            + mark(points.map(\.validationLoss))),
        Panel(
          title: "gold", x: Axis("epoch"), y: Axis("score", range: 0.5...1), legend: .none,
          series: [
            .line("gold", x: epochs, y: points.map(\.gold), hue: 1),
            .points(
              .none, x: Array(epochs.suffix(1)), y: epochs.isEmpty ? [] : [answers.gold], hue: 1),
          ] + mark([0.5, 1])),
      ])
  }
}
