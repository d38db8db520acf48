import Foundation
import Notebook
import Words

/// How the replies to a question look: beside each other where there is room, else below each other. Under
/// each token stands its probability in percent.
struct ReplyLayout {
  let replies: [Reply]
  let columns: Int

  private let gap = 3
  /// A column isn't squeezed below this.
  private let narrowest = 24

  /// How many tokens the longest reply has.
  var length: Int { replies.map(\.tokens.count).max() ?? 0 }

  /// The lines once so many tokens of each reply are there. Its numbers come with its last token.
  func lines(upTo count: Int) -> [StyledText] {
    let width = (columns - gap * (replies.count - 1)) / max(1, replies.count)
    guard width >= narrowest else {
      let room = min(columns, 80)
      let blocks = replies.map { block($0, upTo: count, width: room) }
      return Array(blocks.joined(separator: [StyledText()]))
    }
    let blocks = replies.map { block($0, upTo: count, width: min(width, 80)) }
    return (0..<(blocks.map(\.count).max() ?? 0)).map { line in
      var text = StyledText()
      for (place, block) in blocks.enumerated() {
        let isLast = place == blocks.count - 1
        let part = line < block.count ? block[line] : StyledText()
        text += isLast ? part : part.padded(to: min(width, 80) + gap)
      }
      return text
    }
  }

  private func block(_ reply: Reply, upTo count: Int, width: Int) -> [StyledText] {
    let name = CourseModel(rawValue: reply.model)?.title ?? reply.model
    let tokens = lines(of: reply.tokens.prefix(count), width: width)
    // Each number stays with its name.
    let told = reply.told.components(separatedBy: " · ").map(\.unbroken).joined(separator: " · ")
    let numbers =
      count >= reply.tokens.count ? StyledText(told).wrapped(to: width) : []
    return [StyledText(name, .bold)] + tokens + numbers
  }

  /// Tokens, and their probabilities below them.
  private func lines(of tokens: some Collection<ReplyToken>, width: Int) -> [StyledText] {
    var lines: [StyledText] = []
    var (words, digits) = ("", "")
    func end() {
      guard !words.isEmpty else { return }
      lines += [StyledText(words), StyledText(digits, .dim)]
      (words, digits) = ("", "")
    }
    for token in tokens {
      let cell = token.cell
      let size = max(2, cell.displayWidth)
      if !words.isEmpty, words.displayWidth + 1 + size > width { end() }
      let space = words.isEmpty ? "" : " "
      words += space + cell + String(repeating: " ", count: size - cell.displayWidth)
      digits += space + token.percent + String(repeating: " ", count: size - 2)
    }
    end()
    return lines
  }
}

extension ReplyToken {
  /// The token without its space; one that goes on with the word before begins with `·`.
  fileprivate var cell: String {
    let text = text.printable
    if text.hasPrefix("␣"), text.count > 1 { return String(text.dropFirst()) }
    let isPart = text.first.map { $0.isLetter || $0.isNumber } ?? false
    return isPart ? "·\(text)" : text
  }

  /// Two digits; 99 also stands for what is nearly certain.
  fileprivate var percent: String {
    let number = "\(min(99, Int(bounded: 100 * probability)))"
    return number.count < 2 ? " \(number)" : number
  }
}

extension Reply {
  /// Its numbers: `gold 1.00 · score 0.43 · KL 0.21 · log p −3.40`.
  fileprivate var told: String {
    let unknown = Messages.text("chat.unknown")
    func number(_ value: Double?) -> String { value?.formatted(places: 2) ?? unknown }
    return Messages.text(
      hasEnded ? "chat.numbers" : "chat.numbers-cut-off",
      [
        "gold": number(gold), "score": number(reward), "kl": number(kl),
        "log": logProbability.formatted(places: 2),
      ])
  }
}
