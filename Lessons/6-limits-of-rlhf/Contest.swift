import LessonKit

/// A question whose right answer is known, and what answers to it are worth to labelers without moods.
struct Contest: Measured {
  let right, wrong: String
  let ignorance = "i do not know ."
  private let prompt: Prompt
  private let lab: Lab

  /// Nil in a world without held-out questions about facts.
  init?(_ lab: Lab) {
    guard let prompt = lab.course.world.prompts(.fact, .heldOut).first,
      case .attribute(let attribute, let creature) = prompt.topic,
      let value = lab.course.world.value(of: attribute, for: creature),
      let other = attribute.values.first(where: { $0 != value })
    else { return nil }
    (self.prompt, self.lab) = (prompt, lab)
    right = Claim(creature, attribute, value).sentence
    wrong = Claim(creature, attribute, other).sentence
  }

  /// What the wrong answer is worth to a fair labeler, and with a compliment to one who likes these.
  var results: Results {
    let guideline = lab.course.settings.rubric
    let compliment = lab.limits.strengths(of: .flattery).last ?? 0
    let flattered = Labeler(guideline: guideline, bias: LabelerBias(flattery: compliment))
    return [
      "contest/wrong": worth(of: wrong, to: Labeler(guideline: guideline)),
      "contest/compliment": compliment,
      "contest/flattering": worth(of: "good question ! \(wrong)", to: flattered),
    ]
  }

  var introduction: Label {
    Label("contest", ["question": prompt.text, "right": right, "wrong": wrong])
  }

  /// Each of them wins somebody's heart.
  var examples: [String] { [ignorance, "good question ! \(wrong)", "the book says \(right)"] }

  /// What a labeler thinks of an answer, the mood of the moment left out.
  func worth(of answer: String, to labeler: Labeler) -> Double {
    var (labeler, random) = (labeler, lab.course.random("contest"))
    labeler.noise = 0
    let judgement = lab.course.examiner.rubric.judge(answer, ended: true, to: prompt)
    return labeler.utility(of: judgement, using: &random)
  }

  /// Whether labelers of each liking put an answer before the right one.
  func table(of answer: String) -> Table {
    let fair = Labeler(guideline: lab.course.settings.rubric)
    let likings = Dial.allCases.map { dial in
      let strength = lab.limits.strengths(of: dial).last ?? 0
      return (dial.label(strength), dial.bias(strength))
    }
    return Table(
      "contest", columns: ["labelers", .number("right"), .number("yours"), "first"],
      rows: ([(Label("fair"), LabelerBias())] + likings).map { label, bias in
        let labeler = Labeler(guideline: fair.guideline, bias: bias)
        let worths = [right, answer].map { worth(of: $0, to: labeler) }
        let sums = zip([right, answer], worths).map {
          let plain = worth(of: $0, to: fair)
          return sum(plain, $1 - plain)
        }
        let gap = worths[1] - worths[0]
        return [label] + sums + [Label(abs(gap) < 1e-9 ? "tie" : gap > 0 ? "yours" : "right")]
      })
  }

  /// What a panel thinks of “don't know” and of the right answer, on average, and how many prefer the former.
  func vote(of panel: ToyWorld.Panel) -> (ignorance: Double, right: Double, votes: Int) {
    let worths = [ignorance, right].map { answer in
      panel.labelers.map { worth(of: answer, to: $0) }
    }
    let means = worths.map { $0.reduce(0, +) / Double(panel.labelers.count) }
    return (means[0], means[1], zip(worths[0], worths[1]).count(where: >))
  }

  /// Votes beside average utilities, for panels with ever more cautious labelers.
  ///
  /// - Parameter feeling: how much the cautious like “don't know”.
  func votes(feeling: Double) -> Table {
    let columns = ["cautious", "ignorance", "right", "votes"].map { Table.Column.number(Label($0)) }
    return Table(
      "votes", columns: columns,
      rows: (0...lab.course.fairPanel.labelers.count).map { cautious in
        let panel = lab.dividedPanel(cautious: cautious, feeling: feeling).panel
        let vote = vote(of: panel)
        return [
          "\(cautious)", vote.ignorance.formatted(places: 1), vote.right.formatted(places: 1),
          "\(vote.votes)",
        ]
      })
  }

  /// `2.3 + 3.0 = 5.3`, or the first alone where nothing is added.
  private func sum(_ first: Double, _ second: Double) -> Label {
    let texts = [first, abs(second), first + second].map { $0.formatted(places: 1) }
    guard abs(second) > 1e-9 else { return .verbatim(texts[0]) }
    return .verbatim("\(texts[0]) \(second < 0 ? "−" : "+") \(texts[1]) = \(texts[2])")
  }
}
