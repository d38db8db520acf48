import Foundation
import Words

/// A line that is being typed: its characters, and where the next one goes.
struct EditedLine: Equatable {
  private(set) var characters: [Character]
  private(set) var cursor: Int

  init(_ text: String = "") {
    characters = Array(text)
    cursor = characters.count
  }

  var text: String { String(characters) }

  /// Does what a key asks for, in the manner of Emacs and of every shell.
  /// - Returns: false if the key means nothing here.
  mutating func edit(_ key: Key) -> Bool {
    switch key {
    case .left, .character("\u{02}"): cursor = max(0, cursor - 1)
    case .right, .character("\u{06}"): cursor = min(characters.count, cursor + 1)
    case .home, .character("\u{01}"): cursor = 0
    case .end, .character("\u{05}"): cursor = characters.count
    case .backspace where cursor > 0:
      cursor -= 1
      characters.remove(at: cursor)
    case .delete where cursor < characters.count: characters.remove(at: cursor)
    case .backspace, .delete: break
    case .character("\u{0B}"): characters.removeSubrange(cursor...)
    case .character("\u{15}"): remove(from: 0)
    case .character("\u{17}"): remove(from: startOfWord)
    case .character(let character) where !character.isControl: insert([character])
    case .pasted(let text):
      let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
      insert(line.filter { !$0.isControl })
    default: return false
    }
    return true
  }

  private mutating func insert(_ new: some Collection<Character>) {
    characters.insert(contentsOf: new, at: cursor)
    cursor += new.count
  }

  private mutating func remove(from start: Int) {
    characters.removeSubrange(start..<cursor)
    cursor = start
  }

  private var startOfWord: Int {
    let before = characters[..<cursor]
    guard let last = before.lastIndex(where: { $0 != " " }) else { return 0 }
    return before[...last].lastIndex(of: " ").map { $0 + 1 } ?? 0
  }

  /// What is seen of the line in so many columns: the part around the cursor, and the columns before it.
  func window(_ columns: Int) -> (text: String, cursor: Int) {
    var start = cursor
    var width = 0
    while start > 0 {
      let next = String(characters[start - 1]).displayWidth
      guard width + next < columns else { break }
      (start, width) = (start - 1, width + next)
    }
    let (place, shown) = (width, start..<cursor)
    var end = cursor
    while end < characters.count {
      let next = String(characters[end]).displayWidth
      guard width + next < columns else { break }
      (end, width) = (end + 1, width + next)
    }
    return (String(characters[shown.lowerBound..<end]), place)
  }
}

extension Character {
  /// Whether it moves the cursor or rings a bell instead of being seen.
  var isControl: Bool { unicodeScalars.allSatisfy { $0.properties.generalCategory == .control } }
}

extension Terminal {
  /// Waits for a line, which the learner may edit until Enter; nil on Ctrl-D, or at the end of the input.
  ///
  /// - Parameters:
  ///   - history: lines of before, which the arrows up and down bring back.
  ///   - text: what stands there at first.
  ///   - onEscape: what Esc does; false to give nothing back, as Ctrl-D does.
  /// - Throws: `Interrupted` on Ctrl-C.
  package func readLine(
    prompt: String, history: [String] = [], editing text: String = "",
    onEscape: () throws -> Bool = { true }
  ) throws -> String? {
    guard isatty(input) == 1 else { return try readPlainLine(prompt: prompt) }
    var prompt = prompt
    if prompt.displayWidth > columns / 2 {
      // A long question stands above the line.
      write(prose: prompt.trimmingCharacters(in: .whitespaces) + "\n")
      prompt = "> "
    }
    var lines = history + [text]
    var place = lines.count - 1
    var line = EditedLine(text)
    return try Interruption.withKeysUnbuffered(on: input) { [prompt] in
      var width = draw(prompt, line, over: 0)
      while true {
        let key: Key
        do {
          key = try nextKey()
        } catch is Interrupted where Interruption.isByKey && !line.text.isEmpty {
          // As in a shell, Ctrl-C throws the line away, and leaves where there is none.
          Interruption.forget()
          write("\n")
          (line, width) = (EditedLine(), draw(prompt, EditedLine(), over: 0))
          continue
        }
        switch key {
        case .enter:
          _ = draw("", EditedLine(), over: width)
          // All of a line that was too long for the window, too.
          write(rendered((StyledText(prompt) + StyledText(line.text)).folded(to: columns - 1)))
          return line.text
        case .endOfInput:
          write("\n")
          return nil
        case .up, .down:
          lines[place] = line.text
          place = min(max(0, place + (key == .up ? -1 : 1)), lines.count - 1)
          line = EditedLine(lines[place])
        case .escape:
          width = draw("", EditedLine(), over: width)
          guard try onEscape() else {
            write("\n")
            return nil
          }
        default: _ = line.edit(key)
        }
        width = draw(prompt, line, over: width)
      }
    }
  }

  /// Draws the line anew over one that was so wide, without escape sequences, which work on any terminal.
  /// - Returns: the width of what was drawn.
  private func draw(_ prompt: String, _ line: EditedLine, over width: Int) -> Int {
    let (text, cursor) = line.window(columns - prompt.displayWidth)
    let drawn = prompt + text
    let rest = String(repeating: " ", count: max(0, width - drawn.displayWidth))
    var seen = ""
    for character in text where (seen + String(character)).displayWidth <= cursor {
      seen.append(character)
    }
    write("\r\(drawn)\(rest)\r\(prompt)\(seen)")
    return drawn.displayWidth
  }
}
