import Notebook
import Words

/// What one check of `tutor doctor` has found.
struct Finding: Encodable {
  enum State: String, Encodable {
    case ok
    /// Lessons run, but something is slower or less than it could be.
    case note
    /// A lesson cannot run.
    case problem

    var style: Style {
      switch self {
      case .ok: .green
      case .note: .yellow
      case .problem: .red
      }
    }
  }

  /// What was checked. Scripts rely on the names.
  let name: String
  let state: State
  let found: String
  /// What to type or do; nil where nothing is wrong.
  let remedy: String?

  /// With words of the messages, such as `doctor.memory`.
  static func ok(_ name: String, _ found: String, _ values: [String: String] = [:]) -> Finding {
    Finding(name: name, state: .ok, found: Messages.text(found, values), remedy: nil)
  }

  static func note(
    _ name: String, _ found: String, _ values: [String: String] = [:], remedy: String
  ) -> Finding {
    Finding(
      name: name, state: .note, found: Messages.text(found, values),
      remedy: Messages.text(remedy, values))
  }

  static func problem(
    _ name: String, _ found: String, _ values: [String: String] = [:], remedy: String
  ) -> Finding {
    problem(name, found: Messages.text(found, values), remedy: Messages.text(remedy, values))
  }

  /// With words of an error.
  static func problem(_ name: String, found: String, remedy: String) -> Finding {
    Finding(name: name, state: .problem, found: found, remedy: remedy)
  }

  private enum CodingKeys: CodingKey {
    case name, state, found, remedy
  }

  /// Always with all four keys.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(state, forKey: .state)
    try container.encode(found, forKey: .found)
    try container.encode(remedy, forKey: .remedy)
  }

  /// `ok       gnuplot    5.4.4 …`, and the remedy below. Paths are not broken.
  func lines(width: Int) -> [StyledText] {
    let mark = StyledText(Messages.text("doctor-state.\(state)"), state.style).padded(to: 9)
    let name = StyledText(Messages.text("doctor-check.\(self.name)"), .bold)
    let head = mark + name.padded(to: 12)
    // In a narrow window the text stands below.
    let isNarrow = width < 50
    let indent = isNarrow ? 2 : head.width
    let room = width - indent
    var text = StyledText(found.printable).wrapped(to: room, breaksWords: false)
    for line in (remedy ?? "").printable.split(separator: "\n") {
      text += StyledText(String(line)).wrapped(to: room - 2, breaksWords: false).enumerated()
        .map { StyledText($0 == 0 ? "→ " : "  ", .dim) + $1 }
    }
    let indented = text.map { StyledText(String(repeating: " ", count: indent)) + $0 }
    guard !isNarrow, let first = text.first else {
      return [mark + name] + indented
    }
    return [head + first] + indented.dropFirst()
  }
}
