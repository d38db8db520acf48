import Foundation
import Models
import Tensors
import TestSupport
import Testing

@Suite struct LogProbabilitiesTests {
  private let model = makeTinyModel()
  private let prompts: [[Int32]] = [[0, 4, 7], [2]]
  private let responses: [[Int32]] = [[5, 1], [3, 3, 9]]

  @Test(arguments: [1, 0.5] as [Float])
  func `they are those of each token after all that stands before it`(temperature: Float) {
    let (tokens, distributions) = withTape(model.parameters) { tape in
      let read = model.logProbabilities(
        of: responses, after: prompts, temperature: temperature, on: tape)
      return (read.tokens.value.values.map(Double.init), read.distributions.values)
    }
    var expected: [Double] = []
    for (prompt, response) in zip(prompts, responses) {
      for place in response.indices {
        let logits = model.logits([prompt + response.prefix(place)], temperature: temperature)
        let logs = logProbabilities(logits[logits.count - 1])
        let row = distributions[expected.count * 12..<(expected.count + 1) * 12]
        expectClose(row.map(Double.init), logs.map(exp), relative: 1e-4)
        expected.append(logs[Int(response[place])])
      }
    }
    expectClose(tokens, expected, relative: 1e-4)
  }

  /// Direct preference optimization, −log σ(β (Δ log π − Δ log π_ref)) (Rafailov et al. 2023): what a
  /// loss on pairs of responses looks like, and that gradients flow through it.
  @Test func `a loss on a pair of responses is written with them`() {
    let reference = withTape(model.parameters) { difference(on: $0).value.scalar }
    let comparisons = checkGradient(of: model.parameters, step: 2e-3, scale: 0.1) { tape in
      -(0.5 * (difference(on: tape) - tape.constant([reference]))).logSigmoid
    }
    #expect(comparisons.contains { abs($0.analytic) > 0.1 })
    #expect((comparisons.first?.relativeError ?? .nan) < 1e-2, "\(comparisons.prefix(3))")
  }

  /// log π(the first response) − log π(the second), both after one prompt.
  private func difference(on tape: Tape) -> Variable {
    let read = model.logProbabilities(of: responses, after: [prompts[0], prompts[0]], on: tape)
    return read.tokens.sum(weights: [1, 1, -1, -1, -1])
  }

  @Test func `a response without a prompt ends the program`() async {
    await #expect(processExitsWith: .failure) {
      withTape(makeTinyModel().parameters) { tape in
        _ = TokenBatch.predicting([[1]], after: [[]], on: tape)
      }
    }
  }
}
