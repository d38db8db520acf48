import Models
import Randomness
import Tensors
import Training

/// Tokens a second of `LanguageModel.train`, causal or masked.
func measureTraining(
  _ size: BenchmarkSize, isCausal: Bool, steps: Int, repeats: Int, workers: Workers
) throws -> Measurement {
  let warmUp = 1 + max(3, steps / 2)
  let seconds = try secondsOfSteps(
    size, isCausal: isCausal, warmUp: warmUp, steps: steps, repeats: repeats, workers: workers)
  let rates = seconds.map { Double(steps * size.tokensPerStep) / $0 }
  return Measurement(
    isCausal ? "train" : "mlm", size: size.name, threads: workers.threads, unit: "tokens/s",
    values: rates
  ) { $0 / Double(size.tokensPerStep) * size.trainingOperations / 1e9 }
}

/// How long some steps took, several times over.
func secondsOfSteps(
  _ size: BenchmarkSize, isCausal: Bool, warmUp: Int, steps: Int, repeats: Int, workers: Workers
) throws -> [Double] {
  var random = RandomSource(seed: 0, stream: "bench")
  let model = LanguageModel(size.model, using: &random)
  let batches = 16
  let data = size.sequences(batches: batches, isCausal: isCausal, using: &random)
  let total = warmUp + steps * repeats
  var options = LanguageModelTrainingOptions(
    epochs: (total + batches - 1) / batches, batchSize: size.batchSize, learningRate: 3e-4)
  options.isCausal = isCausal
  options.schedule = .linear(floor: 1)
  var marks: [Double] = []
  struct Done: Error {}
  do {
    try model.train(on: data, options: options, workers: workers, using: &random) { report in
      if report.step >= warmUp, (report.step - warmUp) % steps == 0 { marks.append(now()) }
      if report.step == total { throw Done() }
    }
  } catch is Done {}
  return zip(marks.dropFirst(), marks).map { $0 - $1 }
}
