import Foundation
import FoundationXML
import Notebook
import Testing

struct ExportTests {
  private let sandbox: Sandbox
  private let run = "5-ppo-with-kl-2026-01-31-1"

  /// A run with all that a lesson may show, and with what a model may write.
  private static let blocks: [TranscriptBlock] = [
    .title("5 · PPO <with> KL"),
    .text(markdown: "## Start & end\n\nProse with `<eos>`.", role: .told, blanks: nil),
    .text(markdown: "Gold is 0.82.", role: .told, blanks: #"Gold is \_\_\_\_."#),
    .text(markdown: "How far?", role: .question, blanks: nil),
    .options(["near", "far"]),
    .reply("a"),
    .text(markdown: "Noted.", role: .remark, blanks: nil),
    .code(lines: "let x = a < b && c", place: "Lessons/5/PPO.swift:3"),
    .output("> <script>alert(1)</script> ``` | <eos>"),
    .table(rows: [["prompt", "n"], ["a | b <script>", "3"]], alignments: [.left, .right]),
    .figure(title: "Score \"up\"", caption: "It rises.", picture: "plots/score.png"),
    .page,
    .text(markdown: "It <b>won</b>.", role: .finding, blanks: nil),
    .text(markdown: "**b** is right.", role: .verdict, blanks: nil),
  ]

  init() throws {
    sandbox = try Sandbox()
    let folder = sandbox.folder.appending(path: "Runs/\(run)")
    try FileManager.default.createDirectory(
      at: folder.appending(path: "plots"), withIntermediateDirectories: true)
    try TranscriptRecord(lesson: "5-ppo-with-kl", language: "en", blocks: Self.blocks)
      .write(to: folder.appending(path: "transcript.json"))
    try Data([0x89, 0x50, 0x4e, 0x47]).write(to: folder.appending(path: "plots/score.png"))
    try "seed: 7\nppo:\n  klCoefficient: 0.1\n  whitening: all\n  betas: [0, 0.4]\n  isOn: true\n"
      .write(
        to: folder.appending(path: "hyperparameters.yaml"), atomically: true, encoding: .utf8)
  }

  private func export(_ arguments: String) throws -> String {
    let ending = try sandbox.bash("tutor export \(run) --output out \(arguments)")
    #expect(ending.status == 0, "\(ending.errors)")
    return try sandbox.read("out")
  }

  // MARK: HTML

  /// The file as XML; a mistake in it fails the test.
  private func document(_ arguments: String) throws -> (text: String, elements: Elements) {
    let text = try export(arguments)
    let elements = Elements()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = elements
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
    return (text, elements)
  }

  @Test func `an HTML file is well-formed, and needs nothing else`() throws {
    let (text, elements) = try document("--format html")
    #expect(!text.contains("http"))
    #expect(elements.names["script"] == nil && elements.names["link"] == nil)
    #expect(elements.attributes("img").map { $0["src"] } == ["data:image/png;base64,iVBORw=="])
    #expect(elements.attributes("img").map { $0["alt"] } == ["Score \"up\". It rises."])
    #expect(elements.attributes("html").map { $0["lang"] } == ["en"])
    #expect(elements.attributes("meta").contains { $0["name"] == "viewport" })
    #expect(text.contains("prefers-color-scheme: dark"))
  }

  @Test func `each page has an anchor that the contents name`() throws {
    let (text, elements) = try document("--format html")
    let targets = elements.attributes("a").compactMap { $0["href"]?.dropFirst() }
    #expect(targets == ["page-1", "page-2"])
    #expect(elements.attributes("section").compactMap { $0["id"] } == ["page-1", "page-2"])
    #expect(text.contains("<a href=\"#page-1\">Start &amp; end</a>"))
    #expect(elements.attributes("h2").contains { $0["id"] == "page-1-1" })
  }

  @Test func `the contents of a sheet begin with its first page, not with the line for a name`()
    throws
  {
    let sheet = try export("--format html --exercises")
    let contents = try #require(sheet.firstMatch(of: /<ol>(.|\n)*?<\/ol>/)).output.0
    #expect(contents.contains("Start &amp; end"))
    #expect(!contents.contains("Name:"))
    #expect(sheet.contains("Name: ____"))
  }

  @Test func `what a model wrote is text`() throws {
    let (text, elements) = try document("--format html")
    #expect(elements.names["script"] == nil && elements.names["b"] == nil)
    #expect(text.contains("&gt; &lt;script&gt;alert(1)&lt;/script&gt; ``` | &lt;eos&gt;"))
    #expect(text.contains("<td>a | b &lt;script&gt;</td>"))
    #expect(text.contains("It &lt;b&gt;won&lt;/b&gt;."))
  }

  @Test func `answers are hidden, open in a key, and plain on paper`() throws {
    #expect(try document("").elements.attributes("details") == [[:]])
    #expect(try document("--key").elements.attributes("details") == [["open": "open"]])
    let (text, elements) = try document("--format pdf-ready")
    #expect(elements.names["details"] == nil)
    #expect(text.contains("size: A4") && !text.contains("prefers-color-scheme"))
    #expect(text.contains("<strong>b</strong> is right."))
  }

  // MARK: Sheets

  @Test(arguments: ["html", "md", "ipynb", "pdf-ready"])
  func `a sheet tells neither answers nor results, and a key both`(format: String) throws {
    let sheet = try export("--format \(format) --exercises")
    for word in ["is right", "0.82", "won", "alert", "plots/", "iVBOR", "Noted"] {
      #expect(!sheet.contains(word), "\(word)")
    }
    // Markdown marks the underscores, that they are no emphasis.
    let plain = sheet.replacing("\\", with: "")
    for word in ["How far?", "near", "Gold is ____", "PPO.swift:3", "Name: ____"] {
      #expect(plain.contains(word), "\(word)")
    }
    let key = try export("--format \(format) --key")
    for word in ["is right", "0.82", "won", "alert"] { #expect(key.contains(word), "\(word)") }
    #expect(!key.contains("Your answer: a"))
  }

  // MARK: Markdown

  @Test func `Markdown has its pictures beside it, and marks that stay text`() throws {
    #expect(try sandbox.bash("tutor export \(run) --format md -o 'my file.md'").status == 0)
    let text = try sandbox.read("my file.md")
    #expect(text.contains("![Score \"up\". It rises.](my%20file-pictures/score.png)"))
    #expect(sandbox.names("my file-pictures") == ["score.png"])
    #expect(text.contains("| a \\| b \\<script> | 3 |"))
    // A fence is longer than those in the text.
    #expect(text.contains("````text\n> <script>"))
    #expect(text.contains("> Your answer: a\n"))
  }

  // MARK: Jupyter

  private struct Book: Decodable {
    struct Cell: Decodable {
      struct Metadata: Decodable { var tags: [String]? }
      struct Output: Decodable {
        var outputType: String
        var data: [String: String]?
        var text: [String]?
      }
      var id, cellType: String
      var metadata: Metadata
      var source: [String]
      var outputs: [Output]?
    }
    var cells: [Cell]
    var metadata: [String: [String: String]]
    var nbformat, nbformatMinor: Int
  }

  private func book(_ text: String) throws -> Book {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Book.self, from: Data(text.utf8))
  }

  @Test func `a notebook has the structure of nbformat 4.5`() throws {
    let text = try export("--format ipynb")
    let book = try self.book(text)
    #expect(book.nbformat == 4 && book.nbformatMinor == 5)
    #expect(book.metadata["kernelspec"]?["name"] == "python3")
    #expect(book.metadata["language_info"]?["name"] == "python")
    #expect(Set(book.cells.map(\.id)).count == book.cells.count)
    #expect(book.cells.allSatisfy { $0.id.wholeMatch(of: /[a-zA-Z0-9_-]{1,64}/) != nil })
    #expect(book.cells.allSatisfy { ($0.cellType == "code") == ($0.outputs != nil) })
    // A code cell must have a count, if only null.
    let codes = book.cells.count { $0.cellType == "code" }
    #expect(text.components(separatedBy: "\"execution_count\" : null").count == codes + 1)
  }

  @Test func `the first code cell has the hyperparameters, and code its outputs`() throws {
    let text = try export("--format ipynb")
    let cells = try book(text).cells
      .filter { $0.cellType == "code" }
    #expect(cells.first?.metadata.tags == ["parameters"])
    #expect(
      cells.first?.source.joined() == """
        seed = 7
        ppo_klCoefficient = 0.1
        ppo_whitening = "all"
        ppo_betas = [0, 0.4]
        ppo_isOn = True
        """)
    let outputs = try #require(cells.last?.outputs)
    #expect(cells.last?.source.joined().hasSuffix("let x = a < b && c") == true)
    #expect(outputs.map(\.outputType) == ["stream", "display_data", "display_data"])
    #expect(outputs.last?.data?["image/png"] == "iVBORw==")
    #expect(outputs[1].data?["text/html"]?.contains("&lt;script&gt;") == true)
  }

