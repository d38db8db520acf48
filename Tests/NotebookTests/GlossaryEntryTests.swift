import Notebook
import Testing
import Words

struct GlossaryEntryTests {
  private let yaml = """
    terms:
      - term: KL divergence
        aliases: [KL, relative entropy]
        lesson: 5
        meaning: How far.
      - term: reward
        lesson: 5
        meaning: What one gets.
      - term: reward model
        lesson: 4
        meaning: What scores.
    """

  @Test(arguments: [
    ("kl", ["KL divergence"]), ("KL Divergence", ["KL divergence"]),
    ("relative-entropy", ["KL divergence"]), ("reward", ["reward"]),
    ("rew", ["reward", "reward model"]), ("  Reward  MODEL ", ["reward model"]), ("x", []),
    ("", []),
  ])
  func `a term is found by its name, an alias, or how one begins`(
    word: String, expected: [String]
  ) throws {
    #expect(try GlossaryEntry.entries(parsing: yaml).matching(word).map(\.term) == expected)
  }

  @Test(arguments: ["terms: 3", "terms: [{term: a, lesson: b, meaning: c}]", "terms: [{term: a}]"])
  func `a damaged glossary is told`(yaml: String) {
    #expect(throws: (any Error).self) { try GlossaryEntry.entries(parsing: yaml) }
  }

  @Test func `a translation counts key by key, and English names still find it`() throws {
    let words = try WordList(
      parsing: """
        KL divergence:
          term: KL 발산
          aliases: 상대 엔트로피, 쿨백-라이블러 발산
        reward:
          meaning: 얻는 것.
        """, path: "glossary.ko.yaml")
    let english = try GlossaryEntry.entries(parsing: yaml)
    let entries = english.translated(by: words)
    #expect(entries.map(\.term) == ["KL 발산", "reward", "reward model"])
    #expect(entries.map(\.meaning) == ["How far.", "얻는 것.", "What scores."])
    #expect(
      entries[0].aliases == [
        "상대 엔트로피", "쿨백-라이블러 발산", "KL divergence", "KL", "relative entropy",
      ])
    #expect(entries[1].aliases == [])
    #expect(entries.matching("kl divergence").map(\.term) == ["KL 발산"])
    #expect(english.translated(by: WordList()) == english)
  }
}
