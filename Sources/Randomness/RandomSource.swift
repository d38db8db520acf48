import Foundation

/// A source of random numbers that repeats: one seed gives one sequence, on any machine and with
/// any version of Swift's standard library.
///
/// The generator is xoshiro256** seeded by SplitMix64 (Blackman and Vigna, "Scrambled linear
/// pseudorandom number generators", 2021). It is passed `inout`; nothing in the course draws from
/// a global generator.
package struct RandomSource: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  package init(seed: UInt64) {
    var mixer = seed
    state = (
      splitMix(&mixer), splitMix(&mixer), splitMix(&mixer), splitMix(&mixer)
    )
  }

  /// The sequence named `stream` of a seed. Sequences of different names are independent, so that
  /// drawing one number more for, say, the web text leaves the model's initial weights as they were.
  package init(seed: UInt64, stream: String) {
    // FNV-1a; Swift's own hash differs from run to run.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in stream.utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
    }
    var mixer = seed
    self.init(seed: splitMix(&mixer) ^ hash)
  }

  package mutating func next() -> UInt64 {
    let result = rotated(state.1 &* 5, by: 7) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = rotated(state.3, by: 45)
    return result
  }

  /// A number in [0, 1), uniform, with 53 random bits.
  package mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A whole number in 0..<`bound`, uniform.
  package mutating func below(_ bound: Int) -> Int {
    guard bound > 0 else { fatalError("RandomSource.below(\(bound)): the bound must be positive") }
    // The high half of a 128-bit product; a bias below bound / 2⁶⁴ cannot be seen here.
    return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// A number from the standard normal distribution N(0, 1), by the Box-Muller transform.
  package mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * .pi * uniform())
  }

  /// True with the given probability.
  package mutating func chance(_ probability: Double) -> Bool {
    uniform() < probability
  }

  /// One of the elements, each as likely as any other.
  package mutating func element<Elements: RandomAccessCollection>(
    of elements: Elements
  ) -> Elements.Element {
    elements[elements.index(elements.startIndex, offsetBy: below(elements.count))]
  }

  /// An index into `weights`, with a probability in proportion to its weight.
  package mutating func index(weightedBy weights: [Double]) -> Int {
    var rest = uniform() * weights.reduce(0, +)
    for (index, weight) in weights.enumerated() {
      rest -= weight
      if rest < 0 { return index }
    }
    guard let last = weights.lastIndex(where: { $0 > 0 }) else {
      fatalError("RandomSource.index(weightedBy: \(weights)): no weight is positive")
    }
    return last
  }

  /// Puts the elements in random order (Fisher-Yates).
  package mutating func shuffle<Element>(_ elements: inout [Element]) {
    guard elements.count > 1 else { return }
    for index in stride(from: elements.count - 1, to: 0, by: -1) {
      let other = below(index + 1)
      (elements[index], elements[other]) = (elements[other], elements[index])
    }
  }

  /// The elements in random order.
  package mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
    var copy = elements
    shuffle(&copy)
    return copy
  }

  /// A new source, independent of what this one gives from here on.
  package mutating func fork() -> RandomSource {
    RandomSource(seed: next())
  }
}

extension RandomSource: Codable {
  package init(from decoder: any Decoder) throws {
    let words = try [UInt64](from: decoder)
    guard words.count == 4, words.contains(where: { $0 != 0 }) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "\(words.count) words"))
    }
    state = (words[0], words[1], words[2], words[3])
  }

  package func encode(to encoder: any Encoder) throws {
    try [state.0, state.1, state.2, state.3].encode(to: encoder)
  }
}

private func rotated(_ value: UInt64, by bits: UInt64) -> UInt64 {
  (value << bits) | (value >> (64 - bits))
}

private func splitMix(_ state: inout UInt64) -> UInt64 {
  state &+= 0x9e37_79b9_7f4a_7c15
  var mixed = state
  mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
  mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
  return mixed ^ (mixed >> 31)
}
