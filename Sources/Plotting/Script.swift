import CGnuplot
import Foundation
import Metrics
import Words

/// A gnuplot script: commands, and blocks of numbers that the commands plot.
struct Script: Equatable {
  enum Part: Equatable {
    case line(String)
    case data(name: String, rows: [[Double]])
  }

  private(set) var parts: [Part]

  init(parts: [Part] = []) {
    self.parts = parts
  }

  mutating func add(_ line: String) {
    parts.append(.line(line))
  }

  mutating func add(_ lines: [String]) {
    parts += lines.map(Part.line)
  }

  /// Adds a block of numbers, and returns the name by which a command plots it.
  mutating func add(_ rows: [[Double]]) -> String {
    let count = parts.count { if case .data = $0 { true } else { false } }
    let name = "$data\(count + 1)"
    parts.append(.data(name: name, rows: rows))
    return name
  }

  /// Writes the script under a temporary name and renames it.
  ///
  /// Throws: `PlottingError.notWritten`.
  func write(to file: URL) throws {
    let temporary = file.deletingLastPathComponent()
      .appending(path: temporaryName(for: ".\(file.lastPathComponent)"))
    guard let script = unsafe gnuplot_script_open(temporary.path) else {
      throw PlottingError.notWritten(path: file.path, reason: systemReason())
    }
    // After a failure the rest is skipped: `errno` tells of the first.
    var isWritten = true
    for part in parts where isWritten {
      switch part {
      case .line(let line):
        isWritten = unsafe gnuplot_script_line(script, line) == 0
      case .data(let name, let rows):
        isWritten =
          unsafe gnuplot_script_data(
            script, name, rows.flatMap(\.self), rows.count, rows.first?.count ?? 0) == 0
      }
    }
    var reason = systemReason()
    if unsafe gnuplot_script_close(script) != 0, isWritten {
      (isWritten, reason) = (false, systemReason())
    }
    guard isWritten, unsafe rename(temporary.path, file.path) == 0 else {
      if isWritten { reason = systemReason() }
      unsafe unlink(temporary.path)
      throw PlottingError.notWritten(path: file.path, reason: reason)
    }
  }
}

/// A text as a gnuplot string. Within single quotes gnuplot runs no backticks and expands no
/// `@macros` or backslashes. A quote becomes an apostrophe: gnuplot 5.4 takes two quotes at the
/// start of a string for an empty one, and would read what follows as commands. Line breaks and
/// control characters, which would end the command, become spaces.
func quoted(_ text: String) -> String {
  "'\(oneLine(text).replacing("'", with: "’"))'"
}

/// A text as the label of a tic mark, which gnuplot takes for a format: `%` is doubled.
func quotedTic(_ text: String) -> String {
  quoted(text.replacing("%", with: "%%"))
}

/// A text without line breaks and control characters.
func oneLine(_ text: String) -> String {
  String(
    String.UnicodeScalarView(
      text.unicodeScalars.map { scalar in
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate: " "
        default: scalar
        }
      }))
}

/// A number as gnuplot reads it. (gnuplot computes 1/2 as whole numbers, so none is written whole.)
func number(_ value: Double) -> String {
  "\(value)"
}
