import Foundation

/// The memory that this process may still take.
package struct AvailableMemory: Equatable, Sendable {
  /// What the machine has left, or the control group if that is less.
  package var bytes: Int
  /// Addresses that are left where they are limited (`ulimit -v`). Half of them go to what is reserved and
  /// never used.
  package var addresses: Int?

  package init(bytes: Int, addresses: Int? = nil) {
    (self.bytes, self.addresses) = (bytes, addresses)
  }

  /// Bytes that a training can count on.
  package var usable: Int { min(bytes, addresses.map { $0 / 2 } ?? .max) }

  /// What the system says now; nil where it says nothing.
  package static var now: AvailableMemory? {
    guard let free = kilobytes("MemAvailable", in: "/proc/meminfo") else { return nil }
    var memory = AvailableMemory(bytes: min(free, groupLeft ?? .max))
    var limit = rlimit()
    let isLimited = unsafe getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0
    if isLimited, limit.rlim_cur < rlim_t(Int.max) {
      let used = kilobytes("VmSize", in: "/proc/self/status") ?? 0
      memory.addresses = max(0, Int(limit.rlim_cur) - used)
    }
    return memory
  }

  /// The number after a name, in bytes.
  private static func kilobytes(_ name: String, in file: String) -> Int? {
    let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("\(name):") }
    let words = line?.split(whereSeparator: \.isWhitespace) ?? []
    return words.dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
  }

  /// What control groups leave to this process, in version 2 or 1; nil where they limit nothing.
  private static var groupLeft: Int? {
    func number(_ path: String) -> Int? {
      let text = try? String(contentsOfFile: "/sys/fs/cgroup/\(path)", encoding: .utf8)
      return text.flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }
    let groups = (try? String(contentsOfFile: "/proc/self/cgroup", encoding: .utf8)) ?? ""
    var left: [Int] = []
    for line in groups.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      let (folder, names) =
        parts[1].isEmpty
        ? ("", ("memory.max", "memory.current"))
        : ("memory", ("memory.limit_in_bytes", "memory.usage_in_bytes"))
      guard parts[1].isEmpty || parts[1].split(separator: ",").contains("memory") else { continue }
      // Each group above may have a limit of its own; in a container the root is the group itself.
      var path = parts[2].split(separator: "/")
      while true {
        let place = ([folder] + path.map(String.init)).filter { !$0.isEmpty }.joined(separator: "/")
        if let most = number("\(place)/\(names.0)"), let used = number("\(place)/\(names.1)") {
          left.append(max(0, most - used))
        }
        guard path.popLast() != nil else { break }
      }
    }
    return left.min()
  }
}
