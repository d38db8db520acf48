import Foundation
import Metrics
import Testing

struct SweepTests {
  private let sandbox: Sandbox
  private let name = "Runs/sweep-0-toy-transformer-"
  /// Two settings of a lesson that takes seconds.
  private let command = "tutor sweep 0 --quick --set overfit.steps=5,10"

  init() throws { sandbox = try Sandbox() }

  /// The folders of all sweeps.
  private var sweeps: [String] {
    sandbox.names("Runs").filter { $0.hasPrefix("sweep-") }.map { "Runs/\($0)" }
  }

  /// The whole runs of the only sweep: their seeds and their numbers of steps, in order.
  private func finishedRuns() throws -> [String] {
    let sweep = try #require(sweeps.first)
    #expect(sweeps.count == 1)
    return try sandbox.names(sweep).filter { $0.hasPrefix("0-") }.compactMap { run in
      let file = sandbox.folder.appending(path: "\(sweep)/\(run)/summary.json")
      guard let summary = try? RunSummary(readingFrom: file), summary.isComplete else { return nil }
      let settings = try sandbox.read("\(sweep)/\(run)/hyperparameters.yaml")
      let steps = try #require(settings.firstMatch(of: /steps: ([0-9]+)/)?.1)
      #expect(settings.matches(of: /seed: ([0-9]+)/).allSatisfy { $0.1 == "\(summary.seed)" })
      return "\(summary.seed) \(steps)"
    }.sorted()
  }

  @Test func `each combination is run with each seed, and the results are held against each other`()
    throws
  {
    let ending = try sandbox.bash("\(command) --seeds 3..4")
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.errors.contains("4 runs (2 settings, 2 seeds)"))
    #expect(try finishedRuns() == ["3 10", "3 5", "4 10", "4 5"])
    #expect(ending.output.contains("steps=10  2 seeds: 3, 4"))
    #expect(ending.output.contains("overfit/loss_after"))
    let sweep = try #require(sweeps.first)
    #expect(Set(sandbox.names(sweep)).isSuperset(of: ["loss.png", "loss.svg", "results.csv"]))
    let lines = try sandbox.read("\(sweep)/results.csv").split(separator: "\n")
    #expect(lines.first == "setting,result,mean,low,high,seeds")
    #expect(lines.contains { $0.hasPrefix("steps=10,overfit/loss_after,") })

    let again = try sandbox.bash("\(command) --seeds 3..4")
    #expect(again.errors.contains("All 4 runs are done"))
    #expect(try finishedRuns().count == 4)
    let compared = try sandbox.tutor("compare", sweep, "--output", sweep)
    #expect(compared.status == 0)
    for line in compared.lines { #expect(again.output.contains(line)) }

    struct Comparison: Decodable {
      struct Group: Decodable {
        var name: String
        var seeds: [Int]
      }
      var groups: [Group]
    }
    let json = try sandbox.tutor("compare", sweep, "--json").output
    let groups = try JSONDecoder().decode(Comparison.self, from: Data(json.utf8)).groups
    #expect(groups.map(\.name) == ["steps=5", "steps=10"])
    #expect(groups.allSatisfy { $0.seeds == [3, 4] })
  }

  @Test func `a sweep that was killed ends its runs, and goes on where it was`() throws {
    let ending = try sandbox.bash(
      """
      '\(program.path)' sweep 0 --quick --set overfit.steps=5,10 --processes 1 2>errors &
      sweep=$!
      until grep -q 'seed 0: done' errors; do sleep 0.05; done
      kill -9 $sweep; wait $sweep 2>/dev/null
      for _ in {1..100}; do pgrep -f "$PWD/\(name)" >/dev/null || break; sleep 0.05; done
      pgrep -f "$PWD/\(name)" && exit 9
      tutor sweep --resume \(name)*
      """)
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.errors.contains("1 of 2 runs are missing, 1 are done"))
    #expect(try finishedRuns() == ["0 10", "0 5"])
  }

  @Test func `Ctrl-C ends the runs, keeps what is finished, and tells how to go on`() throws {
    let ending = try sandbox.bash(
      """
      set -m
      '\(program.path)' sweep 0 --quick --set overfit.steps=5,10 --processes 1 2>errors &
      sweep=$!
      until grep -q 'seed 0: done' errors; do sleep 0.05; done
      kill -INT $sweep; wait $sweep; code=$?
      cat errors
      pgrep -f "$PWD/\(name)" && exit 9
      exit $code
      """)
    #expect(ending.status == 130, "\(ending.output)")
    #expect(ending.words.contains("1 of 2 runs are done. To go on: ./tutor sweep --resume \(name)"))
    #expect(try finishedRuns() == ["0 5"])
    #expect(try sandbox.bash(command).status == 0)
    #expect(try finishedRuns() == ["0 10", "0 5"])
  }

  @Test func `a run that fails is told, and the others go on`() throws {
    let ending = try sandbox.bash("tutor sweep 0 --quick --set base.vocabularySize=258,640")
    #expect(ending.status == 1)
    #expect(ending.errors.contains("Failed: vocabularySize=258, seed 0."))
    #expect(ending.errors.contains("Add --set base.contextLength="))
    #expect(ending.errors.contains("A run of the sweep failed"))
    #expect(ending.errors.contains("./tutor sweep --resume \(name)"))
    #expect(try finishedRuns().count == 1)
  }

  @Test func `lists are separated by semicolons`() throws {
    let ending = try sandbox.bash("tutor sweep 2 --set 'bias.shares=[0,1];[0,x]'")
    #expect(ending.status == 64)
    #expect(ending.errors.contains("bias.shares=[0,x]"))
    #expect(sandbox.names("Runs") == [])
  }

  @Test func `two programs don't run one sweep at once`() throws {
    let ending = try sandbox.bash(
      """
      \(command) --processes 1 2>/dev/null >/dev/null &
      until [ -e \(name)*/.lock ]; do sleep 0.02; done
      sleep 0.1
      \(command)
      code=$?; kill %1; wait; exit $code
      """)
    #expect(ending.status == 64)
    #expect(ending.errors.contains("Another program is running the sweep"))
  }
}
