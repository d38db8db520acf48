import Notebook
import Testing
import Words

struct LiteratureTests {
  private let yaml = """
    papers:
      - key: gao2023
        authors: Gao, Schulman and Hilton
        year: 2023
        title: Scaling laws
        arxiv: "2210.10760"
      - key: holm1979
        authors: Holm
        year: 1979
        title: A simple procedure
        venue: A journal
    places:
      - lesson: 5
        words: how far
        concept: over-optimization
        paper: gao2023
        place: equation 1
    """

  @Test func `a place leads to its paper`() throws {
    let literature = try Literature(parsing: yaml)
    #expect(literature.papers.map(\.key) == ["gao2023", "holm1979"])
    #expect(literature.papers.map(\.firstOfMany) == ["Gao", nil])
    #expect(literature.papers.map(\.arxiv) == ["2210.10760", nil])
    let place = try #require(literature.places.first)
    #expect(place.paper == literature.papers[0])
    #expect(place.lesson == 5 && place.concept == "over-optimization")
  }

  @Test(arguments: [
    ("paper: gao2023", "paper: gao2024", "gao2024"), ("lesson: 5", "lesson: five", "\"five\""),
    ("year: 1979", "year: long ago", "\"long ago\""), ("concept: ", "concepts: ", "concepts"),
    ("place: equation 1", "", "place"),
  ])
  func `a damaged list is told`(old: String, new: String, told: String) {
    #expect {
      try Literature(parsing: yaml.replacing(old, with: new))
    } throws: {
      $0 is Failure && "\($0)".contains(told)
    }
  }

  @Test(arguments: [
    ("two words", ["1", "1+"]), ("three bold words", ["1"]), ("third page", ["2"]),
    ("a hint", ["2"]), ("if so", ["2"]), ("otherwise", ["2"]), ("page", ["2"]), ("nowhere", []),
  ])
  func `pages are found by what they say, not by how it is set`(
    words: String, numbers: [String]
  ) throws {
    let text = try LessonText(
      parsing: """
        ---
        title: T
        question: Q?
        minutes: 1
        ---
        Here are two
          words, and *three* **bold
        words**.

        <!-- deeper: More -->

        The two words again.

        <!-- page -->

        The third page.

        ```when a > b
        This if so.
        ```otherwise
        That otherwise.
        ```

        ```question
        prompt: Which?
        options:
          - text: this
            feedback: No.
          - text: that
            feedback: Yes.
        right: a
        hints:
          - It's a hint.
        ```
        """)
    #expect(text.numbers(ofPagesWith: words) == numbers)
  }
}
