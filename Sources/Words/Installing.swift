import Foundation

/// How packages get onto this computer. The messages say `sudo apt-get install`, which not everybody can type.
package enum Installing {
  package enum Rights: Sendable {
    case root, sudo, none

    static let own: Rights =
      geteuid() == 0 ? .root : hasSudo(ProcessInfo.processInfo.environment) ? .sudo : .none

    private static func hasSudo(_ environment: [String: String]) -> Bool {
      (environment["PATH"] ?? "").split(separator: ":").contains {
        FileManager.default.isExecutableFile(atPath: "\($0)/sudo")
      }
    }
  }

  /// A text with what can be typed here, or by somebody else.
  package static func told(_ text: String, with rights: Rights) -> String {
    switch rights {
    case .root: text.replacing("sudo apt-get", with: "apt-get")
    case .sudo: text
    case .none: text.replacing("sudo apt-get", with: Messages.text("installing.administrator"))
    }
  }
}
