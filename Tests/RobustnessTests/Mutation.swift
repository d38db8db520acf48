import Foundation
import Randomness

/// Changes a file as accidents and people do: a bit, a byte, a word, a number, a line; lost, doubled, moved, or put
/// where it does not belong.
struct Mutator {
  private var random: RandomSource

  init(seed: UInt64, door: String) { random = RandomSource(seed: seed, stream: door) }

  /// What is put in: signs that mean something to some format, and what is no text at all.
  private static let words: [[UInt8]] =
    [
      "", " ", "\t", "\n", "\r", "\r\n", "\0", "\u{1b}[31m", "\u{feff}", "\u{2028}", "\u{202e}",
      "é", "한",
      "🙂", "{", "}", "[", "]", ":", ",", "\"", "'", "#", "|", "-", "---", "...", "&a", "*a",
      "!!int", "?",
      ">", "%", "@", "`", "\\", "\\u", "\\ud83d", "\\n", "<eos>", "<script>", "{{", "}}", "{{x}}",
      "<!-- cell: x -->", "<!--", "-->", "```", "null", "true", "no", "~", "0", "-0", "-1", "1e5",
      "1e999",
      "-1e308", "0x10", "010", "1_000", "NaN", ".nan", ".inf", "inf", "9223372036854775808",
      "18446744073709551616", "0.1.2", "1,5", "١", "{}", "[]", "{\"a\":1,}", "step,name,value",
    ].map { Array($0.utf8) } + [
      [0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80],
    ]

  /// - Parameter others: contents of the same kind, of which pieces are put in.
  mutating func mutated(_ content: Data, others: [Data]) -> Data {
    var bytes = [UInt8](content)
    // Mostly one change: after many, little is left that could be misread.
    let changes = random.chance(0.7) ? 1 : 2 + random.below(6)
    for _ in 0..<changes { change(&bytes, others) }
    return Data(bytes)
  }

  private mutating func change(_ bytes: inout [UInt8], _ others: [Data]) {
    let place = random.below(bytes.count + 1)
    let end = min(bytes.count, place + 1 + random.below(random.chance(0.8) ? 8 : 200))
    switch random.below(11) {
    case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8(random.below(8))
    case 1 where place < bytes.count: bytes[place] = UInt8(random.below(256))
    case 2: bytes.removeSubrange(place..<end)
    case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
    case 4: bytes.removeSubrange(place...)
    case 5, 6: bytes.insert(contentsOf: random.element(of: Self.words), at: place)
    case 7: replaceNumber(&bytes)
    case 8: moveLine(&bytes)
    case 9:
      let other = [UInt8](random.element(of: others))
      let start = random.below(other.count + 1)
      bytes.insert(contentsOf: other[start..<min(other.count, start + random.below(60))], at: place)
    default: bytes.replaceSubrange(place..<end, with: random.element(of: Self.words))
    }
  }

  /// Some number of the text becomes another.
  private mutating func replaceNumber(_ bytes: inout [UInt8]) {
    let digits = bytes.indices.filter { (0x30...0x39).contains(bytes[$0]) }
    guard !digits.isEmpty else { return }
    let place = random.element(of: digits)
    let end = bytes[place...].firstIndex { !(0x30...0x39).contains($0) } ?? bytes.count
    bytes.replaceSubrange(place..<end, with: random.element(of: Self.words))
  }

  /// A line is doubled, lost, or stands where another did.
  private mutating func moveLine(_ bytes: inout [UInt8]) {
    var lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
    let line = random.below(lines.count)
    switch random.below(3) {
    case 0: lines.insert(lines[line], at: random.below(lines.count + 1))
    case 1: lines.remove(at: line)
    default: lines.swapAt(line, random.below(lines.count))
    }
    bytes = Array(lines.joined(separator: [0x0a]))
  }
}
