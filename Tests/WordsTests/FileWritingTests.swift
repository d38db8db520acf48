import Foundation
import Testing
import Words

struct FileWritingTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "files-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func kind(of file: URL) throws -> FileAttributeType? {
    try FileManager.default.attributesOfItem(atPath: file.path)[.type] as? FileAttributeType
  }

  /// Removes the folder afterwards.
  private func cleaned(_ body: () throws -> Void) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try body()
  }

  @Test(arguments: ["there.txt", "missing.txt", "nested/there.txt"])
  func `through a link the file that it leads to is written`(target: String) throws {
    try cleaned { () throws -> Void in
      let file = folder.appending(path: target)
      try makeFolder(file.deletingLastPathComponent())
      if !target.contains("missing") { try writeAtomically("old", to: file) }
      let link = folder.appending(path: "link")
      let second = folder.appending(path: "second")
      try FileManager.default.createSymbolicLink(
        atPath: link.path, withDestinationPath: target)
      try FileManager.default.createSymbolicLink(
        atPath: second.path, withDestinationPath: link.path)
      try writeAtomically("new", to: second)
      #expect(try kind(of: link) == .typeSymbolicLink)
      #expect(try kind(of: second) == .typeSymbolicLink)
      #expect(try readText(file) == "new")
    }
  }

  @Test func `a pipe and a folder are refused, and stay`() throws {
    try cleaned { () throws -> Void in
      let pipe = folder.appending(path: "pipe")
      #expect(mkfifo(pipe.path, 0o600) == 0)
      let error = #expect(throws: Failure.self) { try writeAtomically("x", to: pipe) }
      #expect(error?.problem.contains("no regular file") == true)
      var status = stat()
      #expect(lstat(pipe.path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
      #expect(throws: Failure.self) { try writeAtomically("x", to: folder) }
      #expect(try kind(of: folder) == .typeDirectory)
    }
  }

  @Test func `links that lead in a circle are an error`() throws {
    try cleaned { () throws -> Void in
      for (name, target) in [("a", "b"), ("b", "a")] {
        try FileManager.default.createSymbolicLink(
          atPath: folder.appending(path: name).path, withDestinationPath: target)
      }
      #expect(throws: (any Error).self) {
        try writeAtomically("x", to: folder.appending(path: "a"))
      }
      #expect(try kind(of: folder.appending(path: "a")) == .typeSymbolicLink)
    }
  }
}
