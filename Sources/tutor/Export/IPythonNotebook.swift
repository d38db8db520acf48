import Foundation
import Hyperparameters
import Notebook
import Words

/// A handout as a Jupyter notebook, nbformat 4.5. Its Swift is to be read: the kernel is Python's, which
/// passes over these cells.
struct IPythonNotebook: Encodable {
  private(set) var cells: [Cell] = []
  let metadata: [String: [String: String]]
  let nbformat = 4
  let minor = 5

  /// - Throws: `Failure` for a picture that cannot be read; `UsageError` for damaged settings.
  init(_ handout: Handout) throws {
    metadata = [
      "kernelspec": ["name": "python3", "display_name": "Python 3", "language": "python"],
      "language_info": [
        "name": "python", "file_extension": ".py", "mimetype": "text/x-python",
        "nbconvert_exporter": "python", "pygments_lexer": "ipython3",
      ],
      "tutor": ["run": handout.run.name, "lesson": handout.record.lesson],
    ]
    let note = Messages.text("export.kernel")
    add(markdown: "# \(handout.title)\n\n*\(handout.origin.markdownText)*\n\n\(note)")
    add(code: try Parameters(of: handout.run).python, tags: ["parameters"])
    for block in handout.blocks { try add(block, of: handout) }
  }

  private mutating func add(_ block: TranscriptBlock, of handout: Handout) throws {
    switch block {
    case .page: isPageNew = true
    case .code(let lines, let place):
      // The magic of IPython hands the cell to a program that ignores it.
      add(code: "%%script true \(place.printable)\n\(lines)", tags: ["skip-execution"])
    case .output(let text): add(Output(text: text))
    case .table(let rows, let alignments):
      let markdown = MarkdownHandout.markdown(of: block)
      add(
        Output(data: [
          "text/html": HTMLTable(rows: rows, alignments: alignments).text,
          "text/markdown": markdown, "text/plain": markdown,
        ]))
    case .figure(let title, let caption, let picture):
      let png = try handout.data(of: picture).base64EncodedString()
      add(Output(data: ["image/png": png, "text/plain": "\(title). \(caption)"]))
    case .text(let markdown, .verdict, _) where handout.kind == .whole:
      add(markdown: MarkdownHandout.hidden(markdown))
    default: add(markdown: MarkdownHandout.markdown(of: block))
    }
  }

  /// Whether the next text begins a cell.
  private var isPageNew = true

  private mutating func add(markdown: String) {
    if !isPageNew, let last = cells.indices.last, cells[last].kind == .markdown {
      cells[last].source += "\n\n" + markdown
    } else {
      cells.append(Cell(id: "cell-\(cells.count + 1)", kind: .markdown, source: markdown))
    }
    isPageNew = false
  }

  private mutating func add(code: String, tags: [String]) {
    cells.append(Cell(id: "cell-\(cells.count + 1)", kind: .code, source: code, tags: tags))
  }

  /// What is shown belongs to the code above it; text between them gets a cell without code.
  private mutating func add(_ output: Output) {
    if cells.last?.kind != .code { add(code: "", tags: ["skip-execution"]) }
    cells[cells.count - 1].outputs.append(output)
  }

  private enum CodingKeys: String, CodingKey {
    case cells, metadata, nbformat
    case minor = "nbformat_minor"
  }
}

extension IPythonNotebook {
  struct Cell: Encodable {
    enum Kind: String, Encodable { case markdown, code }

    let id: String
    let kind: Kind
    var source: String
    var tags: [String] = []
    var outputs: [Output] = []

    private enum CodingKeys: String, CodingKey {
      case id, metadata, source, outputs
      case kind = "cell_type"
      case count = "execution_count"
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(id, forKey: .id)
      try container.encode(kind, forKey: .kind)
      try container.encode(lines(of: source), forKey: .source)
      try container.encode(tags.isEmpty ? [:] : ["tags": tags], forKey: .metadata)
      guard kind == .code else { return }
      try container.encode(outputs, forKey: .outputs)
      try container.encodeNil(forKey: .count)
    }
  }

  struct Output: Encodable {
    /// Plain text goes to the standard output.
    var text: String?
    /// By its MIME type.
    var data: [String: String] = [:]

    private enum CodingKeys: String, CodingKey {
      case name, text, data, metadata
      case kind = "output_type"
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      if let text {
        try container.encode("stream", forKey: .kind)
        try container.encode("stdout", forKey: .name)
        try container.encode(lines(of: text + "\n"), forKey: .text)
      } else {
        try container.encode("display_data", forKey: .kind)
        try container.encode(data, forKey: .data)
        try container.encode([String: String](), forKey: .metadata)
      }
    }
  }
}

/// Lines with their line breaks, as notebooks hold them.
private func lines(of text: String) -> [String] {
  let lines = text.components(separatedBy: "\n")
  return lines.dropLast().map { $0 + "\n" } + [lines.last ?? ""].filter { !$0.isEmpty }
}

/// The hyperparameters of a run as variables of Python: `ppo.klCoefficient` is `ppo_klCoefficient`.
private struct Parameters {
  let entries: [HyperparameterFile.Entry]

  init(of run: RunFolder) throws {
    entries = try HyperparameterFile(contentsOf: run.hyperparameters).entries
  }

  var python: String {
    entries.map { entry in
      let words = entry.value.words
      let value =
        entry.value.isList ? "[\(words.map(python).joined(separator: ", "))]" : python(words[0])
      return "\(entry.key.replacing(".", with: "_")) = \(value)"
    }.joined(separator: "\n")
  }

  private func python(_ word: String) -> String {
    switch word {
    case "true": "True"
    case "false": "False"
    case _ where Double(word) != nil && word.first?.isLetter != true: word
    default:
      "\"\(word.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n"))\""
    }
  }
}
