extension Tokenizer {
  /// The tokenizer that byte-pair encoding learns from texts.
  ///
  /// Again and again, the most frequent pair of neighbouring tokens becomes a token. Of pairs that
  /// are equally frequent, the one with the smaller ids is taken, so that the same texts always
  /// give the same tokenizer. A pair that occurs once is not merged: the vocabulary may end up
  /// smaller than asked for.
  ///
  /// - Parameters:
  ///   - vocabularySize: At least 256 + the number of special tokens.
  ///   - specialTokens: The first ends a text, the second is the mask.
  package static func train(
    on texts: some Sequence<String>, vocabularySize: Int,
    specialTokens: [String] = ["<eos>", "<mask>"]
  ) -> Tokenizer {
    let mergeCount = vocabularySize - 256 - specialTokens.count
    guard mergeCount >= 0 else {
      fatalError(
        "Tokenizer.train(vocabularySize: \(vocabularySize)): the 256 bytes and the special tokens "
          + "\(specialTokens) need at least \(256 + specialTokens.count)")
    }
    // A name of one piece, such as "eos", could also be learned as an ordinary token.
    guard Set(specialTokens).count == specialTokens.count,
      specialTokens.allSatisfy({ pieces(of: Array($0.utf8)).count > 1 })
    else {
      fatalError(
        "Tokenizer.train(specialTokens: \(specialTokens)): names must differ from each other and "
          + "from any word; write them as \"<name>\"")
    }
    var trainer = BytePairTrainer(texts, firstByte: Int32(specialTokens.count))
    let merges = trainer.merges(atMost: mergeCount)
    return Tokenizer(specialTokens: specialTokens, merges: merges)
  }
}

/// The state of a training: the distinct pieces of the texts, and the number of each pair.
///
/// Counting all pairs again after each merge would cost the whole text each time. Here only the
/// pieces that hold the merged pair are counted again, each once however often it occurs.
private struct BytePairTrainer {
  /// A distinct piece, as it is tokenized by now, and how often it occurs.
  private var words: [(ids: [Int32], count: Int)] = []
  private var counts: [Pair: Int] = [:]
  /// Indices of the words that hold, or once held, a pair.
  private var places: [Pair: [Int]] = [:]
  private var nextID: Int32

  init(_ texts: some Sequence<String>, firstByte: Int32) {
    nextID = firstByte + 256
    var indices: [ArraySlice<UInt8>: Int] = [:]
    for text in texts {
      let text = Array(text.utf8)
      for range in pieces(of: text) where range.count > 1 {
        if let index = indices[text[range]] {
          words[index].count += 1
        } else {
          let piece = Array(text[range])
          indices[piece[...]] = words.count
          words.append((piece.map { firstByte + Int32($0) }, 1))
        }
      }
    }
    for (index, word) in words.enumerated() {
      for pair in pairs(of: word.ids) {
        counts[pair, default: 0] += word.count
        places[pair, default: []].append(index)
      }
    }
  }

  mutating func merges(atMost limit: Int) -> [Pair] {
    var merges: [Pair] = []
    while merges.count < limit, let pair = mostFrequentPair() {
      merge(pair)
      merges.append(pair)
    }
    return merges
  }

  private func mostFrequentPair() -> Pair? {
    var best: (pair: Pair, count: Int)?
    for (pair, count) in counts where count > 1 {
      guard let (bestPair, bestCount) = best else {
        best = (pair, count)
        continue
      }
      if count > bestCount || (count == bestCount && pair < bestPair) {
        best = (pair, count)
      }
    }
    return best?.pair
  }

  private mutating func merge(_ merged: Pair) {
    for index in places.removeValue(forKey: merged) ?? [] {
      let count = words[index].count
      let before = pairs(of: words[index].ids)
      // The word may have lost the pair to an earlier merge, or be listed twice.
      guard before.contains(merged) else { continue }
      words[index].ids.merge(merged, into: nextID)
      for pair in before {
        counts[pair, default: 0] -= count
      }
      for pair in pairs(of: words[index].ids) {
        counts[pair, default: 0] += count
        if pair.left == nextID || pair.right == nextID {
          places[pair, default: []].append(index)
        }
      }
    }
    counts[merged] = nil
    nextID += 1
  }

  private func pairs(of ids: [Int32]) -> [Pair] {
    ids.indices.dropLast().map { Pair(ids[$0], ids[$0 + 1]) }
  }
}
