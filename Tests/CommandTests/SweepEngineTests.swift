import Foundation
import Metrics
import Testing

/// Sweeps that others run: a list of commands, Slurm and GNU parallel. Those two are played by scripts here;
/// `Interop/` has what tries the real ones.
struct SweepEngineTests {
  private let sandbox: Sandbox
  /// Two settings of a lesson that takes seconds.
  private let command = "tutor sweep 0 --quick --set overfit.steps=5,10"
  private let resume = "tutor sweep --resume Runs/sweep-*"
  private let failing = "tutor sweep 0 --quick --set base.vocabularySize=258,640"

  init() throws { sandbox = try Sandbox() }

  private func sweep() throws -> String {
    let sweeps = sandbox.names("Runs").filter { $0.hasPrefix("sweep-") }
    #expect(sweeps.count == 1)
    return "Runs/\(try #require(sweeps.first))"
  }

  /// How many runs of the only sweep have come to their ends.
  private func doneCount() throws -> Int {
    let sweep = try sweep()
    return sandbox.names(sweep).filter { $0.hasPrefix("0-") }.count { run in
      let file = sandbox.folder.appending(path: "\(sweep)/\(run)/summary.json")
      return (try? RunSummary(readingFrom: file))?.isComplete == true
    }
  }

  // MARK: Commands

  @Test func `a list of commands is all that is written, and what they did is collected`() throws {
    let ending = try sandbox.bash("\(command) --engine command")
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.lines.count == 2)
    #expect(ending.lines.allSatisfy { $0.contains("/tutor run 0-toy-transformer --no-input ") })
    #expect(ending.lines[0].contains("--seed 0 --set world.seed=0 --set overfit.steps=5 --quick"))
    #expect(ending.errors.contains("Nothing was started"))
    #expect(ending.errors.contains("The first 1 train what others share"))
    #expect(try sandbox.read("\(sweep())/commands.txt") == ending.output)
    #expect(try doneCount() == 0)

    // From any folder and in any environment: what a line needs, it says.
    let first = try sandbox.bash(
      "line=$(head -n 1 Runs/sweep-*/commands.txt); cd /; env -i PATH=\"$PATH\" HOME=/nowhere sh -c \"$line\""
    )
    #expect(first.status == 0 && first.output.isEmpty && first.errors.isEmpty)
    #expect(try doneCount() == 1)
    let rest = try sandbox.bash(resume)
    #expect(rest.output == ending.lines[1] + "\n")
    #expect(rest.errors.contains("1 of 2 runs are missing, 1 are done"))

