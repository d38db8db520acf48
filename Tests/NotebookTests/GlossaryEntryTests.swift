import Notebook
import Testing

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
}
