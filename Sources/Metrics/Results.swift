/// What was measured, under the names by which a lesson's text tells it and `summary.json` keeps it.
///
///     ["ppo/gold": after.gold, "base/parameters": model.parameters.count]
///
/// A value that is nil was not measured, and is left out.
package struct Results: Equatable, Sendable, ExpressibleByDictionaryLiteral {
  package private(set) var estimates: [String: Estimate] = [:]
  /// In the order in which they were first measured.
  package private(set) var names: [String] = []

  package init() {}

  package init(dictionaryLiteral elements: (String, any Measurement)...) {
    for (name, value) in elements { self[name] = value.estimate }
  }

  package subscript(name: String) -> Estimate? {
    get { estimates[name] }
    set {
      guard let newValue else { return }
      if estimates.updateValue(newValue, forKey: name) == nil { names.append(name) }
    }
  }

  /// Those of `others` after these; of two under one name, the later counts.
  package mutating func add(_ others: Results) {
    for name in others.names { self[name] = others.estimates[name] }
  }

  package static func + (first: Results, second: Results) -> Results {
    var sum = first
    sum.add(second)
    return sum
  }

  /// The results of several measures, one after another.
  package init(_ parts: some Sequence<Results>) {
    for part in parts { add(part) }
  }
}

/// Something that knows the results that it stands for: a measure is made once, and tables, figures and
/// the text read it.
package protocol Measured {
  var results: Results { get }
}

extension Results: Measured {
  package var results: Results { self }
}

/// A value that can be a result.
package protocol Measurement {
  /// Nil where nothing was measured.
  var estimate: Estimate? { get }
}

extension Estimate: Measurement {
  package var estimate: Estimate? { self }
}

extension Double: Measurement {
  package var estimate: Estimate? { Estimate(self) }
}

extension Float: Measurement {
  package var estimate: Estimate? { Estimate(Double(self)) }
}

extension Int: Measurement {
  package var estimate: Estimate? { Estimate(Double(self)) }
}

/// 1 for true, 0 for false.
extension Bool: Measurement {
  package var estimate: Estimate? { Estimate(self ? 1 : 0) }
}

extension Optional: Measurement where Wrapped: Measurement {
  package var estimate: Estimate? { flatMap(\.estimate) }
}
