import ArgumentParser
import Foundation
import Tensors

/// `bench`: how fast the course's own model, trainer and PPO are, as JSON lines.
///
/// Sizes, work and counting are those of Benchmarks/peer_torch.py, so that the two can be compared.
@main
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure the speed of training, generation and PPO.",
    discussion: """
      One JSON line for each measurement. Each is taken several times after a warm-up; the line has \
      the median and the spread. Run nothing else meanwhile.

      EXAMPLES
        bench train --size s
        bench ppo --size xs --threads 1
        bench gemm                  matrix products
        bench profile --size s      where a training step's time goes
        bench peak                  what the processor can do
        bench scaling               cost as the model and the batch grow, up to GPT-2
        bench lessons               seconds of each lesson
      """)

  enum Work: String, CaseIterable, ExpressibleByArgument {
    case train, mlm, generate, ppo, peak, gemm, profile, scaling, lessons
  }

  @Argument(help: "What to measure: \(Work.allCases.map(\.rawValue).joined(separator: ", ")).")
  var work: Work

  @Option(help: "The model: xs, s, m or l.")
  var size = BenchmarkSize.Name.s

  @Option(help: "How many threads compute.")
  var threads = 2

  @Option(help: "Steps a measurement; 0 takes a number that suits the size.")
  var steps = 0

  @Option(help: "How many measurements.")
  var repeats = 3

  func validate() throws {
    guard (1...256).contains(threads) else {
      throw ValidationError("--threads \(threads): from 1 to 256, for example --threads 2")
    }
    guard (0...100_000).contains(steps) else {
      throw ValidationError("--steps \(steps): from 0 to 100000, for example --steps 40")
    }
    guard (1...1000).contains(repeats) else {
      throw ValidationError("--repeats \(repeats): from 1 to 1000, for example --repeats 5")
    }
  }

  func run() throws {
    let size = BenchmarkSize(size)
    let workers = Workers(threads: threads)
    let steps = steps == 0 ? size.defaultSteps : steps
    switch work {
    case .train, .mlm:
      let peak = measurePeak(workers: workers)
      try measureTraining(
        size, isCausal: work == .train, steps: steps, repeats: repeats, workers: workers
      ).emit(ofPeak: peak)
    case .generate:
      measureGeneration(size, repeats: repeats, workers: workers).emit()
    case .ppo:
      try measurePPO(size, repeats: max(5, repeats), workers: workers).emit()
    case .gemm:
      let peak = measurePeak(workers: workers)
      for measurement in measureMatrixProducts(workers: workers) {
        measurement.emit(ofPeak: peak)
      }
    case .peak:
      measurePeak(workers: workers).emit()
    case .lessons:
      try measureLessons(threads: threads) { $0.emit() }
    case .profile:
      try profileTraining(size, steps: steps, threads: threads)
    case .scaling:
      try measureScaling(repeats: repeats, threads: threads)
    }
  }
}
