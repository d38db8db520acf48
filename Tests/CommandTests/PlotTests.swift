import Foundation
import Testing

struct PlotTests {
  private let sandbox: Sandbox
  private let figures: [String]

  /// A quick run with figures.
  init() throws {
    sandbox = try Sandbox()
    let ending = try sandbox.tutor("run", "1", "--quick", "--no-input", "--plots", "files")
    try #require(ending.status == 0, "\(ending.errors)")
    figures = sandbox.names("Runs/latest/plots").filter { $0.hasSuffix(".gnuplot") }
      .map { String($0.dropLast(8)) }
  }

  private func bytes(_ path: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: sandbox.folder.appending(path: path)))
  }

  @Test func `figures are listed, and drawn again in each format`() throws {
    let listing = try sandbox.tutor("plot", "latest")
    #expect(listing.status == 0)
    #expect(listing.lines == figures)
    let figure = try #require(figures.first)

    let png = try sandbox.bash("tutor plot latest --figure \(figure) --size 640x360 -o a.png")
    #expect(png.status == 0)
    #expect(png.lines.last?.hasSuffix("a.png") == true)
    let image = try bytes("a.png")
    #expect(image.prefix(8) == [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
    // The header chunk: length, "IHDR", then width and height, 4 bytes each, big-endian.
    let size = image[16..<24].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    #expect(size == 640 << 32 | 360)

    #expect(
      try sandbox.bash("tutor plot latest --figure \(figure) --format pdf -o a.pdf").status == 0)
    #expect(try bytes("a.pdf").starts(with: Array("%PDF".utf8)))
    #expect(
      try sandbox.bash("tutor plot latest --figure \(figure) --format svg -o a.svg").status == 0)
    #expect(try sandbox.read("a.svg").contains("</svg>"))
    let text = try sandbox.bash("tutor plot latest --figure \(figure) --format txt")
    #expect(text.status == 0)
    #expect(text.lines.count > 5)
    #expect(text.lines.allSatisfy { $0.count <= 80 })

    // Without a name, the file is named after the figure.
    let folder = sandbox.names(".")
    #expect(try sandbox.bash("tutor plot latest --figure \(figure)").status == 0)
    #expect(Set(sandbox.names(".")).subtracting(folder) == ["\(figure).png"])

    // By the run's name, and by its folder from elsewhere.
    let run = try #require(sandbox.names("Runs").first)
    #expect(try sandbox.bash("tutor plot \(run)").lines == figures)
    #expect(try sandbox.bash("cd .. && tutor plot 'my course/Runs/\(run)'").lines == figures)
  }

  @Test func `what cannot be drawn is told`() throws {
    let figure = try #require(figures.first)
    for (typed, words) in [
      ("latest --figure nothing", ["no figure \"nothing\"", figure]),
      ("5-ppo-with-kl-2001-01-01-1 --figure \(figure)", ["There is no run", "1-capability"]),
      ("latest --figure \(figure) --size 10x10", ["--size 10x10", "160x120"]),
      ("latest --figure \(figure) --size large", ["--size large", "--size 1280x720"]),
      ("latest --figure \(figure) --size 99999999999999999999x10", ["160x120"]),
      ("latest --figure \(figure) --format gif", ["gif", "'png', 'svg', 'pdf' or 'txt'"]),
    ] {
      let ending = try sandbox.bash("tutor plot \(typed)")
      #expect(ending.status == 64, "\(typed)")
      for word in words { #expect(ending.errors.contains(word), "\(typed)") }
    }
    let nowhere = try sandbox.bash("tutor plot latest --figure \(figure) -o no/such/folder/a.png")
    #expect(nowhere.status != 0)
    #expect(nowhere.errors.contains("no/such/folder"))
  }
}