    let last = try sandbox.bash("\(resume) 2>/dev/null | sh; \(resume)")
    #expect(last.status == 0)
    #expect(last.errors.contains("All 2 runs are done"))
    #expect(last.output.contains("overfit/loss_after"))
    #expect(try doneCount() == 2)
  }

  @Test func `a run of a list that failed is told in its own words`() throws {
    let ending = try sandbox.bash("\(failing) --engine command | sh; \(resume)")
    #expect(ending.status == 1)
    #expect(ending.errors.contains("Failed: vocabularySize=258, seed 0. Error:"))
    #expect(ending.errors.contains("Add --set base.contextLength="))
    #expect(ending.lines.count == 1)
    #expect(try doneCount() == 1)
  }

  // MARK: Slurm

  /// Plays Slurm: `sbatch` puts runs into the file `queue`, `squeue` lists it, and `work` runs those of a job.
  private func installSlurm() throws {
    try install(
      "sbatch",
      """
      echo "$*" >>calls
      id=$((10 + $(wc -l <calls)))
      for word; do case $word in --array=*) numbers=${word#--array=} ;; esac; done
      for number in $(echo "${numbers%\\%*}" | tr , ' '); do echo "$id $number PENDING" >>queue; done
      echo "$id;here"
      """)
    try install("squeue", "cat queue")
    try install(
      "work",
      """
      numbers=$(awk "\\$1 == $1 { print \\$2 }" queue)
      for number in $numbers; do
        SLURM_ARRAY_TASK_ID=$number sh Runs/sweep-*/slurm.sh
        sed -i "s/^$1 $number .*/$1 $number COMPLETED/" queue
      done
      """)
  }

  private func install(_ name: String, _ script: String) throws {
    let folder = sandbox.home.appending(path: "bin")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appending(path: name)
    try "#!/bin/bash\n\(script)\n".write(to: file, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
  }

  private func bash(_ script: String) throws -> Ending {
    try sandbox.bash("PATH=\"$HOME/bin:$PATH\"\n\(script)")
  }

  @Test func `a job array is submitted, and what has ended is collected`() throws {
    try installSlurm()
    let ending = try bash("\(command) --seeds 2 --engine slurm --processes 3")
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.errors.contains("Submitted to Slurm: 4 of 4 runs"))
    #expect(ending.errors.contains("4 are in Slurm's queue (job 11, 12; squeue shows them)"))
    let calls = try sandbox.read("calls").split(separator: "\n")
    // The first run of each seed, and then the rest.
    #expect(calls.count == 2)
    #expect(calls[0].hasPrefix("--parsable --array=1,2%3 "))
    #expect(calls[1].hasPrefix("--parsable --array=3,4%3 --dependency=afterany:11 "))
    let script = try sandbox.read("\(sweep())/slurm.sh")
    #expect(script.contains("#SBATCH --job-name=sweep-0-toy-transformer\n"))

    // Nothing is submitted twice, or run by another engine meanwhile.
    let waiting = try bash(resume)
    #expect(waiting.status == 0)
    #expect(waiting.errors.contains("0 of 4 runs are done, 4 are in Slurm's queue"))
    let local = try bash("\(resume) --engine local")
    #expect(local.status == 64)
    #expect(local.errors.contains("scancel 11 12"))

    let half = try bash("work 11; \(resume)")
    #expect(half.errors.contains("2 of 4 runs are done, 2 are in Slurm's queue (job 12;"))
    let whole = try bash("work 12; \(resume)")
    #expect(whole.status == 0)
    #expect(whole.errors.contains("All 4 runs are done"))
    #expect(whole.output.contains("steps=10  2 seeds: 0, 1"))
    #expect(try sandbox.read("calls").split(separator: "\n").count == 2)
  }

  @Test func `a run that was cancelled is submitted again, one that is done is not`() throws {
    try installSlurm()
    let ending = try bash(
      """
      \(command) --engine slurm 2>/dev/null; work 11
      sed -i 's/^12 2 .*/12 2 CANCELLED/' queue
      \(resume)
      """)
    #expect(ending.status == 0)
    #expect(ending.errors.contains("Cut off: steps=10, seed 0 (CANCELLED)."))
    #expect(ending.errors.contains("Submitted to Slurm: 1 of 2 runs"))
    #expect(try sandbox.read("calls").split(separator: "\n").last?.contains("--array=2 ") == true)
    let last = try bash("work 13; \(resume)")
    #expect(last.status == 0)
    #expect(try doneCount() == 2)
  }

  @Test func `a run that failed is told, and tried again when the sweep is resumed`() throws {
    try installSlurm()
    let ending = try bash("\(failing) --engine slurm 2>/dev/null; work 11; work 12; \(resume)")
    #expect(ending.status == 1)
    #expect(ending.errors.contains("Failed: vocabularySize=258, seed 0. Error:"))
    #expect(ending.errors.contains("A run of the sweep failed"))
    #expect(!ending.errors.contains("Submitted"))
    let again = try bash(resume)
    #expect(again.status == 0)
    #expect(again.errors.contains("Submitted to Slurm: 1 of 2 runs"))
  }

  @Test func `what Slurm refuses is told in its words`() throws {
    try install("sbatch", "echo 'sbatch: error: invalid partition specified: gpu' >&2; exit 1")
    try install("squeue", ":")
    let ending = try bash("\(command) --engine slurm")
    #expect(ending.status == 1)
    #expect(ending.errors.contains("sbatch says: sbatch: error: invalid partition specified: gpu"))
    #expect(ending.words.isEmpty)
  }

  // MARK: GNU parallel

  /// Plays GNU parallel: runs the lines one by one, and writes what the real one writes into its log. The computer
  /// `nowhere` cannot be reached, `bare` lacks the folders.
  private func installParallel() throws {
    try install(
      "parallel",
      #"""
      echo "$*" >>calls
      while [ $# -gt 0 ]; do
        case $1 in
          --joblog) log=$2; shift ;;
          --arg-file) file=$2; shift ;;
          --sshlogin) hosts=$2; shift ;;
          --nonall) test=1 ;;
        esac
        shift
      done
      echo 'Seq	Host	Starttime	JobRuntime	Send	Receive	Exitval	Signal	Command' >"$log"
      note() { printf '%s\t%s\t0\t0\t0\t0\t%s\t0\tcommand\n' "$@" >>"$log"; }
      if [ -n "${test-}" ]; then
        for host in ${hosts//,/ }; do
          code=0
          case $host in
            nowhere) code=255; printf 'nowhere\tssh: Name or service not known\r\n' >&2 ;;
            bare) code=1 ;;
          esac
          note 1 $host $code
        done
        exit $((code != 0))
      fi
      failed=0 number=0
      while read -r line; do
        number=$((number + 1)) code=0
        sh -c "$line" </dev/null || { code=$?; failed=$((failed + 1)); }
        note $number : $code
      done <"$file"
      exit $failed
      """#)
  }

  @Test func `GNU parallel runs the jobs, the first of each seed before the rest`() throws {
    try installParallel()
    let ending = try bash("\(command) --engine parallel --processes 2")
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.errors.contains("2 of 2 runs are missing, 0 are done. GNU parallel runs them"))
    #expect(ending.output.contains("overfit/loss_after"))
    #expect(try sandbox.read("calls").components(separatedBy: "--jobs 2").count == 3)
    let again = try bash(resume)
    #expect(again.errors.contains("All 2 runs are done"))
    #expect(try sandbox.read("calls").components(separatedBy: "--jobs 2").count == 3)
  }

  @Test func `a run of GNU parallel that fails is told, and the others go on`() throws {
    try installParallel()
    let ending = try bash("\(failing) --engine parallel")
    #expect(ending.status == 1)
    #expect(ending.errors.contains("Failed: vocabularySize=258, seed 0. Error:"))
    #expect(ending.errors.contains("A run of the sweep failed"))
    #expect(try doneCount() == 1)
  }

  @Test(arguments: [
    ("a,nowhere", "nowhere can't be reached: ssh: Name or service not known"),
    ("a,bare", "bare can be reached, but has no"),
  ])
  func `a computer that cannot run anything is told before anything starts`(
    hosts: String, words: String
  ) throws {
    try installParallel()
    let ending = try bash("\(command) --engine parallel --hosts \(hosts)")
    #expect(ending.status == 64)
    #expect(ending.errors.contains(words))
    #expect(try doneCount() == 0)
  }

  // MARK: What is missing

  @Test(arguments: [
    ("slurm", "There is no sbatch on this computer", "slurm-wlm"),
    ("parallel", "GNU parallel is not installed", "apt-get install -y parallel"),
  ])
  func `a program that is not there is told, with what to install`(
    engine: String, problem: String, remedy: String
  ) throws {
    let ending = try sandbox.bash("PATH=/nowhere; \(command) --engine \(engine)")
    #expect(ending.status == 1)
    #expect(ending.errors.contains(problem))
    #expect(ending.errors.contains(remedy))
    #expect(sandbox.names("Runs") == [])
  }

  // MARK: One cache for several

  @Test func `runs at once share one cache, and none finds half of anything`() throws {
    let ending = try sandbox.bash(
      """
      for n in 1 2 3 4; do
        tutor run 0 --quick --no-input --plots none --threads 1 >/dev/null 2>errors$n &
      done
      wait; cat errors*
      """)
    #expect(ending.output.contains("base model"))
    #expect(!ending.output.contains("damaged"))
    let kept = try sandbox.bash("ls -A \"$XDG_CACHE_HOME/tutor\"").lines
    #expect(kept.count == Set(kept.map { $0.prefix { $0 != "-" } }).count, "\(kept)")
    #expect(kept.allSatisfy { !$0.hasPrefix(".") && !$0.hasSuffix(".checkpoint") }, "\(kept)")
    let metrics = try sandbox.names("Runs").filter { $0 != "latest" }.map {
      try sandbox.read("Runs/\($0)/metrics.csv")
    }
    #expect(metrics.count == 4 && Set(metrics).count == 1)
  }
}
