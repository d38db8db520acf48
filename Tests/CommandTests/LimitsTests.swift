import Foundation
import Testing

/// Settings and files at the ends of what is allowed: a lesson runs, or says before it begins why not.
struct LimitsTests {
  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  @Test(arguments: [
    "2 --set world.webDocuments=100", "4 --set world.webDocuments=100",
    "4 --set base.vocabularySize=400 --set base.contextLength=80",
  ])
  func `no text is too long for the model in mid-lesson`(arguments: String) throws {
    let ending = try sandbox.bash(
      "tutor run \(arguments) --quick --no-input --plots none --set base.width=16")
    #expect(ending.status == 0, "\(ending.errors)")
  }

  @Test func `a text may have more tokens than the toy world`() throws {
    let ending = try sandbox.bash(
      "seq -f 'word%.0f' 9000 > own.txt; tutor run 2 --quick --no-input --plots none --set corpus=own.txt"
    )
    #expect(ending.status == 0, "\(ending.errors)")
  }

  @Test func `PPO-ptx runs in all of lesson 5`() throws {
    let ending = try sandbox.bash(
      "tutor run 5 --quick --no-input --plots none --set ppo.pretrainingCoefficient=0.3")
    #expect(ending.status == 0, "\(ending.errors)")
  }

  @Test func `a model that does not fit into memory is refused before anything is trained`() throws
  {
    let ending = try sandbox.bash(
      "ulimit -v 3000000; tutor run 1 --quick --no-input --set base.width=512 --set base.layers=12"
        + " --set base.batchSize=1024")
    #expect(ending.status == 64)
    #expect(ending.errors.contains("GB of memory"))
    #expect(ending.errors.contains("--set base.width=64"))
    #expect(sandbox.names("Runs").isEmpty)
  }

  @Test(arguments: [
    ("lesson.md", "<!-- cell: sentence -->", "<!-- cell: phrase -->", "phrase"),
    ("lesson.md", "<!-- cell: sentence -->", "", "sentence"),
    ("lesson.md", "<!-- cell: gradient -->", "", "gradient"),
    ("lesson.md", "#embedding -->", "#embeddings -->", "embeddings"),
  ])
  func `what does not fit in a lesson's files is told before it begins`(
    name: String, mark: String, other: String, word: String
  ) throws {
    let root = try sandbox.copyOfProject()
    let file = root.appending(path: "Lessons/0-toy-transformer/\(name)")
    let text = try String(contentsOf: file, encoding: .utf8)
    try #require(text.contains(mark))
    try text.replacing(mark, with: other).write(to: file, atomically: true, encoding: .utf8)
    let ending = try sandbox.tutor(
      "run", "0", "--quick", "--no-input", environment: ["TUTOR_ROOT": root.path])
    #expect(ending.status == 1)
    #expect(ending.output.isEmpty)
    #expect(ending.errors.contains(#/(lesson\.md|\.swift), line \d+: /#), "\(ending.errors)")
    #expect(ending.errors.contains(word))
    #expect(sandbox.names("Runs").isEmpty)
  }
}
