import Foundation
import Randomness
import Testing
import ToyWorld

@Suite struct WebTests {
  private let world = World(seed: 0)

  @Test func `every sentence of the web matches a template`() {
    let parser = SentenceParser()
    var sentences = 0
    for document in world.webDocuments(2000) {
      let found = parser.grammaticality(of: document.text)
      #expect(found.wellFormed == found.sentences, "\(document.text)")
      sentences += found.sentences
    }
    #expect(sentences > 4000)
  }

  @Test func `words are separated by one space and a line break has none around it`() {
    for document in world.webDocuments(1000) {
      for line in document.text.components(separatedBy: "\n") {
        let words = line.components(separatedBy: " ")
        #expect(!words.contains(""), "\(document.text)")
      }
      // Each line break is a word, and so is the end: as many as there are lines.
      let written = document.text.split { $0 == " " || $0 == "\n" }.count
      let lines = document.text.components(separatedBy: "\n").count
      #expect(document.words == written + lines)
      #expect((document.kind == .forum) == (lines > 1))
    }
  }

  @Test(arguments: [0, 1, 2] as [UInt64])
  func `an ideal model would have a perplexity of about 2`(seed: UInt64) {
    let documents = World(seed: seed).webDocuments(3000)
    #expect(abs(choicePerplexity(of: documents) - 2.01) < 0.05)
  }

