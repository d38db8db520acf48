import Course
import Foundation
import Tensors
import Words

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
      model =
        value("model name", "Model", "Hardware", "CPU part")
        ?? Messages.text("doctor.no-processor-name")
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
        "processor", "doctor.processor-slow", ["processor": found],
        remedy: "doctor.processor-remedy")
    }
    return .ok("processor", "doctor.processor", ["processor": found, "vectors": vectors])
  }

  static func program(_ processor: Processor = .own) -> Finding {
    let used = compiledExtensions
    let missing = used.filter { !processor.extensions.contains($0) }
    guard missing.isEmpty || processor.extensions.isEmpty else {
      return .problem(
        "program", "doctor.program-foreign", ["extensions": missing.joined(separator: ", ")],
        remedy: "doctor.program-remedy")
    }
    return .ok(
      "program", used.isEmpty ? "doctor.program" : "doctor.program-uses",
      ["extensions": used.joined(separator: ", ")])
  }

  static func memory() -> Finding {
    let lines = (try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8)) ?? ""
    func bytes(_ name: String) -> Int? {
      let line = lines.split(separator: "\n").first { $0.hasPrefix("\(name):") }
      return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
    }
    guard let total = bytes("MemTotal"), let free = bytes("MemAvailable") else {
      return .note("memory", "doctor.memory-unknown", remedy: "doctor.memory-needed")
    }
    let values = ["total": total.formattedBytes, "free": free.formattedBytes]
    return free < 500_000_000
      ? .note("memory", "doctor.memory", values, remedy: "doctor.memory-remedy")
      : .ok("memory", "doctor.memory", values)
  }

  static func openBLAS(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> Finding {
    let threads = BLAS.threads
    BLAS.useOneThread()
    let version = BLAS.configuration.split(separator: " ").prefix(2).joined(separator: " ")
    let values = [
      "version": version, "core": BLAS.core, "threads": "\(threads)", "used": "\(BLAS.threads)",
      "workers": "\(Workers.processors)",
      "known": compiledExtensions.contains("avx512f") ? "SkylakeX" : "Haswell",
    ]
    guard BLAS.isSlow else { return .ok("openblas", "doctor.openblas", values) }
    return .note(
      "openblas", "doctor.openblas-slow", values,
      remedy: environment["OPENBLAS_CORETYPE"] == nil
        ? "doctor.openblas-set" : "doctor.openblas-unset")
  }

  /// How fast matrices are multiplied, and whether the other way would be faster.
  static func matrixProduct() -> Finding {
    let chosen = MatrixProductMethod.chosen
    let speeds = MatrixProductMethod.allCases.map { ($0, $0.speed()) }
    let own = speeds.first { $0.0 == chosen }?.1 ?? 0
    let (other, speed) = speeds.first { $0.0 != chosen } ?? (chosen, own)
    let values = [
      "method": Messages.text("doctor-method.\(chosen)"), "speed": own.formatted(places: 0),
      "other": Messages.text("doctor-method.\(other)"), "otherSpeed": speed.formatted(places: 0),
      "variable": "\(MatrixProductMethod.variable)=\(other.rawValue)",
    ]
    return speed > 1.25 * own
      ? .note("products", "doctor.products", values, remedy: "doctor.products-remedy")
      : .ok("products", "doctor.products", values)
  }
}
