import Foundation
import Randomness
import Testing
import Tokenization

/// A tokenizer that has learned some English.
private let english = Tokenizer.train(
  on: ["the cat sat on the mat . the cat sat there", "there is the hat\nof the cat"],
  vocabularySize: 290)

@Suite struct TokenizerTests {
  @Test(arguments: ["ab", "한", " ", "0"])
  func `a text without a gap is cut, so that no token is longer than a piece`(unit: String) {
    let text = String(repeating: unit, count: 20_000)
    let tokenizer = Tokenizer.train(on: [text], vocabularySize: 300)
    #expect(tokenizer.decode(tokenizer.encode(text)) == text)
    let longest = (0..<Int32(tokenizer.vocabularySize)).map { tokenizer.token($0).utf8.count }.max()
    // 64 bytes, and the rest of the last character.
    #expect((32...67).contains(longest ?? 0))
  }

  @Test func `a worked example gives the ids found by hand`() {
    // Ids: 0 and 1 are special, a byte b is b + 2: a = 99, b = 100, c = 101, d = 102.
    //   aaabdaaabac   pairs (overlaps count): aa 4, ab 2, da 1, bd 1, ba 1, ac 1
    //   → 258 = aa:   258 a b d 258 a b a c. Twice each: (258, a) and (a, b);
    //                 the smaller ids win: (a, b).
    //   → 259 = ab:   258 259 d 258 259 a c. Twice: (258, 259).
    //   → 260 = aaab: 260 d 260 a c. No pair occurs twice: training ends early.
    let tokenizer = Tokenizer.train(on: ["aaabdaaabac"], vocabularySize: 300)
    #expect(tokenizer.vocabularySize == 261)
    #expect(tokenizer.encode("aaabdaaabac") == [260, 102, 260, 99, 101])
    #expect(tokenizer.token(260) == "aaab")
  }

  @Test func `training stops at the size asked for`() {
    #expect(Tokenizer.train(on: ["aaabdaaabac"], vocabularySize: 259).vocabularySize == 259)
    #expect(Tokenizer.train(on: [String](), vocabularySize: 258).vocabularySize == 258)
  }

  @Test func `steps go from bytes to the encoding, one merge at a time`() {
    let tokenizer = Tokenizer.train(on: ["aaabdaaabac"], vocabularySize: 300)
    #expect(
      tokenizer.encodeSteps("aaab aab") == [
        [[99, 99, 99, 100], [34, 99, 99, 100]],
        [[258, 99, 100], [34, 258, 100]],
        [[258, 259], [34, 258, 100]],
        [[260], [34, 258, 100]],
      ])
    let text = "the cat sat on the hat"
    #expect(english.encodeSteps(text).last?.flatMap(\.self) == english.encode(text))
    #expect(english.encodeSteps("") == [[]])
  }

  @Test(arguments: [
    "", " ", "\n", "the cat", "한국어 텍스트를 나눕니다", "naïve café", "e\u{301}",
    "👩‍👩‍👧‍👦 family, 🇰🇷 flag", "a\r\nb\r\n", "tab\there  and   spaces ", "\u{0}\u{1}\u{7f}\u{85}",
    "x  y\u{3000}z \n\n \t w", "1²½ Ⅷ + 3.14", "<eos> and <mask>",
  ])
  func `decoding the ids of a text gives the text`(_ text: String) {
    #expect(english.decode(english.encode(text)) == text)
    #expect(english.decodeBytes(english.encode(text)) == Array(text.utf8))
  }

  @Test func `decoding the ids of random text gives the text`() {
    var random = RandomSource(seed: 1)
    for length in 0..<200 {
      // Few distinct bytes, so that merges and white space occur.
      let bytes = (0..<length).map { _ in
        random.chance(0.9) ? Array("theca \n\t1.".utf8)[random.below(10)] : UInt8(random.below(256))
      }
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(english.decodeBytes(english.encode(text)) == Array(text.utf8))
    }
  }

  @Test func `every byte has a token`() {
    let tokenizer = Tokenizer.train(on: [], vocabularySize: 258)
    for byte in 0...255 as ClosedRange<UInt8> {
      #expect(tokenizer.decodeBytes([Int32(byte) + 2]) == [byte])
    }
  }

  @Test func `merges do not cross a line break or the start of a word`() {
    let tokenizer = Tokenizer.train(
      on: Array(repeating: "to be\nor not to be, 42", count: 9), vocabularySize: 999)
    let tokens = tokenizer.encode("to be\nor not to be, 42").map(tokenizer.token)
    #expect(tokens == ["to", " be", "\n", "or", " not", " to", " be", ",", " 42"])
  }

  @Test func `white space before a word keeps its last space with the word`() {
    let tokenizer = Tokenizer.train(
      on: Array(repeating: "a   b\t\tc\u{a0} d  \n", count: 9), vocabularySize: 999)
    let tokens = tokenizer.encode("a   b\t\tc\u{a0} d  \n").map(tokenizer.token)
    #expect(tokens == ["a", "  ", " b", "\t\t", "c", "\u{a0}", " d", "  ", "\n"])
  }

  @Test func `letters of any script are one run`() {
    let tokenizer = Tokenizer.train(
      on: Array(repeating: "언덕 사람들은 élan", count: 9), vocabularySize: 999)
    #expect(tokenizer.encode("언덕 사람들은 élan").map(tokenizer.token) == ["언덕", " 사람들은", " élan"])
  }

  @Test func `the name of a special token is text like any other`() {
    #expect(english.endOfText == 0)
    #expect(english.mask == 1)
    let ids = english.encode("the <mask> sat<eos>")
    #expect(ids.allSatisfy { !english.isSpecial($0) })
    #expect(english.decode(ids) == "the <mask> sat<eos>")
    #expect(english.decode([1] + ids + [0], skippingSpecial: true) == "the <mask> sat<eos>")
  }

  @Test func `bytes that are not UTF-8 are repaired`() {
    // 한 is ED 95 9C; a model may stop after two bytes of it.
    #expect(english.decode([0xed + 2, 0x95 + 2]) == "\u{fffd}")
    #expect(english.decode([0xff + 2, 99]) == "\u{fffd}a")
  }

  @Test func `training on the same texts gives the same tokenizer`() {
    let texts = (0..<50).map { "word\($0 % 7) other\($0 % 5) thing" }
    let first = Tokenizer.train(on: texts, vocabularySize: 320)
    #expect(first == Tokenizer.train(on: texts, vocabularySize: 320))
    #expect(first == Tokenizer.train(on: texts.reversed(), vocabularySize: 320))
  }

  @Test func `a long run without spaces is encoded quickly`() {
    let text = String(repeating: "ha", count: 20_000)
    let tokenizer = Tokenizer.train(on: ["hahahahahahahaha"], vocabularySize: 300)
    let start = ContinuousClock.now
    #expect(tokenizer.decode(tokenizer.encode(text)) == text)
    #expect(ContinuousClock.now - start < .seconds(1))
  }
}
