import Foundation
import Words

/// Lines cut from a source file, to be shown as they are.
package struct SourceListing: Equatable, Sendable {
  /// The file, from the root of the project.
  package let path: String
  /// The number of the first line, counted from 1.
  package let firstLine: Int
  /// Without their common indentation.
  package let lines: [String]

  /// The code of a cell: from the line after `cell("name")` to the next cell, or to the end of the
  /// function or block that the cell stands in. Nil if there is no such cell.
  package static func cell(_ name: String, in source: String, path: String) -> SourceListing? {
    let lines = source.components(separatedBy: "\n")
    guard let call = cells(in: source).first(where: { $0.name == name }) else { return nil }
    let indent = indentation(of: lines[call.line - 1])
    let end =
      lines[call.line...].firstIndex { line in
        cellName(in: line) != nil || (!isBlank(line) && indentation(of: line) < indent)
      } ?? lines.count
    return SourceListing(path: path, lines: lines, range: call.line..<end)
  }

  /// The code between `// quote: name` and `// end quote`. Nil if there is none.
  package static func quote(_ name: String, in source: String, path: String) -> SourceListing? {
    let lines = source.components(separatedBy: "\n")
    let marks = lines.map { $0.trimmingCharacters(in: .whitespaces) }
    guard let start = marks.firstIndex(of: "// quote: \(name)"),
      let end = marks[start...].firstIndex(of: "// end quote")
    else { return nil }
    return SourceListing(path: path, lines: lines, range: (start + 1)..<end)
  }

  /// The cells of a source file, in order, with the numbers of their lines.
  package static func cells(in source: String) -> [(name: String, line: Int)] {
    source.components(separatedBy: "\n").enumerated().compactMap { index, line in
      cellName(in: line).map { ($0, index + 1) }
    }
  }

  init(path: String, lines: [String], range: Range<Int>) {
    let used = range.filter { !SourceListing.isBlank(lines[$0]) }
    let first = used.first ?? range.lowerBound
    let last = used.last.map { $0 + 1 } ?? first
    let indent = used.map { SourceListing.indentation(of: lines[$0]) }.min() ?? 0
    self.path = path
    firstLine = first + 1
    self.lines = lines[first..<last].map { String($0.dropFirst(indent)) }
  }

  private static func cellName(in line: String) -> String? {
    let code = line.trimmingCharacters(in: .whitespaces)
    guard !code.hasPrefix("//"), let call = code.range(of: ".cell(\"") else { return nil }
    let name = code[call.upperBound...].prefix { $0 != "\"" }
    return name.isEmpty ? nil : String(name)
  }

  private static func isBlank(_ line: String) -> Bool { line.allSatisfy(\.isWhitespace) }

  private static func indentation(of line: String) -> Int {
    line.prefix { $0 == " " || $0 == "\t" }.count
  }
}

extension SourceListing {
  /// The listing in a frame that is `width` columns wide, or wider where the code needs it and
  /// `columns` allow it. Code that still does not fit goes on in an indented line.
  /// - Parameter footer: what the learner can do, in the lower edge.
  package func framed(width: Int, columns: Int, footer: String? = nil) -> [StyledText] {
    let longest = lines.map { $0.displayWidth + 4 }.max() ?? 0
    let width = min(max(width, longest), max(width, columns))
    let inner = width - 4
    // In a narrow frame the folders go, not the line.
    let place = "\(path):\(firstLine)"
    let file = place.split(separator: "/").last.map { "…/\($0)" } ?? place
    let label = place.displayWidth <= width - 6 ? place : file
    func edge(_ text: String?, _ draw: (_ label: String, _ rule: String) -> String) -> StyledText {
      let label = text.map { " \(StyledText($0).truncated(to: width - 6).plain) " } ?? ""
      let rule = String(repeating: "─", count: max(0, width - 3 - label.displayWidth))
      return StyledText(draw(label, rule), .dim)
    }
    var frame = [edge(label) { "┌\($0)\($1)─┐" }]
    for line in lines {
      for part in SwiftHighlighter.line(line.printable).folded(to: inner, continuation: 4) {
        frame.append(StyledText("│ ", .dim) + part.padded(to: inner) + StyledText(" │", .dim))
      }
    }
    return frame + [edge(footer) { "└\($1)\($0)─┘" }]
  }
}
