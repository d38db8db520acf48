import Foundation

/// The process that is at work on a temporary file or folder, as its name tells: `4711@node7`. Computers that share a
/// file system give the same numbers to their processes, so the computer belongs to it.
package struct FileOwner: Equatable, CustomStringConvertible, Sendable {
  private let process: pid_t
  private let host: String

  /// This process.
  package static let own = FileOwner(process: getpid(), host: ownHost)

  private init(process: pid_t, host: String) {
    (self.process, self.host) = (process, host)
  }

  /// - Parameter text: `4711@node7`, or `4711` for a process of this computer.
  /// - Returns: nil for anything else.
  package init?(_ text: Substring) {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts[0].allSatisfy(\.isNumber),
      let process = pid_t(parts[0]), process > 0, parts.last != ""
    else { return nil }
    self.init(process: process, host: parts.count == 2 ? String(parts[1]) : FileOwner.ownHost)
  }

  package var description: String { "\(process)@\(host)" }

  /// Whether it is a process of this computer.
  package var isHere: Bool { host == FileOwner.ownHost }

  /// Whether there is such a process on this computer. Signal 0 is not sent; it only asks.
  package var isRunning: Bool { isHere && (kill(process, 0) == 0 || errno == EPERM) }

  /// After how many seconds without a change something is taken for left behind, if the process is not seen to run.
  /// What happens on other computers cannot be seen from here, and their clocks may differ; none is at work on a file
  /// for a day without changing it.
  package var patience: Double { isHere ? 10 : 86_400 }

  /// The computer's name, of letters, digits and hyphens. Containers on one computer may share its name but not
  /// its processes; theirs have the number of their namespace in addition.
  private static let ownHost: String = {
    var bytes = [CChar](repeating: 0, count: 256)
    _ = unsafe gethostname(&bytes, bytes.count - 1)
    let name = bytes.prefix { $0 != 0 }.map { Character(Unicode.Scalar(UInt8(bitPattern: $0))) }
    let letters = name.prefix(64).map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
    let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")
    let namespace = link?.firstMatch(of: /[0-9]+/).map { String($0.0) }
    // That of the computer itself, in all of Linux (PROC_PID_INIT_INO).
    let isPlain = namespace == nil || namespace == "4026531836"
    return String(letters.isEmpty ? ["-"] : letters) + (isPlain ? "" : "-\(namespace ?? "")")
  }()
}
