/// What a learner did in a lesson, in order: all that it takes to come back to the same place with the same
/// answers, since everything else follows from the settings.
package struct Journal: Codable, Equatable, Sendable {
  package enum Kind: String, Codable, Sendable {
    /// Went on, at the end of a page or before a cell; the text `deeper` is for a branch that was followed.
    case page
    case question, guess, ranking
    /// A line of the learner's own, or a number; nil goes on.
    case text
    /// How β was moved while a policy was trained.
    case leash
  }

  package struct Entry: Codable, Equatable, Sendable {
    package var kind: Kind
    /// As it was typed; nil for what was passed over.
    package var text: String?
  }

  package private(set) var entries: [Entry] = []
  /// How many of them have been gone through again.
  private var replayed = 0

  private enum CodingKeys: String, CodingKey { case entries }

  package init() {}

  package init(_ entries: [Entry]) { self.entries = entries }

  /// Whether there is something left to go through again.
  var isReplaying: Bool { replayed < entries.count }

  /// The next entry, while the lesson is gone through again. If the lesson asks for something else, its text
  /// has changed: what follows is forgotten.
  mutating func replay(_ kind: Kind) -> Entry? {
    guard isReplaying else { return nil }
    guard entries[replayed].kind == kind else {
      entries.removeSubrange(replayed...)
      return nil
    }
    replayed += 1
    return entries[replayed - 1]
  }

  mutating func add(_ kind: Kind, _ text: String? = nil) {
    entries.append(Entry(kind: kind, text: text))
    replayed = entries.count
  }

  /// The same, to be gone through from its beginning.
  package var again: Journal { Journal(entries) }

  /// How many pages were turned.
  package var pages: Int { entries.count { $0.kind == .page } }
}
