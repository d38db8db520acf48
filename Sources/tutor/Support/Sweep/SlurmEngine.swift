import Foundation
import Words

/// Submits the jobs of a sweep to Slurm as an array (slurm.schedmd.com/job_array.html), and asks what became of them.
struct SlurmEngine {
  /// What a job is as long as Slurm has it; see squeue(1), "JOB STATE CODES". The others are ends.
  private static let ends: Set = [
    "BOOT_FAIL", "CANCELLED", "COMPLETED", "DEADLINE", "FAILED", "NODE_FAIL", "OUT_OF_MEMORY",
    "REVOKED", "TIMEOUT",
  ]

  private let sweep: SweepFolder
  private let sbatch: URL
  private let squeue: URL

  /// - Throws: `Failure` if there is no Slurm on this computer.
  init(_ sweep: SweepFolder) throws {
    self.sweep = sweep
    (sbatch, squeue) = try SlurmEngine.find()
  }

  /// - Throws: `Failure` if there is no Slurm on this computer.
  @discardableResult
  static func find() throws -> (sbatch: URL, squeue: URL) {
    func find(_ name: String) throws -> URL {
      guard let program = executable(named: name) else {
        throw Failure("no-slurm", ["program": name])
      }
      return program
    }
    return (try find("sbatch"), try find("squeue"))
  }

  /// The name under which Slurm lists them all.
  private var name: String { "sweep-\(sweep.manifest.lesson)" }

  // MARK: Submitting

  /// Writes the script and submits it. What others of their seed start from is in an array of its own, and the rest
  /// waits for its end.
  ///
  /// - Parameters:
  ///   - processes: how many run at a time; nil for as many as Slurm has room for.
  ///   - didSubmit: is told the jobs of each array, and Slurm's number of it.
  /// - Throws: `Failure` with what sbatch says; `UsageError`.
  func submit(
    _ jobs: [SweepJob], processes: Int?, didSubmit: ([SweepJob], String) throws -> Void
  ) throws {
    let lines = try sweep.writeLines(of: jobs).text.split(separator: "\n")
    let script = sweep.url.appending(path: "slurm.sh")
    try writeAtomically(text(of: zip(jobs, lines).map { ($0.number, String($1)) }), to: script)
    var earlier: String?
    for wave in sweep.manifest.inWaves(jobs) {
      let numbers = wave.map { "\($0.number)" }.joined(separator: ",")
      let limit = processes.map { "%\($0)" } ?? ""
      let output = try output(
        of: sbatch,
        ["--parsable", "--array=\(numbers)\(limit)"]
          + (earlier.map { ["--dependency=afterany:\($0)"] } ?? []) + [script.path])
      // `12`, or `12;cluster`.
      let job = String(output.prefix { $0.isNumber })
      guard !job.isEmpty else {
        throw Failure("slurm-refused", ["program": "sbatch", "words": output])
      }
      try didSubmit(wave, job)
      earlier = job
    }
  }

  private func text(of lines: [(number: Int, line: String)]) -> String {
    // In a line of #SBATCH, a percent sign begins a placeholder, and quotes keep spaces.
    let messages = sweep.messagesFolder.path.replacing("%", with: "%%") + "/%a.txt"
    return """
      #!/bin/sh
      #SBATCH --job-name=\(name)
      #SBATCH --ntasks=1
      #SBATCH --cpus-per-task=1
      #SBATCH --output=/dev/null
      #SBATCH --error="\(messages)"
      #SBATCH --open-mode=append
      # The runs of a sweep, by their numbers. By hand: sbatch --array=\(lines[0].number) slurm.sh
      case $SLURM_ARRAY_TASK_ID in

      """ + lines.map { "\($0.number)) \($0.line) ;;\n" }.joined() + "esac\n"
  }

  // MARK: Asking

  /// What Slurm knows of runs that were submitted: a state such as PENDING, by the run's number. Some minutes after its
  /// end it forgets a job.
  ///
  /// - Throws: `Failure` with what squeue says.
  func states(of submitted: [Int: String]) throws -> [Int: String] {
    let text = try output(
      of: squeue, ["--noheader", "--array", "--states=all", "--name=\(name)", "--format=%F %K %T"])
    var states: [Int: String] = [:]
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      guard words.count == 3, let number = Int(words[1]), submitted[number] == words[0] else {
        continue
      }
      states[number] = words[2]
    }
    return states
  }

  /// Those of runs that were submitted that wait or run.
  func queued(_ states: [Int: String]) -> Set<Int> {
    Set(states.filter { !SlurmEngine.ends.contains($0.value) }.keys)
  }

  private func output(of program: URL, _ arguments: [String]) throws -> String {
    let child = try ChildProgram(program.path, arguments, keepsOutput: true)
    try child.wait()
    guard child.status == 0 else {
      throw Failure(
        "slurm-refused",
        ["program": program.lastPathComponent, "words": child.complaint ?? ""])
    }
    return child.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
