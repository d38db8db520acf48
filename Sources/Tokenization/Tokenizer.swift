/// A byte-level byte-pair encoding (BPE), in the style of GPT-2: text becomes a list of ids, and
/// the ids become the same text again, whatever the text is.
///
/// The vocabulary is, in this order: the special tokens, the 256 bytes, and one token for each
/// merge of two earlier tokens, in the order in which training found them. Since every byte is a
/// token, no text is out of vocabulary.
///
/// Source: Sennrich et al., "Neural machine translation of rare words with subword units", 2016;
/// Radford et al., "Language models are unsupervised multitask learners", 2019, section 2.2.
package struct Tokenizer: Sendable, Equatable {
  /// Names of the special tokens; their ids are their places in this list.
  package let specialTokens: [String]
  /// The merges, in order of training.
  let merges: [Pair]
  /// The bytes that each id stands for. A special token stands for the bytes of its name.
  let bytes: [[UInt8]]
  /// The id that a pair of ids merges into. The smaller it is, the earlier it was learned.
  private let merged: [Pair: Int32]

  init(specialTokens: [String], merges: [Pair]) {
    var bytes = specialTokens.map { Array($0.utf8) } + (0...255).map { [$0] }
    var merged: [Pair: Int32] = [:]
    for pair in merges {
      merged[pair] = Int32(bytes.count)
      bytes.append(bytes[Int(pair.left)] + bytes[Int(pair.right)])
    }
    self.specialTokens = specialTokens
    self.merges = merges
    self.bytes = bytes
    self.merged = merged
  }

  /// How many ids there are; the ids are 0..<`vocabularySize`.
  package var vocabularySize: Int { bytes.count }

  /// The special token that ends a text: the first one, id 0.
  package var endOfText: Int32 { specialToken(at: 0) }

  /// The special token that hides a token from a masked language model: the second one, id 1.
  package var mask: Int32 { specialToken(at: 1) }

  private func specialToken(at index: Int) -> Int32 {
    guard index < specialTokens.count else {
      fatalError("Tokenizer: special token \(index) was asked for; there are \(specialTokens)")
    }
    return Int32(index)
  }

  /// The id of a byte.
  func id(of byte: UInt8) -> Int32 { Int32(specialTokens.count) + Int32(byte) }

  // MARK: Encoding

  /// The ids of a text. The name of a special token in it, such as `<mask>`, is text like any other: a reader
  /// may type it.
  package func encode(_ text: String) -> [Int32] {
    let text = Array(text.utf8)
    var known: [ArraySlice<UInt8>: [Int32]] = [:]
    var ids: [Int32] = []
    ids.reserveCapacity(text.count / 2)
    for range in pieces(of: text) {
      let piece = text[range]
      if let knownIDs = known[piece] {
        ids += knownIDs
        continue
      }
      var pieceIDs = piece.map(id(of:))
      while let merge = earliestMerge(in: pieceIDs) {
        pieceIDs.merge(merge.pair, into: merge.id)
      }
      known[piece] = pieceIDs
      ids += pieceIDs
    }
    return ids
  }

  /// The neighbours in `ids` whose merge was learned first, or nil if no two can be merged.
  private func earliestMerge(in ids: [Int32]) -> (pair: Pair, id: Int32)? {
    var earliest: (pair: Pair, id: Int32)?
    for index in ids.indices.dropLast() {
      let pair = Pair(ids[index], ids[index + 1])
      if let id = merged[pair], id < earliest?.id ?? .max {
        earliest = (pair, id)
      }
    }
    return earliest
  }

  /// How the ids of a text come about: first its bytes, then its ids after each merge in turn.
  ///
  /// Each step holds the ids of each piece of the text, so that a lesson can show the borders that
  /// no merge crosses. The last step, joined, is `encode(text)`.
  package func encodeSteps(_ text: String) -> [[[Int32]]] {
    let text = Array(text.utf8)
    var state = pieces(of: text).map { text[$0].map(id(of:)) }
    var steps = [state]
    while let merge = state.compactMap(earliestMerge(in:)).min(by: { $0.id < $1.id }) {
      for index in state.indices {
        state[index].merge(merge.pair, into: merge.id)
      }
      steps.append(state)
    }
    return steps
  }

  // MARK: Decoding

  /// The text that ids stand for. Bytes that are not UTF-8, which a model may well write, become
  /// the replacement character U+FFFD.
  package func decode(_ ids: some Sequence<Int32>, skippingSpecial: Bool = false) -> String {
    String(decoding: decodeBytes(ids, skippingSpecial: skippingSpecial), as: UTF8.self)
  }

  /// The bytes that ids stand for.
  package func decodeBytes(
    _ ids: some Sequence<Int32>, skippingSpecial: Bool = false
  ) -> [UInt8] {
    var result: [UInt8] = []
    for id in ids where !(skippingSpecial && isSpecial(id)) {
      result += bytes[index(of: id)]
    }
    return result
  }

  /// One token as text for display, such as `" cat"`.
  package func token(_ id: Int32) -> String {
    String(decoding: bytes[index(of: id)], as: UTF8.self)
  }

  /// Whether an id is a special token's.
  package func isSpecial(_ id: Int32) -> Bool { id >= 0 && id < specialTokens.count }

  private func index(of id: Int32) -> Int {
    guard id >= 0, id < vocabularySize else {
      fatalError("Tokenizer: id \(id) is not in the vocabulary, 0..<\(vocabularySize)")
    }
    return Int(id)
  }
}

/// Two neighbouring tokens.
struct Pair: Hashable, Comparable, Sendable {
  let left: Int32
  let right: Int32

  init(_ left: Int32, _ right: Int32) {
    self.left = left
    self.right = right
  }

  static func < (a: Pair, b: Pair) -> Bool {
    (a.left, a.right) < (b.left, b.right)
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right)))
  }
}

extension [Int32] {
  /// Replaces each occurrence of `pair`, from left to right, by `id`.
  mutating func merge(_ pair: Pair, into id: Int32) {
    var kept = 0
    var index = 0
    while index < count {
      if index + 1 < count, self[index] == pair.left, self[index + 1] == pair.right {
        self[kept] = id
        index += 2
      } else {
        self[kept] = self[index]
        index += 1
      }
      kept += 1
    }
    removeLast(count - kept)
  }
}
