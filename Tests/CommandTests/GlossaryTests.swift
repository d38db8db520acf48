import Foundation
import Testing

struct GlossaryTests {
  private struct Entry: Decodable {
    var term, meaning: String
    var aliases: [String]
    var lesson: Int
  }

  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  private func entries(_ words: String = "") throws -> [Entry] {
    try JSONDecoder().decode(
      [Entry].self, from: Data(sandbox.bash("tutor glossary \(words) --json").output.utf8))
  }

  @Test func `the list has every term and fits into 60 columns`() throws {
    let ending = try sandbox.tutor("glossary")
    #expect(ending.status == 0)
    #expect(!ending.output.contains("\u{1b}"))
    #expect(ending.lines.allSatisfy { $0.count <= 60 })
    let entries = try entries()
    #expect(entries.count > 50)
    for entry in entries { #expect(ending.words.contains(entry.term), "\(entry.term)") }
  }

  @Test(arguments: ["KL", "kl", "relative entropy", "Kullback"])
  func `a term is explained by whatever name`(name: String) throws {
    let ending = try sandbox.tutor("glossary", name)
    #expect(ending.status == 0)
    #expect(ending.output.hasPrefix("KL divergence"))
    #expect(ending.words.contains("ln(p/q)"))
    #expect(try entries("'\(name)'").map(\.term) == ["KL divergence"])
  }

  @Test func `a term of several words needs no quotes`() throws {
    let ending = try sandbox.tutor("glossary", "reward", "model")
    #expect(ending.output.hasPrefix("reward model"))
  }

  @Test func `the words of a lesson are explained`() throws {
    let ending = try sandbox.tutor("glossary", "--lesson", "5")
    #expect(ending.words.contains("KL divergence"))
    let entries = try entries("--lesson ppo-with-kl")
    #expect(entries.count > 5)
    #expect(entries.allSatisfy { $0.lesson == 5 })
  }

  @Test func `each term has one meaning, in a few words, and a lesson`() throws {
    let entries = try entries()
    let names = entries.flatMap { [$0.term] + $0.aliases }.map { $0.lowercased() }
    #expect(Set(names).count == names.count)
    for entry in entries {
      #expect((0...8).contains(entry.lesson), "\(entry.term)")
      #expect(entry.meaning.hasSuffix("."), "\(entry.term)")
      #expect((30...330).contains(entry.meaning.count), "\(entry.term)")
    }
  }
}
