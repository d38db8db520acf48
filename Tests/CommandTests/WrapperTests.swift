import Foundation
import Testing

/// The script `tutor` of the project's folder.
struct WrapperTests {
  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  /// Starts the script as somebody who may be root, where there is no gnuplot and a Swift that builds
  /// nothing.
  ///
  /// - Parameter before: what has happened before that, in bash.
  private func start(withSudo: Bool, user: Int = 1000, before: String = "") throws -> Ending {
    try sandbox.bash(
      """
      mkdir bin Sources Lessons
      cp '\(projectRoot.path)/tutor' '\(projectRoot.path)/Package.swift' .
      for tool in cat env find grep mkdir mktemp mv readlink rm sort; do
        ln -s "$(command -v $tool)" bin/
      done
      fake() { printf '#!/bin/sh\\n%s\\n' "$2" >"bin/$1"; chmod +x "bin/$1"; }
      fake id 'echo \(user)'
      fake apt-get 'exit 1'
      fake swift 'exit 1'
      \(withSudo ? "fake sudo 'exit 1'" : "")
      \(before)
      PATH="$PWD/bin" ./tutor
      """)
  }

  @Test func `without root and sudo, an administrator is asked for packages`() throws {
    let ending = try start(withSudo: false)
    #expect(ending.status == 1)
    #expect(ending.errors.contains("ask an administrator"))
    #expect(ending.errors.contains(" gnuplot-nox"))
    #expect(!ending.errors.contains("sudo"))
    // It is not needed for the build.
    #expect(ending.errors.contains("The build failed"))
  }

  @Test func `root is not told to type sudo`() throws {
    let ending = try start(withSudo: false, user: 0)
    #expect(ending.errors.contains("Please type: apt-get update && apt-get install"))
    #expect(!ending.errors.contains("sudo"))
  }

  @Test func `with sudo, one is told what to type`() throws {
    let ending = try start(withSudo: true)
    #expect(ending.errors.contains("Please type: sudo apt-get update"))
    #expect(!ending.errors.contains("administrator"))
  }

  @Test func `what was built for another processor is built anew`() throws {
    let built = "mkdir -p .build/release; touch .build/release/tutor"
    let other = try start(
      withSudo: false,
      before: "\(built); printf 'avx7\\n' > .build/tutor-processor; echo kept > .build/kept")
    #expect(other.errors.contains("built for a processor that has avx7, which this one has not"))
    #expect(
      !FileManager.default.fileExists(atPath: sandbox.folder.appending(path: ".build/kept").path))
    // The record of this build holds what this processor has, so that it is no other one at the next start.
    let again = try sandbox.bash("echo kept > .build/kept; PATH=\"$PWD/bin\" ./tutor")
    #expect(!again.errors.contains("another processor") && !again.errors.contains("which this one"))
    #expect(
      FileManager.default.fileExists(atPath: sandbox.folder.appending(path: ".build/kept").path))
  }
}