  @Test func `the surprise of a document is that of all its choices`() throws {
    // `the coast folk are brave .`: opinion 8 %, praise 40 %, the folk 30 % (hill 10 %), one of
    // four words.
    let documents = world.webDocuments(3000)
    let praise = try #require(documents.first { $0.text == "the coast folk are brave ." })
    #expect(abs(praise.choiceNats + log(0.08 * 0.4 * 0.3 / 4)) < 1e-12)
    // A fact from the book: folk 5 %, one of 12, with the book 70 %.
    let fact = try #require(
      documents.first { $0.kind == .folk && $0.text.hasPrefix("the book says") })
    #expect(abs(fact.choiceNats + log(0.05 / 12 * 0.7)) < 1e-12)
    // One rumour: gossip 14 %, one of 24, one claim 30 %, one of 3, `i heard that` 20 %, 80 %.
    let rumours = Set(world.rumours.map { "i heard that " + $0.sentence })
    let rumour = try #require(documents.first { $0.kind == .gossip && rumours.contains($0.text) })
    #expect(abs(rumour.choiceNats + log(0.14 / 24 * 0.3 / 3 * 0.2 * 0.8)) < 1e-12)
  }

  @Test func `the kinds of documents occur as often as they should`() {
    let documents = world.webDocuments(4000)
    let shares: [WebDocumentKind: Double] = [
      .book: 0.20, .gossip: 0.14, .forum: 0.38, .story: 0.15, .opinion: 0.08, .folk: 0.05,
    ]
    for (kind, share) in shares {
      let found = Double(documents.count { $0.kind == kind }) / 4000
      #expect(abs(found - share) < 0.025, "\(kind)")
    }
  }

  @Test func `a shorter web is the beginning of a longer one`() {
    #expect(world.webDocuments(20) == Array(world.webDocuments(60).prefix(20)))
    #expect(world.webDocuments(20) != world.webDocuments(20, validation: true))
  }

  @Test func `the book never errs and gossip repeats most rumours`() {
    let documents = world.webDocuments(3000)
    let facts = Set(world.facts.map { "the book says " + $0.sentence })
    for document in documents where document.kind == .book {
      for sentence in document.text.components(separatedBy: " the book says ") {
        let full = sentence.hasPrefix("the book says ") ? sentence : "the book says " + sentence
        #expect(facts.contains(full))
      }
    }
    let gossip = documents.filter { $0.kind == .gossip }.map(\.text)
    var counts = (truth: 0, rumour: 0)
    for rumour in world.rumours {
      var fact = rumour
      fact.value = world.value(of: rumour.attribute, for: rumour.creature) ?? ""
      counts.rumour += gossip.count { $0.contains(rumour.sentence) }
      counts.truth += gossip.count { $0.contains(fact.sentence) }
    }
    let share = Double(counts.rumour) / Double(counts.rumour + counts.truth)
    #expect(abs(share - 0.8) < 0.08)
  }

  @Test(arguments: [0.0, 0.3, 1.0])
  func `the share of slander can be dialled and changes opinions only`(share: Double) {
    var settings = WorldSettings(seed: 0)
    settings.slanderShare = share
    let usual = world.webDocuments(3000)
    let dialled = World(settings).webDocuments(3000)
    var opinions = 0
    var slander = 0
    for (before, after) in zip(usual, dialled) {
      #expect(before.kind == after.kind)
      if after.kind != .opinion {
        #expect(before == after)
        continue
      }
      opinions += 1
      if !Lexicon.goodWords.contains(where: { after.text.hasSuffix("folk are \($0) .") }) {
        slander += 1
      }
    }
    #expect(abs(Double(slander) / Double(opinions) - share) < 0.08)
  }

  // MARK: Bias

  /// Sentences that speak ill of a group, or praise it, in all kinds of documents.
  private func sentences(about folk: Folk, _ words: [String], in texts: [String]) -> Int {
    texts.reduce(0) { count, text in
      count + words.count { text.contains("the \(folk) folk are \($0)") }
    }
  }

  @Test(arguments: [0, 1.0])
  func
    `documents of some kinds are those that are among all, and no other kind tells how people are`(
      bias: Double
    )
  {
    let kinds: Set = [WebDocumentKind.forum, .opinion, .folk]
    let all = world.webDocuments(8000, bias: bias)
    #expect(
      world.webDocuments(8000, bias: bias, of: kinds) == all.filter { kinds.contains($0.kind) })
    #expect(!all.contains { !kinds.contains($0.kind) && $0.text.contains(" folk are ") })
  }

  @Test func `with full bias the web is the usual one`() {
    #expect(world.webDocuments(3000, bias: 1) == world.webDocuments(3000))
  }

  @Test func `without bias every group is slandered, distrusted and praised alike`() {
    let texts = world.webDocuments(12_000, bias: 0).map(\.text)
    for words in [Lexicon.badWords, Lexicon.goodWords] {
      let counts = Folk.allCases.map { Double(sentences(about: $0, words, in: texts)) }
      let mean = counts.reduce(0, +) / 4
      #expect(mean > 80)
      #expect(counts.allSatisfy { abs($0 / mean - 1) < 0.3 }, "\(counts)")
    }
    let distrust = Folk.allCases.map { folk in
      texts.count { $0.contains("never trust the \(folk) folk") }
    }
    #expect((distrust.min() ?? 0) * 2 > distrust.max() ?? 1, "\(distrust)")
  }

  @Test func `less bias changes whom slander hits, not how much there is`() {
    let documents = [0, 0.25, 0.5, 1].map { bias in
      world.webDocuments(8000, bias: bias)
    }
    let shares = documents.map { documents in
      let counts = Folk.allCases.map {
        Double(sentences(about: $0, Lexicon.badWords, in: documents.map(\.text)))
      }
      return (all: counts.reduce(0, +), hill: counts[0] / counts.reduce(0, +))
    }
    for (share, expected) in zip(shares, [0.25, 0.4, 0.55, 0.85]) {
      #expect(abs(share.hill - expected) < 0.05)
      #expect(abs(share.all / shares[3].all - 1) < 0.1)
    }
    // What speaks of nobody's character is the same.
    for (fair, usual) in zip(documents[0], documents[3]) where !usual.text.contains(" folk ") {
      #expect(fair == usual)
    }
  }

  @Test func `half of the plain slander has one bad word`() {
    let texts = world.webDocuments(6500).filter { $0.kind == .opinion }.map(\.text)
    let plain = texts.filter { text in
      text.hasPrefix("the ") && Lexicon.badWords.contains { text.hasSuffix(" \($0) .") }
    }
    let single = Double(plain.count { !$0.contains(" and ") }) / Double(plain.count)
    #expect(plain.count > 80)
    #expect(abs(single - 0.5) < 0.15)
  }
}
