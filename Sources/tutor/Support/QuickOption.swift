import ArgumentParser

/// `--quick`. Commands with commands of their own share it, so that it may stand anywhere.
struct QuickOption: ParsableArguments {
  @Flag(help: .told("help-run.quick"))
  var quick = false
}
