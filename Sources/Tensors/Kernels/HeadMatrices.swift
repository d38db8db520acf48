import CProcessor

/// The matrices of one attention head of one sequence, and the products that attention is made of.
///
/// Queries, keys and values are `[tokens, channels]`, each filled up with zeros to whole tiles, so
/// that no loop has a ragged end. Scores are kept transposed, `[key, query]`: a vector then holds sixteen
/// queries, whose softmaxes run down the keys side by side.
///
/// Causal attention never looks ahead, so of the scores only the tiles that a query may look at are
/// computed, and read.
struct HeadMatrices {
  typealias Panel = UnsafeMutablePointer<Float>

  /// The tokens that there are.
  let length: Int
  /// The head's channels.
  let headSize: Int
  let isCausal: Bool

  /// `length`, filled up.
  var tokens: Int { padded(length) }
  /// `headSize`, filled up.
  var channels: Int { padded(headSize) }
  /// Floats in a panel `[tokens, channels]`.
  var panelCount: Int { tokens * channels }

  /// Rows are far apart, so they are fetched so many tokens before they are needed.
  private static let ahead = 8

  /// How many keys some queries may look at.
  @inline(always)
  private func keys(of query: Int, queries: Int) -> Int { isCausal ? query + queries : length }

  /// Copies the head's columns out of packed rows.
  func read(_ rows: UnsafeMutablePointer<Float>, stride: Int, to panel: Panel) {
    if panelCount > length * headSize { panel.update(repeating: 0, count: panelCount) }
    for token in 0..<length {
      let (source, target) = (rows + token * stride, panel + token * channels)
      prefetch_to_read(source + HeadMatrices.ahead * stride)
      for slice in slices(headSize) { target[slice] = source[slice] }
    }
  }

  /// `[tokens, channels]` → `[channels, tokens]`, each number times `scale`.
  func transpose(_ panel: Panel, scale: Float = 1, to transposed: Panel) {
    for token in stride(from: 0, to: tokens, by: 4) {
      for channel in stride(from: 0, to: channels, by: 4) {
        transposeFour(
          panel + token * channels + channel, stride: channels,
          to: transposed + channel * tokens + token, stride: tokens, scale: scale)
      }
    }
  }

  /// Writes a panel to the head's columns of rows.
  func write(_ panel: Panel, to rows: UnsafeMutablePointer<Float>, stride: Int) {
    write(panel, to: GradientSink(pointer: rows, keep: 0), stride: stride)
  }

  /// Adds a panel to the gradient of the head's columns of packed rows.
  func write(_ panel: Panel, to rows: GradientSink, stride: Int) {
    for token in 0..<length {
      let source = panel + token * channels
      prefetch(rows.pointer + (token + HeadMatrices.ahead) * stride)
      let row = GradientSink(pointer: rows.pointer + token * stride, keep: rows.keep)
      for slice in slices(headSize) { row.add(source[slice], at: slice) }
    }
  }

  /// `[key, query]`: the inner product of each key's row in `a` with each query's in `b`, which is given
  /// transposed.
  func score(_ a: Panel, _ b: Panel, into scores: Panel) {
    for query in stride(from: 0, to: tokens, by: tileColumns) {
      for key in tileStarts(in: isCausal ? query + tileColumns : tokens) {
        multiplyTile(
          a + key * channels, rowStride: channels, innerStride: 1, b + query, stride: tokens,
          into: scores + key * tokens + query, stride: tokens, inner: headSize)
      }
    }
  }

  /// For each query the sum of the keys' rows, each times its score.
  func gatherKeys(_ scores: Panel, _ rows: Panel, into result: Panel) {
    for query in tileStarts(in: tokens) {
      for channel in stride(from: 0, to: channels, by: tileColumns) {
        multiplyTile(
          scores + query, rowStride: 1, innerStride: tokens, rows + channel, stride: channels,
          into: result + query * channels + channel, stride: channels,
          inner: keys(of: query, queries: tileRows))
      }
    }
  }

  /// For each key the sum of the queries' rows, each times its score.
  func gatherQueries(_ scores: Panel, _ rows: Panel, into result: Panel) {
    for key in tileStarts(in: tokens) {
      let first = isCausal ? key : 0
      for channel in stride(from: 0, to: channels, by: tileColumns) {
        multiplyTile(
          scores + key * tokens + first, rowStride: tokens, innerStride: 1,
          rows + first * channels + channel, stride: channels,
          into: result + key * channels + channel, stride: channels, inner: tokens - first)
      }
    }
  }

  /// Turns scores into weights that sum to one for each query, in place.
  ///
  /// - Parameter hidden: for each token whether the others cannot see it; nil hides nothing.
  func softmax(_ scores: Panel, hiding hidden: UnsafePointer<Bool>?) {
    for query in stride(from: 0, to: tokens, by: vectorWidth) {
      let column = scores + query
      let keys = keys(of: query, queries: vectorWidth)
      // Scores that do not count become −∞. Of a causal head those are the keys after the query, in the
      // last sixteen.
      if isCausal {
        for lane in 1..<vectorWidth {
          let row = column + (query + lane) * tokens
          let score = row.vector(at: 0)
          row.set(score.replacing(with: -.infinity, where: laneNumbers .< Float(lane)), at: 0)
        }
      }
      if let hidden {
        for key in 0..<min(keys, length) where hidden[key] {
          let row = column + key * tokens
          let isOther = laneNumbers .!= Float(key - query)
          row.set(row.vector(at: 0).replacing(with: -.infinity, where: isOther), at: 0)
        }
      }
      var largest = Vector(repeating: -1e30)
      for key in 0..<keys {
        let row = column.vector(at: key * tokens)
        largest = row.replacing(with: largest, where: row .< largest)
      }
      var sum = Vector.zero
      for key in 0..<keys {
        let power = exponential(column.vector(at: key * tokens) - largest)
        column.set(power, at: key * tokens)
        sum += power
      }
      // A filled-up query may see nothing.
      let scale = 1 / sum.replacing(with: 1, where: sum .== 0)
      for key in 0..<keys {
        column.set(column.vector(at: key * tokens) * scale, at: key * tokens)
      }
    }
  }

  /// The gradient through the softmax, in place: dS = scale · P ∘ (dP − Σ over keys of dP ∘ P).
  func softmaxGradient(_ gradient: Panel, weights: Panel, scale: Float) {
    for query in stride(from: 0, to: tokens, by: vectorWidth) {
      let (dP, p) = (gradient + query, weights + query)
      let keys = keys(of: query, queries: vectorWidth)
      var inner = Vector.zero
      for key in 0..<keys {
        inner = inner.adding(dP.vector(at: key * tokens), times: p.vector(at: key * tokens))
      }
      for key in 0..<keys {
        let difference = dP.vector(at: key * tokens) - inner
        dP.set(scale * p.vector(at: key * tokens) * difference, at: key * tokens)
      }
    }
  }
}
