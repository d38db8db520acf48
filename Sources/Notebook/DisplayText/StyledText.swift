/// Text in spans of one style each. It knows its width on a terminal; escape sequences appear only
/// when it is rendered.
package struct StyledText: Equatable, Sendable, ExpressibleByStringLiteral {
  package struct Span: Equatable, Sendable {
    package var text: String
    package var style: Style
  }

  package private(set) var spans: [Span]

  package init(_ text: String = "", _ style: Style = []) {
    spans = text.isEmpty ? [] : [Span(text: text, style: style)]
  }

  package init(stringLiteral text: String) { self.init(text) }

  init(_ glyphs: some Sequence<Glyph>) {
    spans = []
    for glyph in glyphs { append(String(glyph.character), glyph.style) }
  }

  /// The text without its styles.
  package var plain: String { spans.map(\.text).joined() }

  /// Columns that the text takes on a terminal.
  package var width: Int { spans.reduce(0) { $0 + $1.text.displayWidth } }

  package var isEmpty: Bool { spans.isEmpty }

  package mutating func append(_ text: String, _ style: Style = []) {
    guard !text.isEmpty else { return }
    if let last = spans.indices.last, spans[last].style == style {
      spans[last].text += text
    } else {
      spans.append(Span(text: text, style: style))
    }
  }

  package static func + (left: StyledText, right: StyledText) -> StyledText {
    var sum = left
    for span in right.spans { sum.append(span.text, span.style) }
    return sum
  }

  package static func += (left: inout StyledText, right: StyledText) { left = left + right }

  /// The same text with `style` added to that of each span.
  package func styled(_ style: Style) -> StyledText {
    var copy = self
    for index in copy.spans.indices { copy.spans[index].style.formUnion(style) }
    return copy
  }

  /// The text for a terminal: with escape sequences for its styles if `colour`, and no others: what is told of a
  /// file or by a model may hold any.
  package func rendered(colour: Bool) -> String {
    guard colour else { return plain.printable }
    return spans.map { span in
      let text = span.text.printable
      return span.style.isEmpty ? text : span.style.escape + text + Style.reset
    }.joined()
  }

  /// A character with its style, the unit of wrapping.
  struct Glyph {
    var character: Character
    var style: Style
    var width: Int
  }

  var glyphs: [Glyph] {
    spans.flatMap { span in
      span.text.map { Glyph(character: $0, style: span.style, width: $0.displayWidth) }
    }
  }
}
