import Foundation
import Models
import Tensors
import Training

/// Seconds a training step as one thing grows, the others being those of size s: width, layers, context, batch,
/// vocabulary, threads. Then a step of GPT-2, as it is predicted from size l, and as it is.
///
/// After each kind follow the exponents: e where the time grows as the e-th power, between each value and the next, so
/// that one sees where the line bends.
func measureScaling(repeats: Int, threads: Int) throws {
  for axis in ScalingAxis.all(threads: threads) {
    var times: [Double] = []
    for value in axis.values {
      var (size, threads) = (BenchmarkSize(.s), threads)
      axis.set(value, &size, &threads)
      let measurement = try stepTime(
        of: size, what: "\(axis.name) \(value)", steps: 10, repeats: repeats, threads: threads)
      times.append(measurement.median)
    }
    let slopes = zip(zip(axis.values, times), zip(axis.values, times).dropFirst())
      .map { before, after in
        log(after.1 / before.1) / log(Double(after.0) / Double(before.0))
      }
    Measurement(
      "exponent", threads: threads, unit: "", values: slopes,
      what: "\(axis.name): "
        + slopes.map { "\($0.rounded(to: 2))" }.joined(separator: ", ")
    ) { _ in 0 }.emit()
  }
  try compareWithPrediction(repeats: repeats, threads: threads)
}

/// One thing that grows.
private struct ScalingAxis {
  var name: String
  var values: [Int]
  var set: (_ value: Int, _ size: inout BenchmarkSize, _ threads: inout Int) -> Void

  static func all(threads: Int) -> [ScalingAxis] {
    [
      // Heads of 32 channels each.
      ScalingAxis(name: "width", values: [64, 128, 256, 512]) { value, size, _ in
        (size.model.width, size.model.heads) = (value, value / 32)
      },
      ScalingAxis(name: "layers", values: [2, 4, 8, 16]) { value, size, _ in
        size.model.layers = value
      },
      ScalingAxis(name: "context", values: [32, 64, 128, 256, 512]) { value, size, _ in
        size.model.contextLength = value
      },
      ScalingAxis(name: "batch", values: [8, 16, 32, 64, 128]) { value, size, _ in
        size.batchSize = value
      },
      ScalingAxis(name: "vocabulary", values: [256, 512, 2048, 8192]) { value, size, _ in
        size.model.vocabularySize = value
      },
      ScalingAxis(name: "threads", values: Array(Set([1, min(2, threads)])).sorted()) {
        value, _, threads in threads = value
      },
    ]
  }
}

@discardableResult
private func stepTime(
  of size: BenchmarkSize, what: String, steps: Int, repeats: Int, threads: Int
) throws -> Measurement {
  let workers = Workers(threads: threads)
  let peak = measurePeak(workers: workers)
  let seconds = try secondsOfSteps(
    size, isCausal: true, warmUp: 1 + steps / 2, steps: steps, repeats: repeats, workers: workers)
  let measurement = Measurement(
    "scaling", threads: threads, unit: "s/step", values: seconds.map { $0 / Double(steps) },
    what: what
  ) { size.trainingOperations / $0 / 1e9 }
  measurement.emit(ofPeak: peak)
  return measurement
}

/// A step of GPT-2's smallest model on two texts of full length: predicted from how fast size l is trained, and
/// measured.
private func compareWithPrediction(repeats: Int, threads: Int) throws {
  let known = try stepTime(
    of: BenchmarkSize(.l), what: "size l", steps: 3, repeats: repeats, threads: threads)
  var size = BenchmarkSize(.l)
  size.model = TransformerConfiguration(
    vocabularySize: 50257, width: 768, layers: 12, heads: 12, contextLength: 1024)
  size.batchSize = 2
  let memory = TrainingMemory(size.model, sequences: 2, of: [1024, 1024])
  let megabytes = 4 * memory.languageModelTraining / 1_000_000
  let predicted = size.trainingOperations / (known.gflops * 1e9)
  Measurement(
    "predicted", threads: threads, unit: "s/step", values: [predicted],
    what: "GPT-2, \(memory.weights) parameters, 2 texts: \(megabytes) MB"
  ) { _ in known.gflops }.emit()
  try stepTime(
    of: size, what: "GPT-2, 2 texts", steps: 2, repeats: repeats, threads: threads)
}
