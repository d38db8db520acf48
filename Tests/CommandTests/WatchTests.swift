import Foundation
import Testing

struct WatchTests {
  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  @Test func `a page or a value that changes is told, and Ctrl-C ends it`() throws {
    let root = try sandbox.copyOfProject()
    let ending = try sandbox.bash(
      """
      set -m
      cd '\(root.path)/Lessons/0-toy-transformer'
      wait_for() { until [ "$(grep -c "$1" ~/errors)" -ge "$2" ]; do sleep 0.05; done; }
      '\(program.path)' watch 0 --quick >~/output 2>~/errors &
      watch=$!
      trap 'kill -9 $watch' EXIT
      wait_for Watching 1
      sed -i 's/^Our model is a toy/My model is a toy/' lesson.md
      wait_for Watching 2
      printf 'overfit:\\n  documents: 4\\n' >hyperparameters.local.yaml
      wait_for Watching 3
      printf 'no: [yaml\n' >figures.yaml.new && cp figures.yaml figures.old && mv figures.yaml.new figures.yaml
      wait_for Watching 4
      mv figures.old figures.yaml
      wait_for Watching 5
      kill -INT $watch; wait $watch; code=$?
      cat ~/output ~/errors
      exit $code
      """, environment: ["TUTOR_ROOT": root.path])
    #expect(ending.status == 130, "\(ending.output)")
    let output = ending.output
    #expect(output.contains("Changed: Lessons/0-toy-transformer/lesson.md"))
    #expect(output.contains(/Another text: page [0-9]+\+?\nNo headline result has changed/))
    #expect(output.contains("Changed: Lessons/0-toy-transformer/hyperparameters.local.yaml"))
    #expect(output.contains(/No page has another text.\n\s*result/))
    #expect(output.contains("overfit/loss_after"))
    #expect(output.contains("figures.yaml: the YAML cannot be read"))
    #expect(output.contains("were told without a mistake"))
    // A run that fails is compared with nothing.
    #expect(output.components(separatedBy: "No headline result has changed").count == 3)
    #expect(sandbox.names("Runs") == [])
  }
}
