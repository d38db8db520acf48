/// Where a piece of text stands in the columns that it is given.
package enum Alignment: String, Codable, Sendable {
  case left, centre, right
}

extension StyledText {
  /// Lines no wider than `width`, broken at spaces; a word that is wider than a line is broken
  /// inside, unless `breaksWords` is false or it is `unbroken`. Runs of spaces count as one. Line breaks
  /// in the text stay.
  package func wrapped(to width: Int, breaksWords: Bool = true) -> [StyledText] {
    glyphs.split(separator: "\n", omittingEmptySubsequences: false).flatMap { paragraph in
      StyledText.lines(of: paragraph, width: max(1, width), breaksWords: breaksWords)
    }
  }

  private static func lines(
    of paragraph: ArraySlice<Glyph>, width: Int, breaksWords: Bool
  ) -> [StyledText] {
    var lines: [StyledText] = []
    var line: [Glyph] = []
    var lineWidth = 0
    var rest = paragraph
    while let start = rest.firstIndex(where: { $0.character != " " }) {
      let space = start > rest.startIndex ? rest[start - 1] : nil
      let word = rest[start...].prefix { $0.character != " " }
      rest = rest[word.endIndex...]
      let wordWidth = word.reduce(0) { $0 + $1.width }
      let isWhole = !breaksWords || word.contains { $0.character == "\u{2060}" }
      if let space, !line.isEmpty, lineWidth + 1 + wordWidth <= width {
        line.append(space)
        lineWidth += 1
      } else if !line.isEmpty {
        lines.append(StyledText(line))
        (line, lineWidth) = ([], 0)
      }
      for var glyph in word where glyph.character != "\u{2060}" {
        if !isWhole, lineWidth + glyph.width > width, !line.isEmpty {
          lines.append(StyledText(line))
          (line, lineWidth) = ([], 0)
        }
        if glyph.character == "\u{A0}" { glyph.character = " " }
        line.append(glyph)
        lineWidth += glyph.width
      }
    }
    return lines + [StyledText(line)]
  }

  /// Lines no wider than `width` that keep every space, for code and for a model's output.
  /// Broken after a space where one is near the end, else where a name of program code ends; a line that
  /// goes on is indented by `continuation` columns.
  package func folded(to width: Int, continuation: Int = 2) -> [StyledText] {
    glyphs.split(separator: "\n", omittingEmptySubsequences: false).flatMap { paragraph in
      var lines: [StyledText] = []
      var rest = paragraph
      repeat {
        let indent = lines.isEmpty ? 0 : min(continuation, width / 2)
        var count = rest.count(fitting: width - indent)
        if count < rest.count {
          // How much fits up to the last of some characters, if that is more than half.
          let fitting = { (characters: String) -> Int? in
            let place = rest.prefix(count).lastIndex { characters.contains($0.character) }
            let length = place.map { $0 - rest.startIndex + 1 } ?? 0
            return length * 2 > count ? length : nil
          }
          count = fitting(" ") ?? fitting("([{.,") ?? count
        }
        lines.append(
          StyledText(String(repeating: " ", count: indent)) + StyledText(rest.prefix(count)))
        rest = rest.dropFirst(count)
      } while !rest.isEmpty
      return lines
    }
  }

  /// The text cut to `width` columns, with `…` in place of what is gone.
  package func truncated(to width: Int) -> StyledText {
    guard self.width > width else { return self }
    guard width > 0 else { return StyledText() }
    var used = 0
    let kept = glyphs.prefix { glyph in
      used += glyph.width
      return used <= width - 1
    }
    var text = StyledText(kept)
    text.append("…", kept.last?.style ?? [])
    return text
  }

  /// The text filled with spaces to `width` columns. Wider text is left as it is.
  package func padded(to width: Int, _ alignment: Alignment = .left) -> StyledText {
    let missing = max(0, width - self.width)
    let before =
      switch alignment {
      case .left: 0
      case .centre: missing / 2
      case .right: missing
      }
    return StyledText(String(repeating: " ", count: before)) + self
      + StyledText(String(repeating: " ", count: missing - before))
  }
}

extension ArraySlice<StyledText.Glyph> {
  /// How many glyphs at the front fit into `width` columns; at least one, so that loops end.
  fileprivate func count(fitting width: Int) -> Int {
    var used = 0
    let fitting = prefix { glyph in
      used += glyph.width
      return used <= width
    }
    return Swift.max(fitting.count, Swift.min(1, count))
  }
}

extension [StyledText.Glyph] {
  fileprivate func split(
    separator: Character, omittingEmptySubsequences: Bool
  ) -> [ArraySlice<StyledText.Glyph>] {
    split(omittingEmptySubsequences: omittingEmptySubsequences) { $0.character == separator }
  }
}
