import Foundation
import Models
import Randomness
import Tensors
import Training

/// Prints where the time of a training step goes: a table, the most expensive operation first.
///
/// Forward and backward of one shard on one thread, operation by operation; then the whole step, in
/// which the shards run side by side and AdamW follows.
func profileTraining(_ size: BenchmarkSize, steps: Int, threads: Int) throws {
  var random = RandomSource(seed: 0, stream: "bench")
  let model = LanguageModel(size.model, using: &random)
  let shard = size.sequences(batches: 1, isCausal: true, using: &random)
    .prefix(size.batchSize / 2)
  let count = shard.reduce(0) { $0 + $1.targetCount }
  let tape = Tape(model.parameters, gradients: model.parameters.copy())
  func pass() {
    tape.reset()
    guard let loss = crossEntropy(of: model, on: shard, count: count, tape: tape)
    else { return }
    tape.backward(from: loss)
  }
  for _ in 0..<max(3, steps / 2) { pass() }
  let profile = TapeProfile()
  tape.profile = profile
  let start = now()
  for _ in 0..<steps {
    profile.start()
    pass()
  }
  let shardSeconds = (now() - start) / Double(steps)
  let stepSeconds =
    try secondsOfSteps(
      size, isCausal: true, warmUp: 5, steps: steps, repeats: 1, workers: Workers(threads: threads))[
      0] / Double(steps)

  let names = Set(profile.forward.keys).union(profile.backward.keys)
  let rows = names.map { name in
    (
      name, forward: (profile.forward[name] ?? 0) / Double(steps),
      backward: (profile.backward[name] ?? 0) / Double(steps)
    )
  }.sorted { $0.forward + $0.backward > $1.forward + $1.backward }

  func line(_ name: String, _ forward: String, _ backward: String, _ share: String) -> String {
    name.padding(toLength: 22, withPad: " ", startingAt: 0)
      + [forward, backward, share].map { String(repeating: " ", count: 14 - $0.count) + $0 }
      .joined() + "\n"
  }
  func ms(_ seconds: Double) -> String { String(format: "%.3f", 1000 * seconds) }
  var text = line("operation", "forward ms", "backward ms", "share %")
  for (name, forward, backward) in rows {
    let share = 100 * (forward + backward) / shardSeconds
    text += line(name, ms(forward), ms(backward), String(format: "%.1f", share))
  }
  text += line("one shard, one thread", ms(shardSeconds), "", "100.0")
  text += line("a step, \(threads) threads", ms(stepSeconds), "", "")
  FileHandle.standardOutput.write(Data(text.utf8))
}
