import Foundation
import Notebook

/// Opens the learner's own copy of a hyperparameter file.
struct HyperparameterEditor {
  let committed: URL

  /// Makes `hyperparameters.local.yaml` where it is missing, and opens it in `$VISUAL` or `$EDITOR`.
  /// Where there is none, it says where the file is.
  func open() throws {
    let file = Hyperparameters.localFile(beside: committed)
    if !FileManager.default.fileExists(atPath: file.path) {
      try FileManager.default.copyItem(at: committed, to: file)
    }
    let environment = ProcessInfo.processInfo.environment
    let editor = [environment["VISUAL"], environment["EDITOR"]].compactMap { $0 }
      .first { !$0.isEmpty }
    guard let editor, isatty(STDIN_FILENO) == 1 else {
      Terminal().write("Your own values are in \(file.path); open it in an editor.\n")
      return
    }
    // The shell lets $EDITOR have arguments; the path is handed over as one, whatever is in it.
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", "exec \(editor) \"$1\"", "sh", file.path]
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw UsageError(
        "The editor \"\(editor)\" ended with code \(process.terminationStatus).",
        remedy: "Set EDITOR to another, for example: EDITOR=nano ./tutor params 5 --edit")
    }
  }
}
