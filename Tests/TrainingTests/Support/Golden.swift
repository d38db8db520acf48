import TestSupport
import Testing
import Training

/// One case of goldens.json; `make_goldens.py` says what each field means.
struct Golden: Decodable {
  struct Options: Decodable {
    let firstDecay, secondDecay, epsilon, weightDecay, maximumGradientNorm: Float
  }

  let name: String
  let options: Options
  let learningRates: [Double]
  let matrix: [Float]
  let bias: [Float]
  let gradients: [[Float]]
  let norms: [Double]
  let weights: [[Double]]

  static func named(_ name: String) throws -> Golden {
    try #require(
      readGoldens([Golden].self).first { $0.name == name }, "goldens.json has no case \(name)")
  }

  var adamW: AdamWOptions {
    AdamWOptions(
      firstDecay: options.firstDecay, secondDecay: options.secondDecay, epsilon: options.epsilon,
      weightDecay: options.weightDecay, maximumGradientNorm: options.maximumGradientNorm)
  }
}
