import Alignment
import ArgumentParser
import Course
import Foundation
import HuggingFace
import Models
import Notebook
import Words

/// `tutor import`: what was made elsewhere, for the course.
struct Import: ParsableCommand {
  static let configuration = CommandConfiguration(
    told: "import", subcommands: [ImportHuggingFace.self])
}

/// `tutor import hf`: a model that Hugging Face's transformers have written.
struct ImportHuggingFace: ParsableCommand {
  static let configuration = CommandConfiguration(told: "import-hf", command: "hf")

  @Argument(help: .told("help-import-hf.folder"), completion: .directory)
  var folder: String

  @Option(help: .told("help-import-hf.name"))
  var name: String?

  func run() throws {
    let source = URL(filePath: folder, directoryHint: .isDirectory)
    let name = name ?? source.standardizedFileURL.lastPathComponent
    guard name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._-]{0,63}/) != nil else {
      throw UsageError("import-name", ["name": name])
    }
    let place = ownFolder("XDG_DATA_HOME", else: ".local/share").appending(path: "models/\(name)")
    guard try namesInFolder(place).isEmpty else {
      throw UsageError("import-exists", ["name": name, "folder": place.path])
    }
    let imported = try HuggingFaceFolder(source).read()
    let target = HuggingFaceFolder(place)
    let card = Messages.text("imported.card", ["folder": source.standardizedFileURL.path])
    let (kind, count): (String, Int)
    switch imported.network {
    case .language(let model):
      (kind, count) = ("language", model.parameters.count)
      try target.write(
        model, imported.tokenizer, newTokens: Examiner.standardMaximumNewTokens, card: card)
    case .scalar(let model):
      (kind, count) = ("scalar", model.parameters.count)
      try target.write(model, imported.tokenizer, card: card)
    }
    let (shown, told) = (place.path, Double(count).grouped(places: 0))
    let terminal = Terminal()
    terminal.write(
      prose: Messages.text("imported.\(kind)", ["folder": shown, "parameters": told]) + "\n")
    let path = shown.quotedForShell
    let keys = kind == "scalar" ? ["rewardModel"] : ["ppo", "sft", "base"]
    terminal.write(keys.map { "  ./tutor run 5 --set models.\($0)=\(path)\n" }.joined())
  }
}
