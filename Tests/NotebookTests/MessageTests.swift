import Notebook
import Testing

struct MessageTests {
  @Test func `words stay whole, and lines that fit as they are`() {
    let text = "Error: a word  that fits\nOne two three extraordinarily four\n"
    #expect(
      text.message(columns: 24)
        == "Error: a word  that fits\nOne two three\nextraordinarily four\n")
    #expect("An extraordinarily long word".message(columns: 8) == "An\nextraordinarily\nlong\nword")
  }

  @Test(arguments: [
    ("Error: /home/me/my runs/a file.yaml: there is no such file", "/home/me/my runs/a file.yaml:"),
    ("/home/me/my runs/a.yaml, line 3: base.width is 3", "/home/me/my runs/a.yaml,"),
    ("What is kept is in /home/me/my course/Runs and so on", "/home/me/my course/Runs"),
    ("No runs are in /a folder with spaces yet", "/a folder with spaces"),
    ("Make it with: mkdir -p \"/home/me/my runs\"", "mkdir -p \"/home/me/my runs\""),
    ("Did you mean `./tutor run 5 --fresh`? It is one.", "`./tutor run 5 --fresh`?"),
    ("For example: ./tutor params 5 --edit", "./tutor params 5 --edit"),
    ("Install it with: sudo apt-get install gnuplot-nox", "sudo apt-get install gnuplot-nox"),
  ])
  func `a path or a command stands on one line`(text: String, name: String) {
    for columns in 20...60 {
      let shown = text.message(columns: columns, folders: ["/a folder with spaces"])
      let lines = shown.split(separator: "\n")
      #expect(lines.contains { $0.contains(name) }, "\(columns): \(shown)")
      #expect(lines.allSatisfy { $0.count <= columns || $0 == name }, "\(columns): \(shown)")
      #expect(lines.joined(separator: " ") == text)
    }
  }
}
