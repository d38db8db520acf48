import Foundation
import Hyperparameters
import Notebook
import Words

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
  /// - Throws: `UsageError` if the editor failed; `Failure` if the file cannot be made; `Interrupted`.
  func open() throws -> Bool {
    if !FileManager.default.fileExists(atPath: file.path) {
      try writeAtomically(try readFile(committed), to: file)
    }
    let terminal = Terminal()
    guard terminal.isInteractive, let editor else {
      terminal.write(prose: Messages.text("params.own-file", ["file": file.path]) + "\n")
      return false
    }
    let code = try run(editor)
    try Interruption.check()
    if code == 128 + SIGINT { throw Interrupted() }
    guard code == 0 else {
      throw UsageError(
        "editor-failed", ["editor": editor, "code": "\(code)", "file": file.path])
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
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    // What this program ignores, the editor would ignore too.
    var defaults = sigset_t()
    unsafe sigemptyset(&defaults)
    for signal in [SIGINT, SIGQUIT, SIGPIPE, SIGXFSZ] { unsafe sigaddset(&defaults, signal) }
    unsafe posix_spawnattr_setsigdefault(&attributes, &defaults)
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    // The shell lets $EDITOR have arguments; the path is handed over as one, whatever is in it. Its trap
    // keeps the shell alive through a Ctrl-C that the editor survives, and is not the editor's.
    let command = ["sh", "-c", "trap : INT QUIT; \(editor) \"$1\"", "sh", file.path]
    let arguments = unsafe command.map { (word: String) in unsafe strdup(word) }
    let variables = unsafe environment.map { (name, value) in unsafe strdup("\(name)=\(value)") }
    let words = unsafe arguments + variables
    defer { for index in unsafe words.indices { unsafe free(words[index]) } }
    return try Interruption.leavingKeysToAnother {
      var child = pid_t()
      let error = unsafe posix_spawn(
        &child, "/bin/sh", nil, &attributes, arguments + [nil], variables + [nil])
      guard error == 0 else {
        let reason = unsafe String(cString: strerror(error))
        throw UsageError(
          "editor-not-started", ["editor": editor, "reason": reason, "file": file.path])
      }
      var status: Int32 = 0
      while unsafe waitpid(child, &status, 0) < 0 && errno == EINTR {}
      let signal = status & 0x7F
      return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }
  }
}
