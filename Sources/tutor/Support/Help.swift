import ArgumentParser
import Words

extension CommandConfiguration {
  /// A command with the words of the block `help-NAME`: `abstract`, `discussion` (may be left out) and
  /// `examples`.
  ///
  /// - Parameter command: what is typed, where it isn't the block's name.
  init(
    told name: String, command: String? = nil, version: String = "",
    subcommands: [any ParsableCommand.Type] = [],
    defaultSubcommand: (any ParsableCommand.Type)? = nil
  ) {
    let examples = Messages.text("help-\(name).examples").split(separator: "\n").map { "\n  \($0)" }
    let parts = [
      Messages.text(Label("help-\(name).discussion")),
      Messages.text("help.examples") + examples.joined(),
    ]
    self.init(
      commandName: command ?? name, abstract: Messages.text("help-\(name).abstract"),
      discussion: parts.compactMap(\.self).joined(separator: "\n\n"), version: version,
      subcommands: subcommands, defaultSubcommand: defaultSubcommand)
  }
}

extension ArgumentHelp {
  /// The words of a message.
  static func told(_ name: String, valueName: String? = nil) -> ArgumentHelp {
    ArgumentHelp(Messages.text(name), valueName: valueName)
  }
}
