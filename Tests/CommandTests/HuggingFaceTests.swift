import Foundation
import Testing

/// Models that go to other libraries and come back.
struct HuggingFaceTests {
  private let sandbox: Sandbox
  private let tiny =
    "--quick --set base.epochs=1 --set base.layers=1 --set sft.epochs=1 --set world.webDocuments=100"

  init() throws { sandbox = try Sandbox() }

  @Test func `a model is exported, taken in, and answers`() throws {
    let export = try sandbox.bash("tutor export hf --model sft --output out/sft \(tiny)")
    #expect(export.status == 0, "\(export.errors)")
    #expect(export.lines == ["out/sft"])
    #expect(
      Set(sandbox.names("out/sft")) == [
        "README.md", "config.json", "generation_config.json", "hyperparameters.yaml",
        "model.safetensors", "tokenizer.json", "tokenizer_config.json",
      ])
    let card = try sandbox.read("out/sft/README.md")
    #expect(card.contains("AutoModelForCausalLM.from_pretrained(\"sft\")"))
    #expect(card.contains("| `gold/score` |"))
    #expect(!card.contains("{"))

    let imported = try sandbox.bash("tutor import hf out/sft --name mine")
    #expect(imported.status == 0, "\(imported.errors)")
    let usage = try #require(imported.lines.first { $0.contains("models.sft=") })
    let path = try #require(usage.split(separator: "=").last)
    let ask = "--model sft --prompt \"what is this ?\" -n 3 --json"
    // The settings that the model was exported with train it again, here in its place.
    let options = tiny.replacing("--quick", with: "--params out/sft/hyperparameters.yaml")
    let own = try sandbox.bash("tutor sample \(ask) \(options)")
    #expect(own.status == 0, "\(own.errors)")
    let other = try sandbox.bash("tutor sample \(ask) \(options) --set models.sft=\(path)")
    #expect(other.status == 0, "\(other.errors)")
    struct Answer: Decodable, Equatable { var tokens: [Int32], logProbabilities: [Float] }
    let answers = try [own, other].map {
      try JSONDecoder().decode([Answer].self, from: Data($0.output.utf8))
    }
    #expect(answers[0] == answers[1])
  }

  @Test func `nothing that is there is written over`() throws {
    _ = try sandbox.bash("mkdir out && echo mine > out/mine.txt")
    let export = try sandbox.tutor("export", "hf", "--model", "base", "--output", "out", "--quick")
    #expect(export.status == 64)
    #expect(export.errors.contains("is not empty"))
    let imported = try sandbox.tutor("import", "hf", "out")
    #expect(imported.status == 1)
    #expect(imported.errors.contains("no config.json"))
  }

  @Test func `a text is shown token by token, and read as JSON`() throws {
    let shown = try sandbox.tutor("tokenize", " what colour is the ulm ?")
    #expect(shown.status == 0)
    #expect(shown.lines.count == 2)
    #expect(shown.lines[0].contains("␣what"))
    let ids = try sandbox.bash(#"printf '" what\\n"\n""\n' | tutor tokenize --json"#)
    #expect(ids.lines.count == 2)
    #expect(ids.lines[0].hasSuffix(",12]"))
    #expect(ids.lines[1] == "[]")
    let wrong = try sandbox.bash("echo what | tutor tokenize --json")
    #expect(wrong.status == 1)
    #expect(wrong.errors.contains("no JSON string"))
  }
}
