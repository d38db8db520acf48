import Foundation
import Metrics
import Words

/// A number in running text, between two braces on each side. The whole grammar:
///
///     {{ppo/gold}}                  0.82 [0.80, 0.84]
///     {{ppo/gold:value}}            0.82
///     {{ppo/gold:percent}}          82 %
///     {{sweep/best/beta:exact}}     0.1      (with the digits that it was given with)
///     {{ppo/gold:n}}                400
///     {{ppo.klCoefficient}}         0.1      (a hyperparameter, as it was given)
///     {{ppo/gold - sft/gold}}       0.01     (no interval: record a paired difference for one)
///     {{ppo/gold - sft/gold:percent}}
struct Placeholder: Hashable, Sendable, CustomStringConvertible {
  enum Format: String, CaseIterable {
    case full, value, percent, n, exact
  }

  let name: String
  /// The name of what is taken away, if it is a difference.
  let subtrahend: String?
  let format: Format

  var names: [String] { [name] + (subtrahend.map { [$0] } ?? []) }

  var description: String {
    "{{\(names.joined(separator: " - "))\(format == .full ? "" : ":\(format)")}}"
  }

  /// - Parameter text: what stands between the braces.
  init(parsing text: String) throws {
    var body = text[...]
    var format = Format.full
    if let colon = body.lastIndex(of: ":") {
      let name = body[colon...].dropFirst().trimmingCharacters(in: .whitespaces)
      guard let known = Format(rawValue: name) else {
        let formats = Format.allCases.map(\.rawValue).joined(separator: ", ")
        throw Failure("lesson-text.no-format", ["text": text, "name": name, "formats": formats])
      }
      format = known
      body = body[..<colon]
    }
    let words = body.split(separator: " ").map(String.init)
    let isDifference = words.count == 3 && ["-", "−"].contains(words[1])
    guard words.count == 1 || isDifference else {
      throw Failure("lesson-text.no-result", ["text": text])
    }
    name = words[0]
    // Results have slashes in their names, hyperparameters dots.
    if format == .full, name.contains("."), !name.contains("/") { format = .exact }
    subtrahend = isDifference ? words[2] : nil
    self.format = format
  }

  /// The number as text; nil if it was not measured.
  func text(for results: [String: Estimate]) -> String? {
    guard var estimate = results[name], estimate.isMeasured else { return nil }
    if let subtrahend {
      guard let other = results[subtrahend], other.isMeasured else { return nil }
      estimate = Estimate(estimate.value - other.value)
    }
    switch format {
    case .full: return estimate.description
    case .value: return estimate.formattedValue
    case .n: return estimate.n.map { Estimate(Double($0)).description }
    case .percent: return percent(estimate.value)
    case .exact: return exact(estimate.value)
    }
  }

  private func exact(_ number: Double) -> String {
    guard number != number.rounded(), number.isFinite else { return Estimate(number).description }
    return "\(number)".replacing("-", with: "−")
  }

  private func percent(_ share: Double) -> String {
    guard share.isFinite else { return Estimate(share).description }
    let percent = share * 100
    guard percent != 0 else { return "0 %" }
    return percent.formatted(places: abs(percent) < 9.95 ? 1 : 0) + " %"
  }
}

/// Text with placeholders in it.
struct ProseTemplate: Sendable {
  private let pieces: [Piece]

  private enum Piece: Sendable {
    case text(String)
    case placeholder(Placeholder)
  }

  init(parsing text: String) throws {
    var pieces: [Piece] = []
    var rest = text[...]
    while let open = rest.range(of: "{{") {
      guard let close = rest[open.upperBound...].range(of: "}}") else {
        throw Failure("lesson-text.open-braces")
      }
      pieces.append(.text(String(rest[..<open.lowerBound])))
      let body = String(rest[open.upperBound..<close.lowerBound])
      pieces.append(.placeholder(try Placeholder(parsing: body)))
      rest = rest[close.upperBound...]
    }
    self.pieces = pieces + [.text(String(rest))]
  }

  var placeholders: [Placeholder] {
    pieces.compactMap { if case .placeholder(let placeholder) = $0 { placeholder } else { nil } }
  }

  /// The text with the numbers in it; `(not measured)` in place of those that are missing.
  ///
  /// - Parameter hidden: names of results that have `____` in their place.
  func filled(with results: [String: Estimate], hiding hidden: Set<String> = []) -> String {
    pieces.map { piece in
      switch piece {
      case .text(let text): text
      case .placeholder(let placeholder) where !hidden.isDisjoint(with: placeholder.names):
        // As Markdown, where bare underscores would be emphasis.
        "\\_\\_\\_\\_"
      case .placeholder(let placeholder):
        placeholder.text(for: results) ?? Messages.text("prose.not-measured")
      }
    }.joined()
  }
}
