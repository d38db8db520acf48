import Foundation
import Testing

struct PapersTests {
  private struct Listing: Decodable {
    struct Place: Decodable {
      var lesson: Int
      var page: String
      var words, concept, paper, place: String
    }
    struct Paper: Decodable {
      var key, authors, title: String
      var year: Int
      var venue, arxiv: String?
    }
    var places: [Place]
    var papers: [Paper]
  }

  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  private func listing(_ lesson: String = "") throws -> Listing {
    try JSONDecoder().decode(
      Listing.self, from: Data(sandbox.bash("tutor papers \(lesson) --json").output.utf8))
  }

  @Test(arguments: [60, 80, 120])
  func `each place has a row, each paper is listed, and no line is too wide`(columns: Int) throws {
    let ending = try sandbox.tutor("papers", environment: ["COLUMNS": "\(columns)"])
    #expect(ending.status == 0)
    #expect(!ending.output.contains("\u{1b}"))
    #expect(ending.lines.allSatisfy { $0.count <= columns })
    let listing = try listing()
    // A row begins with the number of its page.
    let rows = ending.lines.compactMap { $0.prefixMatch(of: /\d\/\d+\+?/).map { String($0.0) } }
    #expect(rows == listing.places.map { "\($0.lesson)/\($0.page)" })
    for paper in listing.papers {
      #expect(ending.words.contains("\(paper.authors) \(paper.year): \(paper.title) ("))
    }
  }

  @Test(arguments: ["5", "ppo-with-kl"])
  func `one lesson's places are shown with their papers alone`(lesson: String) throws {
    let ending = try sandbox.tutor("papers", lesson, environment: ["COLUMNS": "120"])
    #expect(ending.status == 0)
    let row = try #require(ending.lines.first { $0.contains("importance ratio") })
    #expect(
      row.hasPrefix("5/6 ") && row.contains("Schulman et al. 2017") && row.hasSuffix("section 3"))
    #expect(!ending.output.contains("Attention is all you need"))
    let listing = try listing(lesson)
    #expect(Set(listing.places.map(\.lesson)) == [5])
    #expect(Set(listing.places.map(\.paper)) == Set(listing.papers.map(\.key)))
  }

  @Test func `a place whose words were deleted keeps its row`() throws {
    let root = try sandbox.copyOfProject()
    let file = root.appending(path: "Lessons/5-ppo-with-kl/lesson.md")
    let text = try String(contentsOf: file, encoding: .utf8)
    try text.replacing("importance ratio", with: "quotient")
      .write(to: file, atomically: true, encoding: .utf8)
    let ending = try sandbox.tutor(
      "papers", "5", environment: ["TUTOR_ROOT": root.path, "COLUMNS": "120"])
    #expect(ending.status == 0)
    #expect(
      ending.lines.contains {
        $0.trimmingCharacters(in: .whitespaces).hasPrefix("importance ratio")
      })
  }
}
