import Models

/// How much memory a training takes, estimated from the sizes of what lies on its tapes.
package struct TrainingMemory {
  let model: TransformerConfiguration
  /// Texts that one step reads.
  var sequences = 0
  /// Their rows.
  var tokens = 0
  /// Rows whose next token is asked for.
  package var predicted = 0
  /// Numbers of attention weights: Σ over sequences of their length², as it is filled up.
  var squares = 0

  /// - Parameters:
  ///   - sequences: how many a step reads.
  ///   - lengths: of those that they are drawn from, in tokens.
  ///   - isPredicting: false for a model with one number as its result.
  package init(
    _ model: TransformerConfiguration, sequences: Int, of lengths: [Int], isPredicting: Bool = true
  ) {
    self.model = model
    self.sequences = sequences
    guard !lengths.isEmpty else { return }
    func mean(_ values: [Int]) -> Double { Double(values.reduce(0, +)) / Double(values.count) }
    tokens = Int(Double(sequences) * mean(lengths))
    predicted = isPredicting ? tokens : 0
    squares = Int(Double(sequences) * mean(lengths.map { ($0 + 31) / 32 * 32 }.map { $0 * $0 }))
  }

  /// - Parameter sequences: what a step reads.
  init(_ model: TransformerConfiguration, reading sequences: ArraySlice<LabeledSequence>) {
    self.model = model
    self.sequences = sequences.count
    for sequence in sequences {
      let filled = (sequence.ids.count + 31) / 32 * 32
      tokens += sequence.ids.count
      predicted += sequence.targetCount
      squares += filled * filled
    }
  }

  /// Of one set of weights, in numbers.
  package var weights: Int {
    let (width, layers) = (model.width, model.layers)
    return (model.vocabularySize + model.contextLength) * width
      + layers * (12 * width * width + 13 * width) + 2 * width
  }

  /// What a forward pass leaves on its tape, in numbers. A block keeps for each token two normalized rows (1
  /// width each), queries, keys and values (3), what was gathered (1), the stream after attention and
  /// after the MLP (1 each), and the MLP inside before and after its GELU (4 each).
  package var forward: Int {
    model.layers * (16 * model.width * tokens + model.heads * squares) + 2 * model.width * tokens
      + model.vocabularySize * predicted
  }

  /// Gradients on their way back, whose memory is used again: 2 rows of the stream, 3 and 4 widths.
  package var backward: Int { 9 * model.width * tokens }

  /// In numbers: of the weights, two shards' gradients, two moments, and a step.
  package var training: Int { 5 * weights + forward + backward }

  /// The same of a language model, whose shards may be read in several parts.
  package var languageModelTraining: Int { 5 * weights + (forward + backward) / passes(shards: 2) }

  /// In how many parts a shard is read, one after another, so that none leaves more than 120 MB on its tape, if it is
  /// not a single text. What that costs in time is lost in the noise; a small model, such as the lessons', reads all at
  /// once.
  func passes(shards: Int) -> Int {
    max(1, min(sequences / shards, 1 + forward / shards / 30_000_000))
  }
}
