import Foundation
import Notebook

/// Lines at the bottom of the screen that are drawn over and over.
struct LiveBlock {
  let terminal: Terminal
  private var height = 0

  init(_ terminal: Terminal) { self.terminal = terminal }

  /// Whether the terminal can move its cursor up over so many lines.
  static func isPossible(on terminal: Terminal, height: Int) -> Bool {
    let name = ProcessInfo.processInfo.environment["TERM"] ?? ""
    return terminal.isInteractive && !["", "dumb"].contains(name) && height < terminal.rows
  }

  /// Draws lines in place of those before.
  mutating func show(_ lines: [StyledText]) {
    let back = height > 0 ? "\u{1B}[\(height)A\r\u{1B}[J" : ""
    terminal.write(back + terminal.rendered(lines))
    height = lines.count
  }
}
