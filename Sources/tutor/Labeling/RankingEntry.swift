import Metrics

/// A ranking that is being typed, key by key: outputs by their numbers on the screen, best first.
struct RankingEntry: Equatable {
  let count: Int
  /// Outputs that share a place, from the best place to the worst.
  private(set) var places: [[Int]] = []
  /// Whether the next output shares the place of the one before.
  private(set) var isTying = false

  init(count: Int) { self.count = count }

  private var placed: [Int] { places.flatMap { $0 } }
  var isComplete: Bool { placed.count == count }

  /// Puts an output into the next place, or the last one for a tie.
  ///
  /// - Parameter number: from 1.
  /// - Returns: false for one that isn't there, or is placed already.
  mutating func place(_ number: Int) -> Bool {
    guard (1...count).contains(number), !placed.contains(number) else { return false }
    if isTying, let last = places.indices.last {
      places[last].append(number)
    } else {
      places.append([number])
    }
    isTying = false
    return true
  }

  /// - Returns: false where there's nothing to tie with.
  mutating func tie() -> Bool {
    guard !places.isEmpty, !isComplete else { return false }
    isTying.toggle()
    return true
  }

  /// Takes back one key.
  mutating func undo() {
    guard !isTying else {
      isTying = false
      return
    }
    guard let last = places.indices.last else { return }
    places[last].removeLast()
    if places[last].isEmpty { places.removeLast() } else { isTying = true }
  }

  /// The rank of each output as it's shown, 1 for the best; ties share one (1, 2, 2, 4).
  var ranks: [Int] {
    Metrics.ranks(
      of: (1...count).map { number in
        -Double(places.firstIndex { $0.contains(number) } ?? count)
      })
  }

  /// `3 > 1 = 2 > _`
  var told: String {
    let groups = places.map { $0.map(String.init).joined(separator: " = ") }
    let typed = groups.joined(separator: " > ")
    guard !isComplete else { return typed }
    return typed + (isTying ? " = _" : typed.isEmpty ? "_" : " > _")
  }
}
