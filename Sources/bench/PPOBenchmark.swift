import Alignment
import Hyperparameters
import Models
import Randomness
import Tensors
import Words

/// Seconds an iteration of `PPO.train`: 64 prompts of 8 tokens, 24 new ones each, scored by reward model,
/// reference and value model, and 4 epochs of 4 minibatches.
func measurePPO(_ size: BenchmarkSize, repeats: Int, workers: Workers) throws -> Measurement {
  var random = RandomSource(seed: 0, stream: "bench")
  let policy = LanguageModel(size.model, using: &random)
  let models = PPOModels(
    policy: policy, rewardModel: ScalarModel(from: policy, using: &random))
  let (count, promptLength, new) = (64, 8, 24)
  let files = try Hyperparameters.committedFiles(root: ProjectRoot.find())
  var options = try Hyperparameters(files: files, readsLocalFiles: false)
    .decode(PPOOptions.self, group: "ppo")
  options.iterations = 1 + repeats
  options.batchSize = count
  options.klCoefficient = 0.05
  options.innerEpochs = 4
  options.minibatches = 4
  options.learningRate = 1e-5
  options.valueLearningRate = 1e-5
  options.maximumNewTokens = new
  let prompts = size.prompts(count, length: promptLength, using: &random)
  // No token ends a text, so that all are written to their full length.
  let trainer = PPO(models, options: options, endOfText: -1, workers: workers)
  var marks: [Double] = []
  try trainer.train(
    prompts: { _, _ in prompts }, pretraining: [], using: &random,
    report: { _ in marks.append(now()) })
  let seconds = zip(marks.dropFirst(), marks).map { $0 - $1 }

  // Passes over all tokens: 1 to write, 4 to read (policy's own log-probabilities are kept), and 4
  // epochs of two models, each of 3.
  let tokens = Double(count * (promptLength + new))
  let pass = size.linearOperations + size.attentionOperations(promptLength + new)
  return Measurement(
    "ppo", size: size.name, threads: workers.threads, unit: "s/iteration", values: seconds
  ) { tokens * pass * (1 + 3 + 4 * 2 * 3) / $0 / 1e9 }
}
