import Foundation
import Metrics
import Testing

struct RunTests {
  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  private func quickRun(_ arguments: String = "--plots none") throws -> Ending {
    try sandbox.bash("tutor run 1 --quick --no-input \(arguments)")
  }

  @Test func `a run leaves its files, and is listed`() throws {
    let ending = try quickRun()
    #expect(ending.status == 0)
    let names = sandbox.names("Runs")
    #expect(names.count == 2)
    #expect(names.last == "latest")
    #expect(
      sandbox.names("Runs/latest") == [
        "answers.jsonl", "hyperparameters.yaml", "metrics.csv", "plots", "summary.json",
        "transcript.json",
        "transcript.md",
      ])
    let run = try #require(names.first)
    #expect(run.hasPrefix("1-capability-vs-alignment-"))
    #expect(try sandbox.tutor("runs").output.contains(run))

    struct Entry: Decodable {
      var name, lesson, path: String
      var seed: UInt64
      var complete: Bool
    }
    let entries = try JSONDecoder().decode(
      [Entry].self, from: Data(sandbox.tutor("runs", "--json").output.utf8))
    #expect(entries.map(\.name) == [run])
    #expect(entries.allSatisfy { $0.complete && $0.seed == 0 })
  }

  @Test func `runs are listed by lesson, with what differs from the defaults`() throws {
    for (name, lesson, yaml) in [
      ("5-ppo-with-kl-1", "5-ppo-with-kl", "seed: 3  # default 0\n"),
      (
        "5-ppo-with-kl-2", "5-ppo-with-kl",
        "ppo:\n  klCoefficient: 0.4  # default 0.1\n  iterations: 60.0  # default 60\n"
      ),
      (
        "2-next-token-1", "2-next-token-and-masked-lm", "bias:\n  shares: [0, 1]  # default '0,1'\n"
      ),
    ] {
      let folder = sandbox.folder.appending(path: "Runs/\(name)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(yaml.utf8).write(to: folder.appending(path: "hyperparameters.yaml"))
      try RunSummary(lesson: lesson, seed: 0, date: Date(), isComplete: true)
        .write(to: folder.appending(path: "summary.json"))
      usleep(20_000)
    }
    let lines = try sandbox.tutor("runs", "5").lines
    #expect(lines.count == 4)
    #expect(lines[2].hasPrefix("5-ppo-with-kl-2 ") && lines[2].contains("ppo.klCoefficient=0.4"))
    #expect(!lines[2].contains("iterations") && !lines[3].contains("="))

    struct Entry: Decodable { var changed: [String] }
    let json = try sandbox.tutor("runs", "--json").output
    let entries = try JSONDecoder().decode([Entry].self, from: Data(json.utf8))
    #expect(entries.map(\.changed) == [[], ["ppo.klCoefficient=0.4"], []])
    let none = try sandbox.tutor("runs", "3")
    #expect(none.status == 64 && none.errors.contains("./tutor run 3"))
  }

  @Test func `a lesson alone is run`() throws {
    let ending = try sandbox.bash("tutor 0 --quick --no-input --plots none")
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(sandbox.names("Runs").first?.hasPrefix("0-toy-transformer-") == true)
    #expect(try sandbox.bash("tutor run toy --threads 0").errors.contains("--threads 0"))
  }

  @Test func `a ranked answer that the model cannot read is an error of usage`() throws {
    let folder = sandbox.home.appending(path: "share/tutor")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let answer = Array(repeating: "the jorl lives in the valley .", count: 20)
      .joined(separator: " ")
    let line =
      #"{"prompt": "where does the jorl live ?", "completions": [""# + answer
      + #"", "no ."], "ranks": [1, 2], "labeler": "learner"}"#
    try Data("\(line)\n".utf8).write(to: folder.appending(path: "rankings.jsonl"))
    let ending = try sandbox.bash("tutor run 6 --quick --no-input --plots none")
    #expect(ending.status == 64)
    #expect(ending.errors.contains("A prompt with its ranked answer takes"))
  }

  @Test func `a lesson is done when a run has come to its end, unless it was a quick one`() throws {
    #expect(try sandbox.bash("tutor run 0 --quick --no-input --plots none").status == 0)
    #expect(try sandbox.tutor("list", "--json").output.contains("\"done\" : true") == false)
    #expect(try sandbox.tutor().output.contains("Next: ./tutor run 0"))
    let file = sandbox.folder.appending(path: "Runs/latest/summary.json")
    var summary = try RunSummary(readingFrom: file)
    #expect(summary.isQuick)
    summary.isQuick = false
    try summary.write(to: file)
    #expect(try sandbox.tutor("list", "--json").output.contains("\"done\" : true"))
    #expect(try !sandbox.tutor().output.contains("Next: ./tutor run 0"))
  }

  @Test func `one seed gives the same numbers, another one others`() throws {
    for arguments in ["--seed 1", "--seed 1 --fresh --threads 1", "--seed 2"] {
      #expect(try quickRun("--plots none \(arguments)").status == 0)
    }
    let runs = sandbox.names("Runs").dropLast()
    let metrics = try runs.map { try sandbox.read("Runs/\($0)/metrics.csv") }
    let results = try runs.map {
      try RunSummary(readingFrom: sandbox.folder.appending(path: "Runs/\($0)/summary.json")).results
    }
    try #require(metrics.count == 3)
    #expect(metrics[0] == metrics[1])
    #expect(results[0] == results[1])
    #expect(metrics[0] != metrics[2])
  }

  @Test func `the settings of a run can be run again`() throws {
    #expect(try quickRun("--plots none --seed 5 --set base.width=32").status == 0)
    let ending = try quickRun("--plots none --params Runs/latest/hyperparameters.yaml")
    #expect(ending.status == 0)
    #expect(ending.errors.contains("base model: trained earlier"))
    let runs = sandbox.names("Runs").dropLast()
    let settings = try runs.map { try sandbox.read("Runs/\($0)/hyperparameters.yaml") }
    #expect(settings.first?.contains("width: 32  # default 64") == true)
    #expect(settings.first?.contains("seed: 5") == true)
    #expect(settings.first == settings.last)
  }

  @Test func `numbers are recorded as all readers of YAML read them`() throws {
    let ending = try sandbox.tutor(
      "run", "1", "--quick", "--no-input", "--plots", "none", "--set", "base.batchSize=010",
      "--set",
      "base.learningRate=1e-3")
    #expect(ending.status == 0, "\(ending.errors)")
    let record = try sandbox.read("Runs/latest/hyperparameters.yaml")
    #expect(record.contains("  batchSize: 10 "))
    #expect(record.contains("  learningRate: 0.001 "))
  }

  @Test func `a model whose kept weights are damaged is trained again, and that is told`() throws {
    let first = try sandbox.bash(
      "tutor run 1 --quick --no-input --plots none && cp Runs/latest/metrics.csv before.csv")
    #expect(first.status == 0, "\(first.errors)")
    let damaged = try sandbox.bash(
      """
      weights=$(echo "$XDG_CACHE_HOME"/tutor/base-*/weights.safetensors)
      size=$(stat -c %s "$weights"); truncate -s $((size - 4000)) "$weights"
      head -c 4000 /dev/zero | tr '\\0' '\\377' >> "$weights"
      tutor run 1 --quick --no-input --plots none && cmp before.csv Runs/latest/metrics.csv
      """)
    #expect(damaged.status == 0, "\(damaged.errors)")
    #expect(damaged.errors.contains("it is not as it was written, by its checksum"))
  }

  @Test func `a training that fails says so, with what to change`() throws {
    let ending = try sandbox.bash(
      "tutor run 1 --no-input --plots none \(tinySettings) --set base.learningRate=1"
    )
    #expect(ending.words.contains("the training “base model” has come apart"), "\(ending.output)")
    #expect(try sandbox.read("Runs/latest/summary.json").contains("base.learningRate"))
  }

  @Test func `a gap in a text of one's own is a word of it, not what stands there for one`() throws
  {
    try String(repeating: "hello <eos> world <mask> foo\n", count: 300).write(
      to: sandbox.folder.appending(path: "own.txt"), atomically: true, encoding: .utf8)
    let ending = try sandbox.tutor(
      "run", "2", "--quick", "--no-input", "--plots", "none", "--set", "corpus=own.txt")
    #expect(ending.status == 0, "\(ending.errors)")
    let sentence = ending.lines.first { $0.hasPrefix("> ") && $0.contains("<mask>") }
    #expect(sentence == "> foo hello <mask> world")
  }

  @Test func `a cache that cannot be written to is told, and the run goes on`() throws {
    try Data().write(to: sandbox.home.appending(path: "cache"))
    let ending = try quickRun()
    #expect(ending.status == 0)
    #expect(ending.errors.components(separatedBy: "Set XDG_CACHE_HOME").count == 2)
  }

  /// A run that may not write a file of more than so many kilobytes, as if the disk were full then. The system
  /// sends SIGXFSZ, which ends a program that does not expect it.
  private func runWithLimit(_ kilobytes: Int) throws -> Ending {
    try sandbox.bash(
      """
      (
        ulimit -f \(kilobytes)
        tutor run 1 --quick --no-input --plots files 2>&1
        echo "exit code $?"
      ) | cat
      """)
  }

  @Test func `a disk without any room is told before the lesson starts, and no run is left`() throws
  {
    let ending = try runWithLimit(0)
    // What is wrong, what helps, and the code.
    #expect(ending.lines.count == 3)
    #expect(ending.lines[0].contains("hyperparameters.yaml"))
    #expect(ending.lines.last == "exit code 1")
    #expect(sandbox.names("Runs") == [])
  }

  @Test func `a disk that gets full ends a lesson with a message, and what fits is kept`() throws {
    // Enough for the first pages, but not for models, pictures and all of the text.
    let ending = try runWithLimit(24)
    #expect(ending.output.contains("Note: What is trained cannot be kept in"))
    #expect(ending.output.contains("No picture is drawn"))
    #expect(ending.output.contains("files may not become as large here"))
    #expect(ending.output.contains("ulimit -f unlimited"))
    #expect(ending.lines.last == "exit code 1")
    #expect(!sandbox.names("Runs/latest/plots").contains { $0.hasSuffix(".png") })
    let summary = try RunSummary(
      readingFrom: sandbox.folder.appending(path: "Runs/latest/summary.json"))
    #expect(summary.notes.contains("stopped by an error"))
    #expect(!summary.results.isEmpty)
    #expect(try sandbox.read("Runs/latest/transcript.md").contains("Lessons/"))
  }

  @Test func `two runs at once get a folder each`() throws {
    let ending = try sandbox.bash(
      """
      tutor run 1 --quick --no-input --plots none >one 2>&1 & first=$!
      tutor run 1 --quick --no-input --plots none >two 2>&1 & second=$!
      wait $first && wait $second && cat one two
      """)
    #expect(ending.status == 0, "\(ending.output)")
    let runs = sandbox.names("Runs").dropLast()
    #expect(runs.count == 2)
    let metrics = try runs.map { try sandbox.read("Runs/\($0)/metrics.csv") }
    #expect(metrics.first == metrics.last)
  }

  @Test func `a model of the course answers`() throws {
    let ending = try sandbox.bash(
      "tutor sample --model base \(tinySettings) --prompt 'what does the dax eat ?' -n 3")
    #expect(ending.status == 0)
    #expect(ending.output.split(separator: "\n", omittingEmptySubsequences: false).count >= 4)
    let again = try sandbox.bash(
      "tutor sample --model base \(tinySettings) --prompt 'what does the dax eat ?' -n 3")
    #expect(again.output == ending.output)
    #expect(again.errors == "")
  }

  @Test func `without gnuplot a lesson runs, and says what to install`() throws {
    let empty = sandbox.home.appending(path: "empty")
    try FileManager.default.createDirectory(at: empty, withIntermediateDirectories: true)
    let ending = try sandbox.tutor(
      "run", "1", "--quick", "--no-input", environment: ["PATH": empty.path])
    #expect(ending.status == 0)
    #expect(ending.output.components(separatedBy: "apt-get install").count == 2)
  }

  @Test func `a model that writes nothing to rank is an error that says what to try`() throws {
    let ending = try sandbox.bash(
      "tutor run 4 --quick --no-input --plots none --set sft.learningRate=1 --set sft.demonstrations=192"
    )
    #expect(ending.status == 1)
    #expect(ending.errors.contains("no two different answers"))
    #expect(ending.errors.contains("try a third of sft.learningRate"))
  }
}
