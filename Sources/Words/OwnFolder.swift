import Foundation

/// The program's folder among the learner's own: below what a variable of the XDG specification names,
/// which is absolute, else below a folder of the home.
package func ownFolder(
  _ variable: String, else standard: String,
  environment: [String: String] = ProcessInfo.processInfo.environment
) -> URL {
  let base = environment[variable].flatMap { $0.hasPrefix("/") ? URL(filePath: $0) : nil }
  let home = URL(filePath: environment["HOME"] ?? "/tmp")
  return (base ?? home.appending(path: standard)).appending(path: "tutor")
}
