import Alignment
import Course
import Metrics
import Notebook
import ToyWorld
import Words

extension PromptKind {
  /// Its name, which all lessons share.
  package var label: Label { Label("kind.\(rawValue)") }
}

extension [Answer] {
  /// The first answer to each kind of prompt.
  package var firstOfEachKind: [Answer] { PromptKind.allCases.compactMap { of($0).first } }
}

extension Label {
  /// A title that tells a number: `{count}` in the words of `key`.
  package static func count(_ key: String, _ count: Int) -> Label {
    Label(key, ["count": "\(count)"])
  }
}

extension Estimate {
  /// The estimate on another scale, which rises with this one.
  package func mapped(_ scale: (Double) -> Double) -> Estimate {
    Estimate(value: scale(value), low: low.map(scale), high: high.map(scale), n: n)
  }

  /// The estimate in units of a number above 0.
  package func divided(by number: Double) -> Estimate { mapped { $0 / number } }

  /// The value alone, where there are too few clusters for an interval.
  package var withoutInterval: Estimate { Estimate(value: value, low: nil, high: nil, n: n) }
}

extension Notebook {
  /// Keeps the first answer to each kind of prompt, so that runs can be read side by side.
  ///
  /// - Parameter model: its name, such as "PPO".
  /// - Throws: `Failure` if they cannot be written.
  package func keep(answers: [Answer], of model: String) throws {
    try keep(
      answers.firstOfEachKind.map { answer in
        KeptAnswer(
          model: model, prompt: answer.prompt.text, answer: answer.text, gold: answer.gold)
      })
  }
}
