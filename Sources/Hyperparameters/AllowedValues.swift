import Foundation

/// What a value may be. The comment after a value in the committed file says it, so that a learner
/// reads it where it is needed:
///
///     klCoefficient: 0.1     # from 0 to 100
///     steps: 20              # 1 or more
///     shares: [0, 0.5, 1]    # from 0 to 1, from 2 to 12 of them
///     whitening: all         # one of all, none
///     corpus: ''             # a path, or nothing
struct AllowedValues: Equatable, Sendable {
  /// As written, without the `#`; empty where there is no comment.
  let text: String
  /// Of each number; nil where none is given.
  private(set) var range: ClosedRange<Double>?
  /// Of elements of a list.
  private(set) var count: ClosedRange<Int> = 1...1000
  /// Words to choose from; empty for any.
  private(set) var choices: [String] = []
  var mayBeEmpty: Bool { text.hasSuffix("or nothing") }
  var isPath: Bool { text.hasPrefix("a path") }

  init(_ comment: String) {
    text = comment
    if comment.hasPrefix("one of ") {
      choices = comment.dropFirst(7).split(separator: ", ").map(String.init)
      return
    }
    for part in comment.components(separatedBy: ", ") {
      // What is no range limits nothing.
      let numbers = part.split(separator: " ").compactMap { Double($0) }
        .filter(\.isFinite)
      guard numbers == numbers.sorted() else { continue }
      if part.wholeMatch(of: /from \S+ to \S+ of them/) != nil, numbers.count == 2,
        numbers[1] <= 1000
      {
        count = Int(numbers[0])...Int(numbers[1])
      } else if part.wholeMatch(of: /from \S+ to \S+/) != nil, numbers.count == 2 {
        range = numbers[0]...numbers[1]
      } else if part.hasSuffix(" or more"), let low = numbers.first {
        range = low...Double.infinity
      }
    }
  }
}
