import Foundation
import Words

/// Where the learner reads and types: standard output for the lesson, standard error for progress
/// and messages, standard input for keys.
package final class Terminal {
  /// True if there is somebody to ask: input and output are both a terminal.
  package let isInteractive: Bool
  /// True if the lesson is shown on a terminal.
  package let isOutputTerminal: Bool
  /// True if messages go to a terminal, so that a progress bar can be redrawn.
  package let isErrorTerminal: Bool
  /// True if standard output takes escape sequences for colour.
  package let colour: Bool

  let input: Int32
  private let output: Int32
  private let error: Int32
  private let fixedColumns: Int?
  /// Folders that messages name, whatever spaces are in them.
  private let folders: [String]
  /// Bytes typed and not yet asked for.
  var typed: [UInt8] = []

  /// - Parameters:
  ///   - input, output, error: file descriptors.
  ///   - environment: read for `COLUMNS`, `TERM` and `NO_COLOR` (no-color.org).
  ///   - isInteractive: overrides the look at the descriptors.
  package init(
    input: Int32 = STDIN_FILENO, output: Int32 = STDOUT_FILENO, error: Int32 = STDERR_FILENO,
    environment: [String: String] = ProcessInfo.processInfo.environment,
    isInteractive: Bool? = nil
  ) {
    self.input = input
    self.output = output
    self.error = error
    isOutputTerminal = isatty(output) == 1
    isErrorTerminal = isatty(error) == 1
    self.isInteractive = isInteractive ?? (isatty(input) == 1 && isOutputTerminal)
    let forbidsColour = !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
    colour = isOutputTerminal && !forbidsColour
    fixedColumns = environment["COLUMNS"].flatMap { Int($0) }
    folders =
      [FileManager.default.currentDirectoryPath]
      + ["TUTOR_ROOT", "HOME"].compactMap { environment[$0] }
  }

  /// Columns of the screen: what the terminal says, else `COLUMNS`, else 80; at least 20. Asked
  /// anew each time, because windows are resized.
  package var columns: Int {
    var size = winsize()
    for descriptor in [output, error] where isatty(descriptor) == 1 {
      if unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
        return max(20, Int(size.ws_col))
      }
    }
    return max(20, fixedColumns ?? 80)
  }

  /// Rows of the screen; 24 where nobody knows.
  package var rows: Int {
    var size = winsize()
    let isKnown = unsafe ioctl(output, UInt(TIOCGWINSZ), &size) == 0 && size.ws_row > 0
    return isKnown ? Int(size.ws_row) : 24
  }

  /// Columns of a page: those of the screen, but no more than 80, which is as wide as prose reads
  /// well.
  package var pageWidth: Int { min(columns, 80) }

  /// Writes to standard output. A reader who has gone away ends the program without a word.
  package func write(_ text: String) { write(text, to: output) }

  /// Writes lines to standard output, with colour where it is understood.
  package func write(_ lines: [StyledText]) { write(rendered(lines)) }

  /// Lines for standard output.
  package func rendered(_ lines: [StyledText]) -> String {
    lines.map { $0.rendered(colour: colour) + "\n" }.joined()
  }

  /// Writes to standard error.
  package func message(_ text: String) { write(text, to: error) }

  /// Writes sentences to standard output: broken at spaces on a terminal, elsewhere as they are, so that
  /// a program reads whole lines. Whatever values they tell, no control character gets through.
  package func write(prose text: String) {
    let text = text.printable
    write(isOutputTerminal ? text.message(columns: columns, folders: folders) : text)
  }

  /// Writes sentences to standard error, in the same way.
  package func message(prose text: String) {
    let text = text.printable
    message(isErrorTerminal ? text.message(columns: columns, folders: folders) : text)
  }

  private func write(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe Foundation.write(descriptor, $0.baseAddress, $0.count)
      }
      if count >= 0 {
        bytes = bytes.dropFirst(count)
      } else if errno == EPIPE {
        Interruption.restoreTerminal()
        exit(128 + SIGPIPE)  // as if the signal had ended it, which is what a shell expects
      } else if errno == EAGAIN {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        unsafe poll(&request, 1, 100)
      } else if errno != EINTR {
        // What is told beside the work is no reason to end it.
        guard descriptor != error else { return }
        let reason = systemReason()
        Interruption.restoreTerminal()
        write(Messages.text("terminal.no-output", ["reason": reason]) + "\n", to: error)
        exit(Interruption.exitCode ?? EX_IOERR)
      }
    }
  }

  /// Opens the standard streams that the shell has closed (`2>&-`), onto nothing. Otherwise the first file that is
  /// opened would be taken for one of them, and messages would be written into it. Call it first in the program.
  package static func openClosedStreams() {
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
    where fcntl(descriptor, F_GETFD) < 0 {
      // The lowest number that is free is given, and those before are open by now.
      _ = unsafe open("/dev/null", O_RDWR)
    }
  }

  /// Whether something is waiting to be read from a pipe or a file.
  package var hasUnreadInput: Bool {
    var status = stat()
    guard isatty(input) == 0, unsafe fstat(input, &status) == 0 else { return false }
    let kind = status.st_mode & S_IFMT
    return kind == S_IFIFO || kind == S_IFREG && status.st_size > 0
  }

  /// Whether the locale says that text is UTF-8; also where it says nothing.
  package static func isUTF8(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> Bool {
    let names = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }
    guard let name = names.first(where: { !$0.isEmpty }) else { return true }
    return name.lowercased().replacing("-", with: "").contains("utf8")
  }
}
