/// Colours that can be told apart with any kind of colour vision, darkest first so that lines show
/// on white; yellow, the faintest, is left out.
///
/// Source: Wong, "Points of view: colour blindness", Nature Methods 8, 2011.
enum Palette {
  private static let hues: [UInt32] = [
    0x0072b2,  // blue
    0xd55e00,  // vermilion
    0x009e73,  // bluish green
    0xcc79a7,  // reddish purple
    0xe69f00,  // orange
    0x56b4e9,  // sky blue
    0x000000,
  ]

  /// Dashes double what hues say, for those who see none. gnuplot's dash types: dash, gap, …
  private static let dashes = ["1", "(16,6)", "(5,5)", "(18,5,4,5)", "(26,8)", "(3,8)", "(9,4)"]

  /// A colour as red, green and blue.
  static func rgb(_ hue: Int) -> UInt32 { hues[hue % hues.count] }

  /// A colour as gnuplot writes it, in single quotes.
  ///
  /// - Parameter opacity: 0 (invisible) ... 1.
  static func colour(_ hue: Int, opacity: Double = 1) -> String {
    let transparency = UInt32(((1 - opacity) * 255).rounded())
    return hex(transparency << 24 | rgb(hue))
  }

  static func dash(_ index: Int) -> String { dashes[index % dashes.count] }

  /// gnuplot's number of a filled disc, square, triangle and so on; the last ones are hollow.
  static func marker(_ index: Int) -> Int { [7, 5, 9, 13, 11, 15, 6, 4, 8, 12][index % 10] }

  private static func hex(_ value: UInt32) -> String {
    let digits = String(value, radix: 16)
    let length = value > 0xffffff ? 8 : 6
    return "'#\(String(repeating: "0", count: length - digits.count))\(digits)'"
  }
}
