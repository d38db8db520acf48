import Foundation
import Words

/// What a model answered to a prompt, as `answers.jsonl` of a run keeps it, so that runs can be read side by
/// side: a JSON object a line.
package struct KeptAnswer: Codable, Equatable, Sendable {
  /// The model's name in the lesson, such as "PPO".
  package var model: String
  package var prompt: String
  package var answer: String
  /// By the gold rubric, 0...1.
  package var gold: Double

  package init(model: String, prompt: String, answer: String, gold: Double) {
    (self.model, self.prompt, self.answer, self.gold) = (model, prompt, answer, gold)
  }

  /// The answers of a run; none where it kept none.
  ///
  /// - Throws: `Failure` with the line for a file that is damaged.
  package static func all(in file: URL) throws -> [KeptAnswer] {
    guard FileManager.default.fileExists(atPath: file.path) else { return [] }
    let data = try readInput(file, most: 100_000_000)
    if let mistake = EncodingMistake(in: data) {
      throw Failure(
        "data-file-encoding", mistake.values(path: file.path), at: file.path, line: mistake.line)
    }
    let lines = String(decoding: data, as: UTF8.self).split {
      $0 == "\n" || $0 == "\r" || $0 == "\r\n"
    }
    return try lines.enumerated().map { index, line in
      do {
        return try JSONDecoder().decodeStrictly(KeptAnswer.self, from: Data(line.utf8))
      } catch {
        throw Failure(
          "kept-answers", ["reason": reason(of: error)], at: file.path, line: index + 1)
      }
    }
  }
}

extension Notebook {
  /// Keeps answers for whoever compares this run with others, in place of earlier ones of the same models.
  ///
  /// - Throws: `Failure` if they cannot be written.
  package func keep(_ answers: [KeptAnswer]) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let models = Set(answers.map(\.model))
    let known = try KeptAnswer.all(in: run.answers).filter { !models.contains($0.model) }
    let lines = try (known + answers).map {
      String(decoding: sealed(json: try encoder.encode($0)), as: UTF8.self)
    }
    try writeAtomically(lines.map { $0 + "\n" }.joined(), to: run.answers)
  }
}
