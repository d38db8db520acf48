import Foundation
import Testing

/// Streams that are closed, folders that are missing or full, and what earlier programs have left.
struct SurroundingsTests {
  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  @Test(arguments: ["2>&-", ">&-", "<&-", ">&- 2>&- <&-"])
  func `a stream that is closed ends nothing, and no file takes its place`(closed: String) throws {
    let ending = try sandbox.bash("tutor run 0 --quick --no-input --plots none \(closed)")
    #expect(ending.status == 0)
    let transcript = try sandbox.read("Runs/latest/transcript.md")
    #expect(transcript.hasPrefix("# 0 · "))
    #expect(try sandbox.read("Runs/latest/summary.json").hasPrefix("{"))
  }

  @Test func `messages that cannot be written are left out`() throws {
    let ending = try sandbox.bash("tutor run 0 --quick --no-input --plots none 2>/dev/full")
    #expect(ending.status == 0)
    #expect(ending.output.contains("The files of this run"))
    let lost = try sandbox.bash("tutor list >/dev/full")
    #expect(lost.status == EX_IOERR)
    #expect(lost.errors.contains("cannot write the output: the disk is full"))
  }

  @Test(arguments: ["missing", "file"])
  func `without a folder for temporary files no picture is drawn, and the lesson goes on`(
    kind: String
  ) throws {
    let place = sandbox.home.appending(path: kind)
    if kind == "file" { try Data().write(to: place) }
    let ending = try sandbox.bash(
      "TMPDIR='\(place.path)' tutor run 0 --quick --no-input --plots files")
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.output.components(separatedBy: "No picture is drawn").count == 2)
    #expect(ending.words.contains("export TMPDIR=/var/tmp"))
    #expect(sandbox.names("Runs/latest/plots").contains { $0.hasSuffix(".txt") })
  }

  private static let canMount: Bool = {
    let unshare = Process()
    unshare.executableURL = URL(filePath: "/usr/bin/env")
    unshare.arguments = ["unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt"]
    unshare.standardError = FileHandle.nullDevice
    guard (try? unshare.run()) != nil else { return false }
    unshare.waitUntilExit()
    return unshare.terminationStatus == 0
  }()

  @Test(.enabled(if: canMount, "a small disk cannot be mounted here"))
  func `a full disk of temporary files ends no lesson`() throws {
    let ending = try sandbox.bash(
      """
      mkdir small
      unshare -rm bash -c "mount -t tmpfs -o size=8k none small; head -c 9000 /dev/zero >small/x
        TMPDIR='$PWD/small' '\(program.path)' run 0 --quick --no-input --plots files"
      """)
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.output.contains("No picture is drawn"))
  }

  @Test func `a run deletes what killed ones have left`() throws {
    #expect(try sandbox.tutor("run", "0", "--quick", "--no-input", "--plots", "none").status == 0)
    let temporary = sandbox.home.appending(path: "tmp")
    let figure = temporary.appending(path: "tutor-figure-7.999999999.tmp")
    try FileManager.default.createDirectory(at: figure, withIntermediateDirectories: true)
    let run = sandbox.folder.appending(path: "Runs/latest").resolvingSymlinksInPath()
    let state = sandbox.home.appending(path: ".local/state/tutor")
    try FileManager.default.createDirectory(at: state, withIntermediateDirectories: true)
    let files = [
      run.appending(path: ".summary.json.999999999.tmp"),
      run.appending(path: "plots/.a.png.999999999.tmp"),
      state.appending(path: ".progress.json.999999999.tmp"),
    ]
    for file in files { try Data().write(to: file) }
    for item in files + [figure] {
      let old = Date(timeIntervalSinceNow: -60)
      try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: item.path)
    }
    let next = try sandbox.tutor(
      "run", "0", "--quick", "--no-input", "--plots", "none",
      environment: ["TMPDIR": temporary.path])
    #expect(next.status == 0)
    #expect((files + [figure]).filter { FileManager.default.fileExists(atPath: $0.path) } == [])
  }

  @Test(arguments: ["runs", "plot latest", "compare latest previous", "run 0 --quick --no-input"])
  func `a file where the runs should be is told`(command: String) throws {
    let ending = try sandbox.bash("touch Runs; tutor \(command)")
    #expect(ending.status == 1)
    #expect(ending.errors.contains("is a file, where a folder is needed"))
  }

  @Test(arguments: ["cache", "cache --clear", "reset"])
  func `a file in place of a home is told in words`(command: String) throws {
    let ending = try sandbox.bash(
      """
      touch file
      HOME=$PWD/file XDG_CACHE_HOME= XDG_DATA_HOME= XDG_STATE_HOME= tutor \(command)
      """)
    #expect(ending.status == 1)
    #expect(ending.errors.contains("Move that file away, or choose another folder."))
    #expect(!ending.errors.contains("Domain"))
  }
}