  // MARK: What is exported

  @Test func `a lesson's newest run is exported, with what it showed`() throws {
    let ending = try sandbox.bash(
      "tutor run 0 --quick --no-input --set base.layers=1 --set base.width=32 > /dev/null"
        + " && tutor export 0 && tutor export latest --format md")
    #expect(ending.status == 0, "\(ending.errors)")
    let name = try #require(sandbox.names("Runs").first { $0.hasPrefix("0-") })
    #expect(
      ending.lines.map { URL(filePath: $0).lastPathComponent } == ["\(name).html", "\(name).md"])
    let html = try sandbox.read("\(name).html")
    #expect(XMLParser(data: Data(html.utf8)).parse())
    #expect(html.contains("<h1>0 · The toy transformer</h1>"))
    let pictures = sandbox.names("Runs/\(name)/plots").filter { $0.hasSuffix(".png") }
    #expect(html.components(separatedBy: "data:image/png").count == pictures.count + 1)
    #expect(sandbox.names("\(name)-pictures") == pictures)
  }

  @Test func `what cannot be exported is told`() throws {
    for (typed, word) in [
      ("4", "./tutor run 4"), ("nothing", "There is no run \"nothing\""),
      ("\(run) --key --exercises", "--key"), ("\(run) --format docx", "docx"),
    ] {
      let ending = try sandbox.bash("tutor export \(typed)")
      #expect(ending.status == 64, "\(typed)")
      #expect(ending.errors.contains(word), "\(typed): \(ending.errors)")
    }
    try FileManager.default.removeItem(
      at: sandbox.folder.appending(path: "Runs/\(run)/transcript.json"))
    let old = try sandbox.bash("tutor export \(run)")
    #expect(old.status == 64)
    #expect(old.errors.contains("Run the lesson again"))
  }
}

/// The elements of an XML document.
private final class Elements: NSObject, XMLParserDelegate {
  private(set) var names: [String: [[String: String]]] = [:]

  func attributes(_ name: String) -> [[String: String]] { names[name] ?? [] }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    names[name, default: []].append(attributes)
  }
}
