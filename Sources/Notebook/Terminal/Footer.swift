import Foundation

/// The line below a page that says which keys act. It is wiped out before anything else is written, with
/// spaces, which works on any terminal.
extension Terminal {
  /// Shows a line, cut to the width of the window, and waits for a key.
  /// - Throws: `Interrupted` on Ctrl-C.
  func readKey(below line: StyledText) throws -> Key {
    guard isOutputTerminal else { return try readKey() }
    // The last column stays free: a line that fills it would wrap.
    let shown = line.truncated(to: columns - 1)
    write(shown.rendered(colour: colour))
    let key = try readKey()
    let spaces = String(repeating: " ", count: min(shown.plain.displayWidth, columns - 1))
    write("\r\(spaces)\r")
    return key
  }
}
