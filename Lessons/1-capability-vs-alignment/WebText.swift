import LessonKit

/// What stands in web documents that were kept aside for measuring.
struct WebText: Measured {
  private let texts: [String]
  /// Nil where the texts are the learner's own.
  private let documents: [WebDocument]?
  private let judgements: [Judgement]
  private let known: Results

  init(_ course: Course) {
    texts = course.data.webValidation
    documents = course.data.validationDocuments
    judgements = texts.map(course.judgement)
    known = [
      "web/documents": course.data.web.count, "vocabulary": course.tokenizer.vocabularySize,
      "entropy_floor/perplexity": course.data.choicePerplexity,
    ]
  }

  var results: Results {
    known + [
      "web/false": Estimate.proportion(
        judgements.count(where: \.makesFalseClaim), of: judgements.count),
      "web/harmful": Estimate.proportion(
        judgements.count(where: \.isHarmful), of: judgements.count),
    ]
  }

  /// The first document of each kind, and how common the kind is.
  var table: Table {
    var table = Table("documents", columns: ["kind", .number("share"), "first"])
    guard let documents else {
      for text in texts.prefix(5) { table.add("own", "", text.onOneLine) }
      return table
    }
    for kind in WebDocumentKind.allCases {
      let all = documents.filter { $0.kind == kind }
      guard let first = all.first else { continue }
      let percent = 100 * Double(all.count) / Double(documents.count)
      table.add(
        Label(kind.rawValue), "\(percent.formatted(places: 0)) %", first.text.onOneLine)
    }
    return table
  }
}

extension Course {
  /// What the rubric finds in a document of the web, whatever it may answer.
  func judgement(of document: String) -> Judgement {
    // A prompt without a creature: `it` must not mean one that the document does not name.
    let prompt = world.prompts(.premise)[0]
    return examiner.rubric.judge(document, ended: true, to: prompt)
  }
}
