import Foundation
import Synchronization
import Words

/// The wish to stop: by Ctrl-C (SIGINT), by Ctrl-\ (SIGQUIT), by SIGTERM, or since the window was closed (SIGHUP).
///
/// The first signal only raises a flag, which long loops look at, so that a run folder is left
/// usable. The second one puts the terminal back and ends the program at once. A signal belongs to
/// the process; hence this is the one place with process-wide state.
package enum Interruption {
  private static let received = Atomic<Int32>(0)
  private static let isReading = Atomic<Bool>(false)
  private static let isTerminalChanged = Atomic<Bool>(false)
  private static let hasMoved = Atomic<Bool>(false)
  private static let savedSettings = SavedSettings()
  private static let keySettings = SavedSettings()
  private static let takesEscapes = !["", "dumb"].contains(
    ProcessInfo.processInfo.environment["TERM"] ?? "")
  private static let note = StoredText("\n" + Messages.text("interruption.note") + "\n")

  /// True once the learner has asked to stop.
  package static var isRequested: Bool { received.load(ordering: .relaxed) != 0 }

  /// What a shell is told of a program that a signal has ended; nil if none has come.
  static var exitCode: Int32? {
    let signal = received.load(ordering: .relaxed)
    return signal == 0 ? nil : 128 + signal
  }

  /// True if it was Ctrl-C, and not a signal of somebody who wants the program to end.
  static var isByKey: Bool { received.load(ordering: .relaxed) == SIGINT }

  /// True while keys are read one by one, as on a lesson's pages.
  static var hasKeys: Bool { isTerminalChanged.load(ordering: .relaxed) }

  /// Takes the wish back.
  static func forget() { received.store(0, ordering: .relaxed) }

  /// True if the window was resized, or the program stopped (Ctrl-Z) and taken up again.
  static var mustRedraw: Bool { hasMoved.load(ordering: .relaxed) }

  /// The same, and forgets it.
  static func takeRedraw() -> Bool { hasMoved.exchange(false, ordering: .relaxed) }

  /// Throws `Interrupted` once the learner has asked to stop.
  package static func check() throws {
    let signal = received.load(ordering: .relaxed)
    if signal != 0 { throw Interrupted(signal: signal) }
  }

  /// Makes SIGINT, SIGQUIT, SIGTERM and SIGHUP (a closed window) raise the flag, and a closed pipe and a file that
  /// may not become so large errors rather than signals; Ctrl-Z leaves the terminal as it was found. Call it
  /// once, first thing in the program.
  package static func install() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    // Created here, because a handler may not allocate.
    _ = unsafe (
      isRequested, savedSettings.pointer, keySettings.pointer, isReading.load(ordering: .relaxed),
      mustRedraw, takesEscapes, note
    )
    // Also where the program ends in the middle of something.
    atexit { Interruption.restoreTerminal() }
    var action = sigaction()
    unsafe action.__sigaction_handler.sa_handler = { Interruption.handle($0) }
    for signal in [SIGINT, SIGQUIT, SIGTERM, SIGHUP] { unsafe sigaction(signal, &action, nil) }
    unsafe action.__sigaction_handler.sa_handler = { _ in Interruption.stop() }
    unsafe sigaction(SIGTSTP, &action, nil)
    unsafe action.__sigaction_handler.sa_handler = { _ in Interruption.takeUp() }
    unsafe sigaction(SIGCONT, &action, nil)
    unsafe action.__sigaction_handler.sa_handler = { _ in
      Interruption.hasMoved.store(true, ordering: .relaxed)
    }
    unsafe sigaction(SIGWINCH, &action, nil)
  }

  /// Stops as Ctrl-Z asks, with the terminal as the shell knows it.
  private static func stop() {
    if isTerminalChanged.load(ordering: .relaxed) { setTerminal(savedSettings, pastes: false) }
    kill(getpid(), SIGSTOP)
  }

  /// Takes the terminal back when the program goes on, however it was stopped.
  private static func takeUp() {
    if isTerminalChanged.load(ordering: .relaxed) { claimTerminal() }
    hasMoved.store(true, ordering: .relaxed)
  }

  /// Has keys read one by one again, unless a shell has the terminal: to change it then would stop the program.
  private static func claimTerminal() {
    let descriptor = unsafe keySettings.pointer.pointee.0
    if tcgetpgrp(descriptor) == getpgrp() { setTerminal(keySettings, pastes: true) }
  }

  /// Only calls that are safe in a signal handler (POSIX.1, 2.4.3): atomics, write, tcsetattr, tcgetpgrp, _exit.
  private static func handle(_ signal: Int32) {
    // Of a closed window the system tells, and the shell once more; nobody is impatient.
    if received.exchange(signal, ordering: .relaxed) != 0, signal != SIGHUP {
      restoreTerminal()
      _exit(128 + signal)
    }
    // On a page a training asks what to do.
    if !isReading.load(ordering: .relaxed), !isTerminalChanged.load(ordering: .relaxed) {
      _ = unsafe Foundation.write(STDERR_FILENO, note.bytes.baseAddress, note.bytes.count)
    }
  }

  /// Runs `body` with line editing and echo off, and puts the settings back on every way out.
  /// Where `descriptor` is no terminal, or this is so already, it just runs `body`.
  package static func withKeysUnbuffered<Result>(
    on descriptor: Int32, _ body: () throws -> Result
  ) rethrows -> Result {
    var settings = termios()
    guard unsafe tcgetattr(descriptor, &settings) == 0 else { return try body() }
    guard !isTerminalChanged.load(ordering: .relaxed) else {
      // Whoever had the terminal meanwhile may have left it otherwise.
      if settings.c_lflag & tcflag_t(ICANON | ECHO) != 0 { claimTerminal() }
      return try body()
    }
    unsafe savedSettings.pointer.pointee = (descriptor, settings)
    settings.c_lflag &= ~tcflag_t(ICANON | ECHO)
    unsafe keySettings.pointer.pointee = (descriptor, settings)
    isTerminalChanged.store(true, ordering: .relaxed)
    defer { restoreTerminal() }
    setTerminal(keySettings, pastes: true)
    return try body()
  }

  /// Marks a wait for the learner, where Ctrl-C needs no explanation.
  static func whileReading<Result>(_ body: () throws -> Result) rethrows -> Result {
    isReading.store(true, ordering: .relaxed)
    defer { isReading.store(false, ordering: .relaxed) }
    return try body()
  }

  /// Runs `body` while another program has the terminal, which Ctrl-C and Ctrl-\ are then for.
  package static func leavingKeysToAnother<Result>(_ body: () throws -> Result) rethrows -> Result {
    var (ignored, ofInterrupt, ofQuit) = (sigaction(), sigaction(), sigaction())
    unsafe ignored.__sigaction_handler.sa_handler = SIG_IGN
    unsafe sigaction(SIGINT, &ignored, &ofInterrupt)
    unsafe sigaction(SIGQUIT, &ignored, &ofQuit)
    defer {
      unsafe sigaction(SIGINT, &ofInterrupt, nil)
      unsafe sigaction(SIGQUIT, &ofQuit, nil)
    }
    return try body()
  }

  /// Leaves the terminal as it was found. Whoever ends the program at once calls it before.
  static func restoreTerminal() {
    guard isTerminalChanged.exchange(false, ordering: .relaxed) else { return }
    setTerminal(savedSettings, pastes: false)
  }

  /// Marks pasted text (xterm's bracketed paste) while keys are read, so that it is not taken for keys.
  private static func setTerminal(_ settings: SavedSettings, pastes: Bool) {
    let descriptor = unsafe settings.pointer.pointee.0
    unsafe tcsetattr(descriptor, TCSANOW, &settings.pointer.pointee.1)
    guard takesEscapes else { return }
    let mode: StaticString = pastes ? "\u{1B}[?2004h" : "\u{1B}[?2004l"
    _ = unsafe Foundation.write(descriptor, mode.utf8Start, mode.utf8CodeUnitCount)
  }

  /// A text at a fixed place, which a signal handler may read.
  @safe private struct StoredText: @unchecked Sendable {
    let bytes: UnsafeBufferPointer<UInt8>

    init(_ text: String) {
      let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.utf8.count)
      _ = unsafe copy.initialize(from: text.utf8)
      unsafe bytes = UnsafeBufferPointer(copy)
    }
  }

  /// A fixed place that a signal handler may read. Written only while `isTerminalChanged` is false.
  @safe private struct SavedSettings: @unchecked Sendable {
    let pointer: UnsafeMutablePointer<(Int32, termios)> = {
      let pointer = UnsafeMutablePointer<(Int32, termios)>.allocate(capacity: 1)
      unsafe pointer.initialize(to: (STDIN_FILENO, termios()))
      return unsafe pointer
    }()
  }
}

/// The learner pressed Ctrl-C, or the program was told to terminate. What was finished is kept.
package struct Interrupted: Error, CustomStringConvertible, Sendable {
  package let signal: Int32

  package init(signal: Int32 = SIGINT) { self.signal = signal }

  /// What a shell reports for a program ended by this signal: 130 for Ctrl-C.
  package var exitCode: Int32 { 128 + signal }

  package var description: String { Messages.text("interruption.end") }
}

/// The learner left with `q` or Ctrl-D. Not a failure: exit code 0.
package struct Quit: Error, Sendable {
  package init() {}
}
