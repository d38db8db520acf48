import Foundation
import Plotting
import Testing

@Suite struct InlineImageTests {
  @Test func `kitty gets the picture in chunks, of which the last says so`() throws {
    let text = try #require(
      InlineImage.kitty.escapeSequence(png: Data(repeating: 7, count: 7_000), columns: 60))
    let chunks = text.split(separator: "\u{1b}\\").dropLast()
    #expect(chunks.count == 3)
    #expect(chunks[0].hasPrefix("\u{1b}_Ga=T,f=100,q=2,c=60,m=1;"))
    #expect(chunks[1].hasPrefix("\u{1b}_Gm=1;"))
    #expect(chunks[2].hasPrefix("\u{1b}_Gm=0;"))
    let base64 = chunks.compactMap { $0.split(separator: ";").last }.joined()
    #expect(Data(base64Encoded: base64) == Data(repeating: 7, count: 7_000))
  }

  @Test func `iTerm gets the picture in one piece`() {
    let text = InlineImage.iTerm.escapeSequence(png: Data([1, 2, 3]), columns: 60)
    #expect(
      text == "\u{1b}]1337;File=inline=1;size=3;width=60;preserveAspectRatio=1:AQID\u{7}\n")
    #expect(InlineImage.sixel.escapeSequence(png: Data(), columns: 60) == nil)
  }

  @Test(.enabled(if: Plotter().isAvailable, "gnuplot is not installed"))
  func `sixels are drawn by gnuplot`() throws {
    let data = try Plotter().sixels(Fixture.lines, size: PictureSize(width: 320, height: 180))
    #expect(data.starts(with: [0x1b, UInt8(ascii: "P")]))
  }
}
