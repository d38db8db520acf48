import Course
import Foundation
import Tensors

/// Checks of the computer: its processor, its memory, and what multiplies matrices.
enum MachineChecks {
  /// A description of the processor, as Linux gives it in /proc/cpuinfo.
  struct Processor {
    let model: String
    /// Extensions of the instruction set, such as `avx2`.
    let extensions: Set<String>

    init(cpuinfo: String) {
      func value(_ names: String...) -> String? {
        cpuinfo.split(separator: "\n").lazy
          .map {
            $0.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
          }
          .first { $0.count == 2 && names.contains($0[0]) }?[1]
      }
      model = value("model name", "Model", "Hardware", "CPU part") ?? "a processor without a name"
      extensions = Set(
        (value("flags", "Features") ?? "").split(separator: " ").map(String.init))
    }

    static var own: Processor {
      Processor(cpuinfo: (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? "")
    }

    /// The widest vectors that it computes with: AVX-512 has 16 numbers, AVX2 8, NEON 4.
    var vectors: String? {
      [("avx512f", "AVX-512"), ("avx2", "AVX2"), ("sve", "SVE"), ("asimd", "NEON")]
        .first { extensions.contains($0.0) }?.1
    }
  }

  static func processor(_ processor: Processor = .own) -> Finding {
    let found = "\(Workers.processors) × \(processor.model)"
    guard let vectors = processor.vectors else {
      return .note(
        "processor", "\(found), without AVX2 or NEON",
        remedy: "Lessons take several times as long as they say.")
    }
    return .ok("processor", "\(found), \(vectors)")
  }

  static func program(_ processor: Processor = .own) -> Finding {
    let used = compiledExtensions
    let missing = used.filter { !processor.extensions.contains($0) }
    guard missing.isEmpty || processor.extensions.isEmpty else {
      return .problem(
        "program",
        "built for another processor: it uses \(missing.joined(separator: ", ")), which this one "
          + "does not have",
        remedy: "Build it here: rm -rf .build && ./tutor doctor")
    }
    return .ok(
      "program",
      "built for this processor" + (used.isEmpty ? "" : ": \(used.joined(separator: ", "))"))
  }

  static func memory() -> Finding {
    let lines = (try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8)) ?? ""
    func bytes(_ name: String) -> Int? {
      let line = lines.split(separator: "\n").first { $0.hasPrefix("\(name):") }
      return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
    }
    guard let total = bytes("MemTotal"), let free = bytes("MemAvailable") else {
      return .note("memory", "not known", remedy: "A lesson needs a few hundred megabytes.")
    }
    let found = "\(total.formattedBytes), \(free.formattedBytes) of it free"
    return free < 500_000_000
      ? .note(
        "memory", found, remedy: "A lesson needs a few hundred megabytes: close what you can.")
      : .ok("memory", found)
  }

  static func openBLAS(
    _ processor: Processor = .own,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> Finding {
    let threads = BLAS.threads
    BLAS.useOneThread()
    let version = BLAS.configuration.split(separator: " ").prefix(2).joined(separator: " ")
    let found =
      "\(version), kernels for \(BLAS.core); \(threads) of its own threads, of which lessons use "
      + "\(BLAS.threads) for each of \(Workers.processors) workers"
    // With AVX-512 the course multiplies all but narrow matrices itself.
    if MatrixProductMethod.fastest == .tiles {
      return .ok("openblas", "\(found); for narrow matrices, others are multiplied by tiles")
    }
    // These kernels have vectors of 4 numbers.
    let isSlow = ["Prescott", "Core2", "Nehalem", "Generic"].contains {
      BLAS.core.caseInsensitiveCompare($0) == .orderedSame
    }
    guard isSlow, processor.extensions.contains("avx2") else { return .ok("openblas", found) }
    return .note(
      "openblas", "\(found). They do not use AVX2, which this processor has",
      remedy: environment["OPENBLAS_CORETYPE"] == nil
        ? "Update it: sudo apt-get install libopenblas-dev" : "Type: unset OPENBLAS_CORETYPE")
  }
}
