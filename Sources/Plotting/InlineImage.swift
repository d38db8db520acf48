import Foundation

/// A way in which a terminal shows pictures among its text.
package enum InlineImage: Sendable {
  /// kitty's graphics protocol: the PNG in base64, in chunks.
  case kitty
  /// iTerm2's: the PNG in base64, as a file that is not kept.
  case iTerm
  /// Sixels, six rows of pixels at a time, which gnuplot draws itself (`Plotter.sixels`).
  case sixel

  /// The text that makes the terminal show a PNG, as wide as so many columns; nil for sixels, which
  /// are not made from a PNG.
  package func escapeSequence(png: Data, columns: Int) -> String? {
    let text = png.base64EncodedString()
    switch self {
    case .iTerm:
      return "\u{1b}]1337;File=inline=1;size=\(png.count);width=\(columns);preserveAspectRatio=1:"
        + text + "\u{7}\n"
    case .kitty:
      // a=T: transmit and show; f=100: PNG; m=1: more chunks follow.
      let chunks = stride(from: 0, to: text.utf8.count, by: 4096).map { start in
        String(decoding: text.utf8.dropFirst(start).prefix(4096), as: UTF8.self)
      }
      return chunks.enumerated().map { index, chunk in
        let first = index == 0 ? "a=T,f=100,q=2,c=\(columns)," : ""
        let more = index + 1 < chunks.count ? 1 : 0
        return "\u{1b}_G\(first)m=\(more);\(chunk)\u{1b}\\"
      }.joined() + "\n"
    case .sixel:
      return nil
    }
  }
}
