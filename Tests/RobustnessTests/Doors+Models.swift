import Course
import Foundation
import HuggingFace
import Metrics
import Models
import Randomness
import Tensors
import TestSupport
import Tokenization
import Words

private func makeModel() -> LanguageModel {
  var random = RandomSource(seed: 1)
  return LanguageModel(
    TransformerConfiguration(vocabularySize: 7, width: 4, layers: 1, heads: 2, contextLength: 6),
    using: &random)
}

extension Door {
  static let weights = Door(
    "weights", [(try? Checkpoint.data(makeModel().parameters)) ?? Data()],
    read: { content, _ in
      let model = makeModel()
      try Checkpoint.read(content, into: model.parameters)
      return model.parameters.values.map { "\($0.bitPattern)" }.joined(separator: " ")
    },
    mistake: { content, found in
      // The numbers are the file's last bytes, in the order of the layout, unless the header says otherwise.
      let bytes = [UInt8](content)
      let values = found.split(separator: " ").compactMap { UInt32($0) }
      guard bytes.count >= 8 else { return "it is too short" }
      let length = (0..<8).reduce(0) { $0 | UInt64(bytes[$1]) << (8 * UInt64($1)) }
      guard length < UInt64(bytes.count - 8) else { return "the header is longer than the file" }
      guard let header = try? StrictJSON(Data(bytes[8..<8 + Int(length)])),
        case .object(let entries) = header
      else { return "a strict reader refuses the header" }
      let body = bytes[(8 + Int(length))...]
      var place = 0
      for parameter in makeModel().parameters.layout {
        guard case .object(let entry)? = entries[parameter.name],
          case .list(let offsets)? = entry["data_offsets"], offsets.count == 2,
          case .number(let start) = offsets[0]
        else { return "a strict reader finds no \(parameter.name)" }
        for index in 0..<parameter.shape.count {
          let first = body.startIndex + Int(start) + 4 * index
          guard first >= body.startIndex, first + 4 <= body.endIndex else {
            return "beyond the end"
          }
          let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(body[first + $1]) << (8 * UInt32($1)) }
          guard values[place] == bits else { return "number \(index) of \(parameter.name)" }
          place += 1
        }
      }
      return nil
    })

  /// A vocabulary and merges, one after the other with a line between.
  static let tokenizer: Door = {
    let between = Data("\n----\n".utf8)
    func sample() throws -> Data {
      let folder = try TemporaryFolder()
      try Tokenizer.train(on: ["the dax eats moss", "the dax eats"], vocabularySize: 266)
        .write(to: folder.url)
      return try Data(contentsOf: folder.url.appending(path: "vocab.json")) + between
        + Data(contentsOf: folder.url.appending(path: "merges.txt"))
    }
    return Door(
      "tokenizer", [(try? sample()) ?? Data()],
      read: { content, folder in
        let range = content.range(of: between)
        try content[..<(range?.lowerBound ?? content.endIndex)]
          .write(to: folder.appending(path: "vocab.json"))
        try content[(range?.upperBound ?? content.endIndex)...]
          .write(to: folder.appending(path: "merges.txt"))
        let tokenizer = try Tokenizer(readingFrom: folder)
        return (0..<tokenizer.vocabularySize).map { tokenizer.token(Int32($0)) }.joined(
          separator: "\n")
      })
  }()

  static let key = try? StageKey("sum", recipe: 1, settings: [1])

  /// The record of a stage, each file in turn.
  static let stage: Door = {
    var metrics = MetricLog()
    metrics.record(0.5, as: "loss", step: 1)
    let content = StageContent(
      weights: Data([1, 2, 3]), metrics: metrics, snapshot: Data("[1,2]".utf8), seconds: 2.5)
    let names = ["key.txt", "weights.safetensors", "metrics.csv", "snapshot.json", "record.json"]
    @Sendable func stored(in folder: URL) throws -> (cache: StageCache, place: URL) {
      guard let key else { throw UsageError("sealed") }
      let cache = StageCache(folder: folder.appending(path: "cache"))
      try cache.store(content, for: key)
      return (cache, cache.folder.appending(path: key.folder))
    }
    func samples() throws -> [Data] {
      let folder = try TemporaryFolder()
      let place = try stored(in: folder.url).place
      return try names.enumerated().map { index, name in
        Data([UInt8(index)]) + (try Data(contentsOf: place.appending(path: name)))
      }
    }
    return Door(
      "stage", (try? samples()) ?? [],
      read: { input, folder in
        guard let key, let first = input.first, Int(first) < names.count else {
          throw Failure("sealed.format")
        }
        let (cache, place) = try stored(in: folder)
        try input.dropFirst().write(to: place.appending(path: names[Int(first)]))
        guard let loaded = try cache.load(key) else { throw Failure("sealed.format") }
        return
          "\([UInt8](loaded.weights ?? Data())) \(loaded.metrics) \([UInt8](loaded.snapshot)) \(loaded.seconds)"
      },
      mistake: { _, found in
        let whole =
          "\([UInt8](content.weights ?? Data())) \(content.metrics) \([UInt8](content.snapshot)) \(content.seconds)"
        return found == whole ? nil : "it is not what was stored"
      })
  }()

  static let checkpoint = Door(
    "checkpoint",
    [
      {
        let folder = try? TemporaryFolder()
        guard let file = folder?.url.appending(path: "a") else { return Data() }
        try? writeSealed(
          Data("content, in which each byte counts".utf8), as: "checkpoint 1", to: file)
        return (try? Data(contentsOf: file)) ?? Data()
      }()
    ],
    read: { content, folder in
      let file = folder.appending(path: "a")
      try content.write(to: file)
      return String(decoding: try readSealed(file, as: "checkpoint 1"), as: UTF8.self)
    },
    mistake: { _, found in
      found == "content, in which each byte counts" ? nil : "it is not what was written"
    })

  /// A model that was trained elsewhere, each file in turn.
  static let huggingFace: Door = {
    let names = ["config.json", "tokenizer.json", "model.safetensors"]
    @Sendable func stored(in folder: URL) throws -> URL {
      let tokenizer = Tokenizer.train(
        on: ["the dax eats moss", "the dax eats"], vocabularySize: 262)
      var random = RandomSource(seed: 1)
      let model = LanguageModel(
        TransformerConfiguration(
          vocabularySize: tokenizer.vocabularySize, width: 4, layers: 1, heads: 2,
          contextLength: 6), using: &random)
      let place = folder.appending(path: "model")
      try HuggingFaceFolder(place).write(model, tokenizer, newTokens: 1, card: "")
      return place
    }
    func samples() throws -> [Data] {
      let folder = try TemporaryFolder()
      let place = try stored(in: folder.url)
      return try names.enumerated().map { index, name in
        Data([UInt8(index)]) + (try Data(contentsOf: place.appending(path: name)))
      }
    }
    return Door(
      "hugging face", (try? samples()) ?? [],
      read: { input, folder in
        guard let first = input.first, Int(first) < names.count else {
          throw Failure("sealed.format")
        }
        let place = try stored(in: folder)
        try input.dropFirst().write(to: place.appending(path: names[Int(first)]))
        let imported = try HuggingFaceFolder(place).read()
        let tokens = imported.tokenizer.names.joined(separator: " ")
        switch imported.network {
        case .language(let model):
          return "\(tokens) \(model.configuration) \(model.parameters.values)"
        case .scalar(let model): return "\(tokens) \(model.parameters.values)"
        }
      })
  }()
}
