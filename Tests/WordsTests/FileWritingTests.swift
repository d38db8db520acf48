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

  @Test(arguments: [0o600, 0o640, 0o755])
  func `a file that is written again keeps its permissions, and nothing is beside it`(
    mode: Int
  ) throws {
    try cleaned { () throws -> Void in
      let file = folder.appending(path: "notes.txt")
      try writeAtomically("old", to: file)
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
      try writeAtomically("new", to: file)
      #expect(try readText(file) == "new")
      let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
      #expect(attributes[.posixPermissions] as? Int == mode)
      #expect(try namesInFolder(folder) == ["notes.txt"])
    }
  }

  @Test func `that a file could be written is tried without a trace`() throws {
    try cleaned { () throws -> Void in
      let file = folder.appending(path: "notes.txt")
      try requireWritable(file, bytes: 100_000)
      #expect(try namesInFolder(folder) == [])
      try makeFolder(file)
      #expect(throws: Failure.self) { try requireWritable(file, bytes: 1) }
      #expect(throws: Failure.self) {
        try requireWritable(folder.appending(path: "missing/notes.txt"), bytes: 1)
      }
    }
  }

  @Test func `a file where a folder should be is told by its own path`() throws {
    try cleaned { () throws -> Void in
      let file = folder.appending(path: "home")
      try writeAtomically("x", to: file)
      for path in ["home", "home/share", "home/share/tutor"] {
        let error = #expect(throws: Failure.self) {
          try makeFolder(folder.appending(path: path))
        }
        #expect(error?.path == file.path)
        #expect(error?.reason.contains("a file, where a folder") == true)
      }
      #expect(throws: Failure.self) { try namesInFolder(file) }
      #expect(try namesInFolder(folder.appending(path: "missing")) == [])
    }
  }

  @Test func `what is gone already is no error to delete or to move`() throws {
    try cleaned { () throws -> Void in
      let item = folder.appending(path: "item")
      try deleteItem(item)
      #expect(try !moveItem(item, to: folder.appending(path: "other")))
      try makeFolder(item.appending(path: "below"))
      #expect(try moveItem(item, to: folder.appending(path: "other")))
      try deleteItem(folder.appending(path: "other"))
      #expect(try namesInFolder(folder) == [])
    }
  }

  // MARK: What killed programs leave

  /// A number that no process has.
  private let dead = 999_999_999

  @Test func `what killed programs have left is deleted, and nothing else`() throws {
    try cleaned { () throws -> Void in
      let old = Date(timeIntervalSinceNow: -20)
      let leftovers = [".summary.json.\(dead).tmp", "tutor-figure-7.\(dead).tmp"]
      let others = [
        ".notes.1.tmp", "notes.\(dead).tmp", ".notes.tmp", ".\(dead).tmp", "tutor.yaml",
        ".x.\(getpid()).tmp", ".x.\(dead).tmp.txt",
      ]
      for name in leftovers + others {
        let item = folder.appending(path: name)
        if name.hasPrefix("tutor-") { try makeFolder(item.appending(path: "below")) }
        if !name.hasPrefix("tutor-") { try writeAtomically("x", to: item) }
        try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: item.path)
      }
      let young = ".young.json.\(dead).tmp"
      try writeAtomically("x", to: folder.appending(path: young))
      removeLeftovers(in: folder)
      #expect(try namesInFolder(folder).sorted() == (others + [young]).sorted())
    }
  }

  @Test func `what other computers are writing is left alone for a day`() throws {
    try cleaned { () throws -> Void in
      let names = [".x.\(dead)@node7.tmp", ".x.\(getpid())@node7.tmp", ".y.\(FileOwner.own).tmp"]
      for name in names {
        let item = folder.appending(path: name)
        try writeAtomically("x", to: item)
        try FileManager.default.setAttributes(
          [.modificationDate: Date(timeIntervalSinceNow: -3600)], ofItemAtPath: item.path)
      }
      removeLeftovers(in: folder)
      #expect(try namesInFolder(folder).sorted() == names.sorted())
      removeLeftovers(in: folder, now: Date(timeIntervalSinceNow: 86_400))
      #expect(try namesInFolder(folder) == [names[2]])
    }
  }

  @Test func `a temporary name tells the process and the computer`() throws {
    let own = FileOwner.own.description
    #expect(own.wholeMatch(of: /[0-9]+@[A-Za-z0-9-]+/) != nil)
    #expect(FileOwner(own[...]) == .own)
    #expect(FileOwner("\(getpid())") == .own)
    #expect(FileOwner.own.isRunning)
    #expect(FileOwner("\(getpid())@node7")?.isRunning == false)
    for text in ["", "@", "1@", "@node7", "0@node7", "yaml", "1@a@b"] {
      #expect(FileOwner(text[...]) == nil, "\(text)")
    }
    // File systems allow 255 bytes.
    #expect(temporaryName(for: String(repeating: "x", count: 300)).utf8.count <= 255)
  }

  // MARK: Several at once

  @Test func `changes of several at once are all made`() async throws {
    let file = folder.appending(path: "count")
    defer { try? FileManager.default.removeItem(at: folder) }
    try writeAtomically("0", to: file)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          for _ in 0..<10 {
            try whileLocked(file) {
              let count = Int(try readText(file)) ?? 0
              try writeAtomically("\(count + 1)", to: file)
            }
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try readText(file) == "80")
  }

  @Test func `a lock that another one holds is told soon`() throws {
    try cleaned { () throws -> Void in
      let file = folder.appending(path: "count")
      let start = ContinuousClock.now
      try whileLocked(file) {
        let error = #expect(throws: Failure.self) { try whileLocked(file, seconds: 0.2) {} }
        #expect(error?.reason.contains("another program") == true)
      }
      #expect(ContinuousClock.now - start < .seconds(2))
      try whileLocked(file) {}
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
