import Foundation
import Metrics
import Models
import Tokenization
import Training

/// How well the validation part of a text of one's own is predicted.
package struct OwnTextPrediction: Sendable {
  /// Nats a token.
  package let loss: Estimate
  /// Bits a byte: comparable between tokenizers, and with how well a program compresses the text.
  package let bitsPerByte: Estimate
  package var perplexityPerByte: Estimate { bitsPerByte.mapped { exp2($0) } }
  /// e to the nats of a word, words being what stands between white space.
  package let perplexityPerWord: Estimate
}

/// The start of a text, and how a model goes on.
package struct Continuation: Sendable {
  package let start: String
  /// What the text itself says next.
  package let truth: String
  package let written: String
}

extension OwnText {
  /// Mean length of a validation word with the white space after it, in bytes.
  package var bytesPerWord: Double {
    Double(validation.utf8.count)
      / Double(max(1, validation.split(whereSeparator: \.isWhitespace).count))
  }

  /// Bits a byte for a reader who knows how often each byte occurs, and nothing else.
  package var bitsPerByteOfFrequencies: Double {
    // One more of each, so that a byte that only occurs in validation is not impossible.
    var counts = [Double](repeating: 1, count: 256)
    for byte in training.utf8 { counts[Int(byte)] += 1 }
    let total = counts.reduce(0, +)
    let bits = validation.utf8.reduce(0.0) { $0 - log2(counts[Int($1)] / total) }
    return bits / Double(validation.utf8.count)
  }
}

extension Course {
  /// How well a next-token model predicts the validation part.
  package func prediction(
    by model: LanguageModel, of text: OwnText, _ windows: OwnTextWindows
  ) -> OwnTextPrediction {
    let evaluation = model.evaluate(
      on: windows.validation.map { .nextToken($0) }, workers: workers)
    let bytes = windows.validation.map {
      Double(windows.tokenizer.decodeBytes($0.dropFirst()).count)
    }
    let nats = Estimate.ratio(of: evaluation.sequences.map(\.nats), to: bytes)
    return OwnTextPrediction(
      loss: evaluation.lossEstimate, bitsPerByte: nats.mapped { $0 / log(2) },
      perplexityPerWord: nats.mapped { exp($0 * text.bytesPerWord) })
  }

  /// Continuations of a quarter of a window, for windows at equal distances.
  package func continuations(
    by model: LanguageModel, _ windows: OwnTextWindows, count: Int, temperature: Float
  ) -> [Continuation] {
    let tokenizer = windows.tokenizer
    let all = windows.validation
    let chosen = (0..<min(count, all.count)).map { all[$0 * all.count / min(count, all.count)] }
    var random = random("own text/samples")
    let starts = chosen.map { Array($0.prefix(max(1, $0.count / 4))) }
    let completions = model.sample(
      starts,
      options: SamplingOptions(
        temperature: temperature, maximumNewTokens: model.configuration.contextLength,
        endOfText: tokenizer.endOfText),
      workers: workers, using: &random)
    return zip(zip(chosen, starts), completions).map { given, completion in
      Continuation(
        start: tokenizer.decode(given.1),
        truth: tokenizer.decode(given.0.dropFirst(given.1.count)),
        written: tokenizer.decode(completion.tokens, skippingSpecial: true))
    }
  }
}

extension Estimate {
  /// The estimate on another scale, which rises with this one.
  fileprivate func mapped(_ scale: (Double) -> Double) -> Estimate {
    Estimate(value: scale(value), low: low.map(scale), high: high.map(scale), n: n)
  }
}
