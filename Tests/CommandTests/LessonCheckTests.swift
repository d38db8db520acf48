import Foundation
import Testing

struct LessonCheckTests {
  private let sandbox: Sandbox
  private let root: URL

  init() throws {
    sandbox = try Sandbox()
    root = try sandbox.copyOfProject()
    // Quotes lead there.
  }

  private func check(_ lesson: String) throws -> Ending {
    try sandbox.bash("tutor lesson check \(lesson)", environment: ["TUTOR_ROOT": root.path])
  }

  private func replace(_ old: String, by new: String, in path: String) throws {
    let file = root.appending(path: "Lessons/\(path)")
    let text = try String(contentsOf: file, encoding: .utf8)
    try #require(text.contains(old), "\(path) has no \(old)")
    try text.replacing(old, with: new, maxReplacements: 1)
      .write(to: file, atomically: true, encoding: .utf8)
  }

  @Test func `the lessons have no problems`() throws {
    let ending = try check("")
    #expect(ending.status == 0, "\(ending.output)")
    #expect(ending.output == "9 checked, and all is well.\n")
    #expect(try check("ppo-with-kl").status == 0)
  }

  @Test(
    arguments: [
      ("lesson.md", "<!-- cell: rollout -->", "<!-- cell: rollut -->", "no such cell"),
      ("lesson.md", "{{sft/gold:value}}", "{{sft/golf:value}}", "sft/golf is neither a result"),
      ("lesson.md", "minutes: ", "minutes: 9", "counted"),
      ("lesson.md", "```when ", "```when nonsense/name > 0 and ", "nonsense/name is neither"),
      ("lesson.md", "<!-- answer:", "<!-- answer: nobody -->\n<!-- answer:", "no question of this"),
      (
        "lesson.md", "<!-- cell: copies -->",
        "<!-- quote: Sources/No.swift#loss -->\n<!-- cell: copies -->", "there is no such file"
      ),
      ("lesson.md", "```when ", "```when > ", "is no condition"),
      (
        "lesson.md", "You have a model",
        String(repeating: "word ", count: 200) + "You have a model",
        "words; a page"
      ),
      (
        "figures.yaml", "beta-sweep:", "beta-sweap:", "no Swift file of the lesson shows beta-sweap"
      ),
      ("tables.yaml", "samples:", "sample:", "samples has no words in tables.yaml"),
    ])
  func `a mistake is told with its file and line`(
    file: String, old: String, new: String, words: String
  ) throws {
    try replace(old, by: new, in: "5-ppo-with-kl/\(file)")
    let ending = try check("5")
    #expect(ending.status == 1)
    #expect(ending.output.contains(words), "\(ending.output)")
    #expect(
      ending.lines.contains { $0.contains(#/Lessons/5-ppo-with-kl/[A-Za-z.]+:[0-9]+: .*/#) },
      "\(ending.output)")
  }

  @Test func `the line is that of the mistake`() throws {
    let text = try String(
      contentsOf: root.appending(path: "Lessons/5-ppo-with-kl/lesson.md"), encoding: .utf8)
    let lines = text.components(separatedBy: "\n")
    let index = try #require(lines.firstIndex { $0.contains("<!-- cell: rollout -->") })
    try replace("cell: rollout", by: "cell: rollut", in: "5-ppo-with-kl/lesson.md")
    #expect(try check("5").output.contains("5-ppo-with-kl/lesson.md:\(index + 1): "))
  }

  @Test func `a translation is checked, too`() throws {
    let text = "table-of-nobody:\n  title: 없음\n"
    try text.write(
      to: root.appending(path: "Lessons/1-capability-vs-alignment/tables.ko.yaml"),
      atomically: true, encoding: .utf8)
    let ending = try check("1")
    #expect(ending.status == 1)
    #expect(ending.output.contains("tables.ko.yaml: "))
  }

  @Test func `a folder that is no lesson of the list is checked`() throws {
    let lessons = root.appending(path: "Lessons")
    try FileManager.default.copyItem(
      at: lessons.appending(path: "5-ppo-with-kl"), to: lessons.appending(path: "7-mine"))
    #expect(try check("'\(lessons.path)/7-mine'").status == 0)
    let nowhere = try check("./nowhere")
    #expect(nowhere.status == 64)
    #expect(nowhere.errors.contains("lesson.md"))
  }
}
