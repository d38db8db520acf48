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

  @Test func `figures are listed, and drawn again in the format of the file's ending`() throws {
    let listing = try sandbox.tutor("plot", "latest")
    #expect(listing.status == 0)
    #expect(listing.lines == figures)

    let png = try sandbox.bash("tutor plot latest --figure loss --size 640x360 -o a.png")
    #expect(png.status == 0)
    #expect(png.lines.last?.hasSuffix("a.png") == true)
    let image = try bytes("a.png")
    #expect(image.prefix(8) == [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
    // The header chunk: length, "IHDR", then width and height, 4 bytes each, big-endian.
    let size = image[16..<24].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    #expect(size == 640 << 32 | 360)

    #expect(try sandbox.bash("tutor plot latest --figure loss -o a.pdf").status == 0)
    #expect(try bytes("a.pdf").starts(with: Array("%PDF".utf8)))
    #expect(try sandbox.bash("tutor plot latest --figure loss --format svg -o a.SVG").status == 0)
    #expect(try sandbox.read("a.SVG").contains("</svg>"))
    let text = try sandbox.bash("tutor plot latest --figure loss --format txt")
    #expect(text.status == 0)
    #expect(text.lines.count > 5)
    #expect(text.lines.allSatisfy { $0.count <= 80 })

    // Without a name, the file is named after the figure.
    let folder = sandbox.names(".")
    #expect(try sandbox.bash("tutor plot latest --figure loss").status == 0)
    #expect(Set(sandbox.names(".")).subtracting(folder) == ["loss.png"])
  }

  @Test func `runs are found by name, folder, lesson and age`() throws {
    let first = try #require(sandbox.names("Runs").first { $0 != "latest" })
    let second = try sandbox.tutor("run", "0", "--quick", "--no-input", "--plots", "files")
    #expect(second.status == 0)
    for name in [first, "1", "capability-vs-alignment", "alignment", "@previous"] {
      #expect(try sandbox.bash("tutor plot \(name)").lines == figures, "\(name)")
    }
    #expect(try sandbox.bash("cd .. && tutor plot 'my course/Runs/\(first)'").lines == figures)
    #expect(try sandbox.bash("tutor plot @latest").lines.contains("one-batch"))
    let none = try sandbox.bash("tutor plot ppo")
    #expect(none.status == 64)
    #expect(none.errors.contains("no run of lesson 5") && none.errors.contains("./tutor run 5"))
  }

  @Test func `themes, title and font size change a picture`() throws {
    func svg(_ options: String) throws -> String {
      let ending = try sandbox.bash("tutor plot 1 --figure loss \(options) -o a.svg")
      #expect(ending.status == 0, "\(ending.errors)")
      return try sandbox.read("a.svg")
    }
    let pictures = try ["", "--theme print", "--theme dark", "--font-size 36"].map(svg)
    #expect(Set(pictures).count == 4)
    #expect(try svg("--theme dark --font-size 36 --title 'Our own'").contains("Our own"))
    // What is not asked for is as it was drawn first.
    #expect(try svg("--theme slides") == pictures[0])
    #expect(try pictures[0] == sandbox.read("Runs/latest/plots/loss.svg"))
  }

  @Test func `every figure is drawn into a folder`() throws {
    let ending = try sandbox.bash("tutor plot 1 --figure all --format csv -o 'my data'")
    #expect(ending.status == 0)
    #expect(sandbox.names("my data") == figures.map { "\($0).csv" })
    #expect(ending.lines.count == figures.count)
  }

  @Test func `the table of a figure holds what was drawn`() throws {
    #expect(try sandbox.bash("tutor plot 1 --figure loss -o loss.csv").status == 0)
    let rows = try sandbox.read("loss.csv").split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    #expect(rows[0] == ["panel", "series", "x", "y", "low", "high"])
    #expect(rows.allSatisfy { $0.count == 6 })
    let metrics = try sandbox.read("Runs/latest/metrics.csv").split(separator: "\n")
      .map { $0.split(separator: ",").map(String.init) }
    let measured = Dictionary(
      metrics.filter { $0[1] == "eval_loss" }.map { ($0[0], $0[2]) }
    ) { first, _ in first }
    let drawn = rows.filter { $0[1] == "validation" }
    #expect(drawn.count > 2)
    for row in drawn { #expect(row[3] == measured[row[2]], "step \(row[2])") }
    #expect(try sandbox.bash("tutor plot 1 --figure loss --csv").status == 0)
    #expect(try bytes("loss.csv").count > 100)
  }

  @Test func `a run's scripts are not run: somebody else may have written them`() throws {
    let script = sandbox.folder.appending(path: "Runs/latest/plots/loss.gnuplot")
    try "system('touch executed')\n".write(to: script, atomically: true, encoding: .utf8)
    let formats = ["png", "svg", "pdf", "txt", "csv"]
    for options in formats.map({ "-o a.\($0)" }) + ["--theme dark -o b.png", "--format txt"] {
      #expect(try sandbox.bash("tutor plot 1 --figure loss \(options)").status == 0, "\(options)")
    }
    #expect(try sandbox.tutor("plot", "1", "--figure", "all", "-o", "all").status == 0)
    #expect(try sandbox.bash("find . -name executed").output == "")
  }

  @Test func `a picture is written through a link, and never in place of a pipe`() throws {
    let ending = try sandbox.bash(
      """
      echo before > real.png; ln -s real.png link.png; mkfifo pipe.png
      tutor plot 1 --figure loss --output link.png; echo $?
      tutor plot 1 --figure loss --output pipe.png; echo $?
      [ -L link.png ] && head -c 4 real.png | tail -c 3; [ -p pipe.png ] && echo " pipe"
      """)
    #expect(ending.output.hasSuffix("\n0\n1\nPNG pipe\n"), "\(ending.output)")
    #expect(ending.errors.contains("pipe.png"))
  }

  @Test func `a damaged figure, and a run of an earlier version, are told`() throws {
    _ = try sandbox.bash("sed -i 's/loss/lost/' Runs/latest/plots/loss.json")
    let changed = try sandbox.bash("tutor plot 1 --figure loss")
    #expect(changed.status == 1)
    #expect(changed.errors.contains("checksum"))
    _ = try sandbox.bash("echo '{}' > Runs/latest/plots/loss.json")
    let damaged = try sandbox.bash("tutor plot 1 --figure loss")
    #expect(damaged.status == 1)
    #expect(damaged.errors.contains("loss.json"))
    _ = try sandbox.bash("rm Runs/latest/plots/*.json")
    let old = try sandbox.bash("tutor plot 1 --figure loss")
    #expect(old.status == 64)
    #expect(old.errors.contains("Run the lesson again"))
  }

  @Test func `what cannot be drawn is told`() throws {
    for (typed, words) in [
      ("latest --figure nothing", ["no figure \"nothing\"", "loss"]),
      ("5-ppo-with-kl-2001-01-01-1 --figure loss", ["There is no run", "1-capability"]),
      ("latest --figure loss --size 10x10", ["--size 10x10", "160x120"]),
      ("latest --figure loss --size large", ["--size large", "--size 1280x720"]),
      ("latest --figure loss --size 99999999999999999999x10", ["160x120"]),
      ("latest --figure loss --format gif", ["gif", "'png', 'svg', 'pdf'"]),
      ("latest --figure loss -o a.gif", ["a.gif", "png, svg, pdf, txt and csv"]),
      ("latest --figure loss --format png -o a.pdf", ["a.pdf", "--format png", "contradict"]),
      ("latest --figure loss --csv -o a.pdf", ["a.pdf", "--format csv", "contradict"]),
      ("latest --figure loss --font-size 100", ["--font-size 100", "12 to 40"]),
      ("latest --figure loss --theme dark -o a.csv", ["--theme", "csv"]),
      ("latest --figure all -o a.png", ["a.png", "folder"]),
      ("latest --figure loss --theme pink", ["pink", "'slides', 'print' or 'dark'"]),
    ] {
      let ending = try sandbox.bash("tutor plot \(typed)")
      #expect(ending.status == 64, "\(typed)")
      for word in words { #expect(ending.errors.contains(word), "\(typed): \(ending.errors)") }
    }
    let nowhere = try sandbox.bash("tutor plot latest --figure loss -o no/such/folder/a.png")
    #expect(nowhere.status != 0)
    #expect(nowhere.errors.contains("no/such/folder"))
    // Cuneiform, which even fonts for most scripts leave out; gnuplot would draw a giant box.
    let title = try sandbox.bash("tutor plot latest --figure loss --title '𒀀' -o a.png")
    #expect(title.status == 1)
    #expect(title.errors.contains("𒀀") && title.errors.contains("fonts-noto-cjk"))
  }
}
