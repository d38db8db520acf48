import Course
import Models
import Tensors

/// Where a model looked when it chose a token.
struct Look: Sendable {
  let token: String
  /// The earlier tokens that had most of its attention, with their shares, 0...1, the largest first.
  let most: [(token: String, share: Double)]
}

extension Course {
  /// For each token of an answer the earlier ones that were looked at most: the mean over the heads of the
  /// last layer.
  func looks(
    of model: LanguageModel, at question: String, answer: [Int32], most count: Int
  ) -> [Look] {
    let prompt = tokenizer.prompt(question)
    let read = prompt + answer.dropLast()
    return withTape(model.parameters) { tape in
      let trace = Trace()
      _ = model.transformer(TokenBatch([read], on: tape), trace: trace)
      guard let attention = trace.weights.last else { return [] }
      let heads = (0..<attention.heads).map { attention[sequence: 0, head: $0] }  // [query, key]
      return answer.enumerated().map { place, id in
        let query = prompt.count - 1 + place
        let shares = (0...query).map { key in
          heads.reduce(0) { $0 + Double($1[query, key]) } / Double(heads.count)
        }
        let most = shares.indices.sorted { (shares[$0], $1) > (shares[$1], $0) }.prefix(count)
        return Look(
          token: tokenizer.shown(id), most: most.map { (tokenizer.shown(read[$0]), shares[$0]) })
      }
    }
  }
}
