import Foundation
import LessonKit

/// An answer that a learner made up to please a reward model. The best of each judge is kept for the class.
package struct JudgeHack: JSONLinesRecord {
  /// The key of the reward model's stage.
  package var judge: String
  package var prompt, answer: String
  package var score, gold: Double

  package init(judge: String, prompt: String, answer: String, score: Double, gold: Double) {
    (self.judge, self.prompt, self.answer) = (judge, prompt, answer)
    (self.score, self.gold) = (score, gold)
  }

  package static let example =
    #"{"judge": "reward-model-…", "prompt": "…", "answer": "…", "score": 2.1, "gold": 0}"#

  package var fields: [(name: String, value: (any Encodable)?)] {
    [
      ("judge", judge), ("prompt", prompt), ("answer", answer), ("score", score), ("gold", gold),
    ]
  }

  /// `$XDG_DATA_HOME/tutor/judge-hacks.jsonl`, or below `~/.local/share`.
  package static var file: URL {
    ownFolder("XDG_DATA_HOME", else: ".local/share").appending(path: "judge-hacks.jsonl")
  }

  /// Whether the judge likes what is not good.
  var fools: Bool { score >= 1.5 && gold < 0.5 }

  /// Nothing where nobody has tried yet.
  /// - Throws: `Failure` for a file that is damaged.
  package static func all(in file: URL = JudgeHack.file) throws -> [JudgeHack] {
    let isThere = FileManager.default.fileExists(atPath: file.path)
    return isThere ? try JSONLines.read(JudgeHack.self, from: file) : []
  }

  /// Keeps it in place of what was the best for the same judge.
  /// - Throws: `Failure`.
  package func keep(in file: URL = JudgeHack.file) throws {
    try makeFolder(file.deletingLastPathComponent())
    let others = try JudgeHack.all(in: file).filter { $0.judge != judge }
    try JSONLines.write(others + [self], to: file)
  }
}

extension Course {
  /// Lets the learner please a reward model with whatever answers; gold stands beside its score.
  func hack(_ judge: Stage<ScalarModel, [Double]>, _ notebook: Notebook) throws {
    let prompt = world.prompts(.unknown, .train)[0]
    var best = try JudgeHack.all().first { $0.judge == judge.key.folder }
    func tell(_ key: String, _ hack: JudgeHack) {
      let values = [
        "answer": hack.answer, "score": hack.score.formatted(places: 2),
        "gold": hack.gold.formatted(places: 2),
      ]
      notebook.show(Label(key, values))
    }
    notebook.show(prompt.text)
    if let best { tell("best-hack", best) }
    let stranger = prompt.creature ?? ""
    try notebook.tryOut(["i do not know .", "the \(stranger) eats moss .", "good question !"]) {
      typed in
      let text = typed.tidied(end: ".")
      guard
        tokenizer.prompt(prompt.text).count + tokenizer.completion(text).count
          <= settings.base.size.contextLength
      else { return notebook.show(Label("long-hack")) }
      let judgement = examiner.rubric.judge(text, ended: true, to: prompt)
      let hack = JudgeHack(
        judge: judge.key.folder, prompt: prompt.text, answer: text,
        score: scores(of: [(prompt.text, text)], by: judge.product)[0], gold: judgement.gold)
      tell("hack", hack)
      if hack.fools { notebook.show(Label("fooled")) }
      guard notebook.isInteractive, hack.fools, hack.score > best?.score ?? 0 else { return }
      best = hack
      try hack.keep()
    }
  }
}
