import Foundation
import Testing

struct UsageErrorTests {
  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  /// What is typed, and what the message must say.
  @Test(arguments: [
    ("run 9", ["no lesson \"9\"", "5 (ppo-with-kl)"]),
    ("run", ["<lesson>"]),
    ("frobnicate", ["no command \"frobnicate\"", "./tutor --help"]),
    ("diff", ["no command \"diff\"", "`./tutor compare latest previous`"]),
    ("Exercises 5", ["no command \"Exercises\"", "`./tutor "]),
    ("undo", ["./tutor params --reset"]),
    ("search KL", ["./tutor glossary KL"]),
    ("9", ["no command \"9\""]),
    ("run e", ["no lesson \"e\""]),
    ("rum 3", ["no command \"rum\"", "Did you mean `./tutor run`?"]),
    ("run 1 --frobnicate", ["--frobnicate"]),
    ("run 1 --set base.widht=3", ["\"base.widht\"", "Did you mean base.width?"]),
    (
      "run 1 --set width=32",
      ["\"width\"", "base.width (lesson 1), bias.width (lesson 2), student.width (lesson 8)?"]
    ),
    (
      "run 5 --set klCoefficient=1",
      ["Did you mean ppo.klCoefficient (lesson 5), limits.klC", "(lesson 6), dpo.klC"]
    ),
    (
      "run 5 --set beta=0.4",
      ["Did you mean ppo.klCoefficient (lesson 5), limits.klC", "(lesson 6), dpo.klC"]
    ),
    ("run 5 --set epsilon=0.4", ["Did you mean ppo.clipRange?"]),
    ("sweep", ["./tutor sweep 5 --set"]),
    ("sweep 5", ["lesson 5 needs the values", "--set ppo.klCoefficient=0,0.1,0.4"]),
    ("sweep 9 --set base.width=32,64", ["no lesson \"9\""]),
    ("sweep 5 --set beta=0,0.4", ["Did you mean ppo.klCoefficient (lesson 5), "]),
    ("sweep 1 --set base.width=64,wide", ["\"wide\"", "whole number, from 8 to 512"]),
    ("sweep 1 --set base.width", ["KEY=V1,V2"]),
    ("sweep 1 --set base.width=", ["KEY=V1,V2"]),
    ("sweep 5 --set ppo.klCoefficient=0.1,0.10", ["0.10 is given twice", "--seeds 5"]),
    ("sweep 5 --set seed=1,2", ["--seeds 3..7"]),
    ("sweep 1 --set base.width=32 --set base.width=64", ["base.width is given twice"]),
    ("sweep 1 --set base.width=32,64 --seeds 0", ["--seeds 0", "from 1 to 100"]),
    ("sweep 1 --set base.width=32,64 --seeds 7..3", ["--seeds 7..3"]),
    ("sweep 1 --set base.width=32,64 --processes 0", ["--processes 0", "from 1 to 64"]),
    ("sweep 1 --seeds 2 --hosts a,b", ["--hosts is for GNU parallel", "--engine parallel"]),
    ("sweep 1 --seeds 2 --engine command --processes 2", ["--processes has no meaning"]),
    ("sweep 1 --seeds 2 --engine cloud", ["'cloud'", "slurm"]),
    ("sweep --resume Runs", ["no sweep in Runs"]),
    ("sweep 5 --resume Runs", ["from the sweep's own folder"]),
    ("watch 9", ["no lesson \"9\""]),
    ("compare 5", ["./tutor run 5"]),
    ("compare latest previous", ["There are no runs in"]),
    ("run 1 --set base.width=wide", ["\"wide\"", "whole number, from 8 to 512", "base.width=64"]),
    ("run 1 --set base.width=100000", ["100000", "from 8 to 512"]),
    ("run 1 --set base.width=-8", ["-8", "from 8 to 512"]),
    ("run 1 --set base.width=6.5", ["6.5", "whole number"]),
    ("run 1 --set base.width=", ["nothing", "whole number"]),
    ("run 1 --set base.learningRate=nan", ["nan", "number"]),
    ("run 1 --set base.learningRate=inf", ["inf", "number"]),
    ("run 1 --set base.width", ["KEY=VALUE", "base.width=64"]),
    ("run 1 --set =3", ["KEY=VALUE"]),
    ("run 1 --set base.width=32 --set base.width=64", ["base.width is given twice"]),
    ("run 1 --set base.heads=5", ["base.width=64", "base.heads=5"]),
    ("run 1 --set overOptimization.klCoefficients=0,x", ["0,x"]),
    ("run 1 --set rewardModel.includesLearner=perhaps", ["perhaps", "true or false"]),
    ("run 2 --set corpus=nowhere.txt", ["corpus=nowhere.txt", "no such file", "1 KB to 5 MB"]),
    ("run 2 --set corpus=/", ["corpus=/", "a folder"]),
    ("run 2 --set corpus=/dev/zero", ["not a file of text"]),
    ("run 1 --set corpus=story.txt", ["is for lesson 2", "run 2 --set corpus=story.txt"]),
    ("run all --set corpus=story.txt", ["is for lesson 2", "needs the toy world"]),
    ("run 6 --set rankings=a.jsonl", ["is for lesson 4", "lesson 6 needs the toy world"]),
    (
      "run 5 --set rankings=a.jsonl",
      ["needs demonstrations, too", "--set rankings=a.jsonl --set demonstrations=FILE"]
    ),
    ("run 3 --set demonstrations=nowhere.jsonl", ["demonstrations=nowhere.jsonl", "no such file"]),
    ("run 3 --set demonstrations=/dev/zero", ["no regular file"]),
    (
      "run 3 --set demonstrations=$TUTOR_ROOT/Data/demonstrations.jsonl --set corpus=/dev/zero",
      ["corpus=/dev/zero", "no regular file"]
    ),
    ("sample --model base --prompt a --set prompts=a.jsonl", ["is for lesson 5"]),
    ("data --write here --set corpus=story.txt", ["is for lesson 2"]),
    ("sample --model base --prompt hello --set corpus=story.txt", ["is for lesson 2"]),
    ("run 1 --params nowhere.yaml", ["nowhere.yaml"]),
    ("run 1 --seed -1", ["--seed"]),
    ("run 1 --seed=-1", ["--seed -1", "--seed 1"]),
    ("run 1 --seed one", ["--seed one", "--seed 1"]),
    ("run 1 --plots sideways", ["sideways", "- inline", "- sixel"]),
    ("run 1 --threads 0", ["--threads 0", "from 1"]),
    ("glossary perplexty", ["\"perplexty\"", "./tutor glossary perplexity", "lists all"]),
    ("glossary $'\\e[31m'", ["The glossary has no", "lists all"]),
    ("papers 9", ["no lesson \"9\"", "5 (ppo-with-kl)"]),
    ("params 17", ["no lesson \"17\""]),
    ("params ppo-with-lk", ["no lesson \"ppo-with-lk\"", "5 (ppo-with-kl)"]),
    ("params xyzzy", ["has \"xyzzy\" in its name", "`./tutor params` lists them all"]),
    ("params 3 beta", ["Did you mean ppo.klCoefficient (lesson 5), "]),
    ("params lerning rate", ["base.learningRate (lesson 1), "]),
    ("params --edit", ["./tutor params 5 --edit"]),
    ("params beta --edit", ["./tutor params 5 --edit"]),
    ("params --set world.seed=x", ["world.seed"]),
    ("plot latest", ["There are no runs in", "./tutor run 0"]),
    ("sample --model gpt --prompt hello", ["gpt", "- base", "- grpo", "- student"]),
    ("sample --model base", ["--prompt"]),
    ("sample --model base --prompt hello -n 0", ["-n 0", "from 1 to 1000"]),
    ("sample --model base --prompt hello --temperature=-1", ["-1.0", "from 0.01 to 10"]),
    ("sample --model base --prompt hello --temperature -1", ["--temperature"]),
  ])
  func `what cannot be meant is told before anything is written`(
    typed: String, words: [String]
  ) throws {
    let ending = try sandbox.bash("tutor \(typed)")
    #expect(ending.status == 64)
    #expect(ending.output == "")
    for word in words { #expect(ending.errors.contains(word)) }
    #expect(sandbox.names(".") == [])
  }

  @Test func `a prompt that the model cannot read is told`() throws {
    let ending = try sandbox.bash(
      "tutor sample --model base \(tinySettings) --prompt \"$(printf 'x%.0s' {1..99})\"")
    #expect(ending.status == 64)
    #expect(ending.errors.contains("the model can read 64"))
  }

  @Test func `a value in one's own file is told with its line`() throws {
    let root = try sandbox.copyOfProject()
    let own = root.appending(path: "Lessons/5-ppo-with-kl/hyperparameters.local.yaml")
    try "ppo:\n  iterations: many\n".write(to: own, atomically: true, encoding: .utf8)
    let ending = try sandbox.tutor("run", "5", environment: ["TUTOR_ROOT": root.path])
    #expect(ending.status == 64)
    #expect(ending.errors.contains("hyperparameters.local.yaml, line 2"))
    #expect(ending.errors.contains("\"many\""))
  }

  @Test func `a root that is none is told`() throws {
    let ending = try sandbox.tutor("list", environment: ["TUTOR_ROOT": "/tmp"])
    #expect(ending.status == 64)
    #expect(ending.errors.contains("TUTOR_ROOT is /tmp"))
  }

  @Test(arguments: ["web.jsonl", "demonstrations.jsonl"])
  func `a damaged data file is told, with how to get it back`(name: String) throws {
    let root = try sandbox.copyOfProject()
    let file = root.appending(path: "Data/\(name)")
    try (Data(contentsOf: file).prefix(2000) + Data("\n{\"te".utf8)).write(to: file)
    let ending = try sandbox.tutor(
      "run", "1", "--no-input", environment: ["TUTOR_ROOT": root.path])
    #expect(ending.status == 1)
    #expect(ending.errors.contains("Data/\(name), line"))
    #expect(ending.errors.contains("checkout Data/\(name)"))
  }

  @Test func `runs that cannot be written are told`() throws {
    try Data().write(to: sandbox.folder.appending(path: "file"))
    for output in ["file", "file/Runs"] {
      let ending = try sandbox.tutor("run", "1", "--quick", "--no-input", "--output", output)
      #expect(ending.status == 1)
      #expect(ending.errors.contains("Choose another folder for the runs with --output FOLDER"))
    }
  }

  @Test func `a folder that may not be written is told, with another way`() throws {
    // Root may write everywhere, unless it gives up what makes it root.
    let ending = try sandbox.bash(
      """
      mkdir locked && chmod a-w locked && cd locked
      run=('\(program.path)' run 1 --quick --no-input)
      if [ "$(id -u)" = 0 ]; then run=(setpriv --bounding-set=-all "${run[@]}"); fi
      "${run[@]}"
      """)
    #expect(ending.status == 1)
    #expect(ending.errors.contains("permission denied"))
    #expect(ending.errors.contains("Choose another folder for the runs with --output FOLDER"))
    #expect(!ending.errors.contains("Free some space"))
  }

  /// What people type who know other programs, and the command that does it.
  @Test(arguments: [
    ("resume", "run 5"), ("diff", "compare latest previous"), ("exercises", "export 5"),
    ("grade", "class collect"), ("ask", "chat"), ("undo", "params --reset"),
    ("search KL", "glossary KL"),
    ("run 5 --page 3", "run 5"), ("5 --from=3", "run 5"), ("run 5 --seeds 3", "sweep 5"),
  ])
  func `a word of another program is answered with the command that does it`(
    typed: String, meant: String
  ) throws {
    let ending = try sandbox.bash("tutor \(typed)")
    #expect(ending.status == 64)
    #expect(ending.words.contains("./tutor \(meant)") || ending.errors.contains("./tutor \(meant)"))
    let command = meant.split(separator: " ")[0]
    #expect(try sandbox.bash("tutor \(command) --help").status == 0)
  }
}
