import Foundation
import Notebook

/// Opens the learner's own copy of a hyperparameter file.
struct HyperparameterEditor {
  let committed: URL
  var environment = ProcessInfo.processInfo.environment

  /// The learner's own file: `hyperparameters.local.yaml` beside the committed one.
  var file: URL { Hyperparameters.localFile(beside: committed) }

  /// Makes the learner's file where it is missing, and has it edited. Without a terminal, or without an
  /// editor, it says where the file is.
  ///
  /// - Returns: whether an editor was open.
  /// - Throws: `UsageError` if the editor failed; `Interrupted`.
  func open() throws -> Bool {
    if !FileManager.default.fileExists(atPath: file.path) {
      try FileManager.default.copyItem(at: committed, to: file)
    }
    let terminal = Terminal()
    guard terminal.isInteractive, let editor else {
      terminal.write(prose: "Your own values are in \(file.path); open it in an editor.\n")
      return false
    }
    let code = try run(editor)
    try Interruption.check()
    if code == 128 + SIGINT { throw Interrupted() }
    guard code == 0 else {
      throw UsageError(
        "The editor \"\(editor)\" ended with code \(code).",
        remedy: "Name another, for example: export EDITOR=nano\n"
          + "Or open the file yourself: \(file.path)")
    }
    return true
  }

  /// `VISUAL` where the terminal can move its cursor, else `EDITOR`, else vi, in the order of git.
  private var editor: String? {
    let isDumb = ["", "dumb"].contains(environment["TERM"] ?? "")
    let named = [isDumb ? nil : environment["VISUAL"], environment["EDITOR"]]
    if let editor = named.compactMap({ $0 }).first(where: { !$0.isEmpty }) { return editor }
    let folders = (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
    let hasVi = folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/vi") }
    return hasVi && !isDumb ? "vi" : nil
  }

  /// Runs the editor in the foreground of the terminal, to its end. (Foundation's `Process` starts a
  /// process group of its own, which may neither read from the terminal nor get its Ctrl-C.)
  ///
  /// - Returns: its exit code; 128 and the signal's number where a signal ended it, as a shell says it.
  private func run(_ editor: String) throws -> Int32 {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // What this program ignores, the editor would ignore too.
    var defaults = sigset_t()
    sigemptyset(&defaults)
    for signal in [SIGINT, SIGQUIT, SIGPIPE] { sigaddset(&defaults, signal) }
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    // The shell lets $EDITOR have arguments; the path is handed over as one, whatever is in it. Its trap
    // keeps the shell alive through a Ctrl-C that the editor survives, and is not the editor's.
    let command = ["sh", "-c", "trap : INT QUIT; \(editor) \"$1\"", "sh", file.path]
    let arguments = command.map { (word: String) in strdup(word) }
    let variables = environment.map { (name, value) in strdup("\(name)=\(value)") }
    defer { for word in arguments + variables { free(word) } }
    return try Interruption.leavingKeysToAnother {
      var child = pid_t()
      let error = posix_spawn(
        &child, "/bin/sh", nil, &attributes, arguments + [nil], variables + [nil])
      guard error == 0 else {
        throw UsageError(
          "The editor \"\(editor)\" cannot be started: \(String(cString: strerror(error))).",
          remedy: "Open the file yourself: \(file.path)")
      }
      var status: Int32 = 0
      while waitpid(child, &status, 0) < 0 && errno == EINTR {}
      let signal = status & 0x7F
      return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }
  }
}
