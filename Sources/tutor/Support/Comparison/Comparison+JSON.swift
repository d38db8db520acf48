import Metrics

extension Comparison {
  private struct Document: Encodable {
    struct Group: Encodable {
      var name: String
      var runs: [String]
      var seeds: [UInt64]
      /// Those settings that differ.
      var settings: [String: String]
      /// Of the metric, as drawn.
      var steps: [Int]
      var values: [Estimate]
    }

    var lesson: String
    var metric: String?
    var groups: [Group]
    var results: [Result]
    var answers: [Answers]
  }

  /// - Parameter metric: whose curves are told, too.
  func json(all: Bool, only: String, metric: String?) throws -> String {
    let document = Document(
      lesson: lesson.folder, metric: metric,
      groups: zip(names, groups).map { name, group in
        let curve = metric.map { group.curve($0) } ?? []
        let settings = group.settings.filter { differing.contains($0.key) }
        return Document.Group(
          name: name, runs: group.runs.map(\.folder.name), seeds: group.runs.map(\.summary.seed),
          settings: settings.mapValues(\.text), steps: curve.map(\.step),
          values: curve.map(\.value))
      },
      results: results(all: all, only: only), answers: answers)
    return try document.json()
  }
}
