import ArgumentParser
import Foundation
import LessonKit
import Notebook
import Tokenization
import Words

/// `tutor tokenize`: a text as the models read it.
struct Tokenize: ParsableCommand {
  static let configuration = CommandConfiguration(told: "tokenize")

  @Argument(help: .told("help-tokenize.text"))
  var text: String?

  @Flag(help: .told("help-tokenize.json"))
  var json = false

  @OptionGroup var hyperparameterOptions: HyperparameterOptions

  func run() throws {
    let terminal = Terminal()
    guard text == nil || !json else { throw UsageError("tokenize-json") }
    let (course, _) = try hyperparameterOptions.course(for: "tutor tokenize", terminal: terminal)
    let tokenizer = course.tokenizer
    if let text { return show(text, tokenizer, on: terminal) }
    var number = 0
    while let line = readLine() {
      number += 1
      guard json else {
        show(line, tokenizer, on: terminal)
        continue
      }
      guard let text = try? JSONDecoder().decode(String.self, from: Data(line.utf8)) else {
        throw Failure("tokenize-no-string", at: "-", line: number)
      }
      terminal.write("[\(tokenizer.encode(text).map(String.init).joined(separator: ","))]\n")
    }
  }

  /// Each token above its id, on as many lines as it takes.
  private func show(_ text: String, _ tokenizer: Tokenizer, on terminal: Terminal) {
    var (tokens, ids) = ("", "")
    for id in tokenizer.encode(text) {
      let (token, number) = (tokenizer.visible(id).printable, "\(id)")
      let width = max(token.displayWidth, number.count) + 1
      if !tokens.isEmpty, tokens.displayWidth + width > terminal.columns {
        terminal.write("\(tokens)\n\(ids)\n\n")
        (tokens, ids) = ("", "")
      }
      tokens += token + String(repeating: " ", count: width - token.displayWidth)
      ids += number + String(repeating: " ", count: width - number.count)
    }
    if !tokens.isEmpty { terminal.write("\(tokens)\n\(ids)\n") }
  }
}
