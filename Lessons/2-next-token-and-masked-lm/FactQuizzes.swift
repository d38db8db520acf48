import LessonKit

/// A way to ask a masked model for what it has read.
package enum FactQuiz: String, CaseIterable, Sendable {
  /// `the book says the dax eats <mask> .`: a wording of the web.
  case seen
  /// `the book says the food of the dax is <mask> .`: one that no document has.
  case unseen
  /// `the book says the <mask> eats moss .`: the known wording, asked backwards.
  case backwards
}

/// One question of a quiz: the options, and which of them are right.
package struct FactQuestion: Sendable {
  package let text: String
  package let options: [String]
  package let answers: Set<String>

  package init(text: String, options: [String], answers: Set<String>) {
    (self.text, self.options, self.answers) = (text, options, answers)
  }

  /// The chance of a blind guess.
  package var guess: Double { Double(answers.count) / Double(options.count) }

  /// 1 if the option of the highest probability is right, else 0.
  fileprivate func hit(_ probabilities: [Double]) -> Double {
    let best = zip(options, probabilities).max { $0.1 < $1.1 }
    return best.map { answers.contains($0.0) } == true ? 1 : 0
  }
}

extension World {
  /// The questions of a quiz: one for each fact, or for each value that some creature has.
  package func questions(of quiz: FactQuiz) -> [FactQuestion] {
    switch quiz {
    case .seen, .unseen:
      return facts.map { fact in
        let (creature, attribute) = (fact.creature, fact.attribute)
        let place = attribute == .home ? "the " : ""
        let sentence =
          quiz == .seen
          ? Claim(creature, attribute, "<mask>").sentence
          : "the \(attribute.rawValue) of the \(creature) is \(place)<mask> ."
        return FactQuestion(
          text: "the book says \(sentence)", options: attribute.values, answers: [fact.value])
      }
    case .backwards:
      return Attribute.allCases.flatMap { attribute in
        attribute.values.compactMap { value in
          let owners = facts.filter { $0.attribute == attribute && $0.value == value }
          guard !owners.isEmpty else { return nil }
          return FactQuestion(
            text: "the book says \(Claim("<mask>", attribute, value).sentence)",
            options: knownCreatures, answers: Set(owners.map(\.creature)))
        }
      }
    }
  }
}

extension Course {
  /// For each question 1 where the option that the masked model finds likeliest is right, else 0.
  package func hits(byMasked model: LanguageModel, in questions: [FactQuestion]) -> [Double] {
    questions.map { $0.hit(probabilities(of: $0.options, at: $0.text, byMasked: model)) }
  }

  /// The same for a next-token model, which reads the text up to the gap.
  func hits(byCausal model: LanguageModel, in questions: [FactQuestion]) -> [Double] {
    questions.map { question in
      let start = question.text.prefix { $0 != "<" }.dropLast()
      let options = question.options.map { " " + $0 }
      return question.hit(probabilities(of: options, after: String(start), by: model))
    }
  }
}

/// How well the models know the facts in each wording.
struct Wordings: Measured {
  private let questions: [FactQuiz: [FactQuestion]]
  /// 1 for each question that a model gets right, else 0.
  private let masked, causal: [FactQuiz: [Double]]

  /// - Parameter causal: is not asked backwards, where what it reads says nothing.
  init(
    of world: World, masked: ([FactQuestion]) -> [Double], causal: ([FactQuestion]) -> [Double]
  ) {
    let quizzes = FactQuiz.allCases.map { ($0, world.questions(of: $0)) }
    questions = Dictionary(uniqueKeysWithValues: quizzes)
    self.masked = questions.mapValues(masked)
    self.causal = questions.filter { $0.key != .backwards }.mapValues(causal)
  }

  var results: Results {
    var results = Results()
    for quiz in FactQuiz.allCases {
      results.add(["accuracy/\(quiz)": accuracy(masked[quiz]), "guess/\(quiz)": guess(at: quiz)])
    }
    let (seen, unseen) = (masked[.seen] ?? [], masked[.unseen] ?? [])
    let gain = Estimate.clusteredDifference(
      of: seen, clusters: Array(seen.indices), minus: unseen, clusters: Array(unseen.indices))
    return results + [
      "gain/seen_vs_unseen": gain, "causal/accuracy/seen": accuracy(causal[.seen]),
      "causal/accuracy/unseen": accuracy(causal[.unseen]),
    ]
  }

  private func accuracy(_ hits: [Double]?) -> Estimate? {
    hits.map { .proportion($0.count { $0 == 1 }, of: $0.count) }
  }

  /// The share of right answers that a blind guess would give.
  private func guess(at quiz: FactQuiz) -> Double {
    let guesses = (questions[quiz] ?? []).map(\.guess)
    return guesses.reduce(0, +) / Double(guesses.count)
  }
}
