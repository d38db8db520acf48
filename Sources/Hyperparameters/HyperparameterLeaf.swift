import Words

/// A type of value that one key can have.
protocol HyperparameterLeaf: Decodable {
  /// As in "must be …".
  static var typeName: String { get }
  /// Whether the committed file must say what the value may be.
  static var needsRange: Bool { get }
  /// Nil if the value is of another type, or not allowed.
  init?(_ value: HyperparameterValue, allowed: AllowedValues)
  /// For listings.
  var listed: Hyperparameter.Value { get }
  /// A value of this type, for a file.
  static func yaml(_ value: HyperparameterValue) -> String
}

/// An element of a list, too.
protocol HyperparameterNumber: HyperparameterLeaf {
  /// Whether it has no decimal places.
  static var isWhole: Bool { get }
  init?(word: String)
  var double: Double { get }
}

extension HyperparameterNumber {
  static var typeName: String { word(isWhole ? "whole-number" : "number") }
  static var pluralName: String { word(isWhole ? "whole-numbers" : "numbers") }
  static var needsRange: Bool { true }

  init?(_ value: HyperparameterValue, allowed: AllowedValues) {
    guard case .scalar(let word) = value, let number = Self(word: word),
      allowed.range?.contains(number.double) ?? true
    else { return nil }
    self = number
  }
}

extension Double: HyperparameterNumber {
  static var isWhole: Bool { false }
  var double: Double { self }
  var listed: Hyperparameter.Value { .number(self) }

  init?(word: String) {
    guard let number = HyperparameterValue.number(word) else { return nil }
    self = number
  }
}

extension Float: HyperparameterNumber {
  static var isWhole: Bool { false }
  var double: Double { Double(self) }
  // The decimal digits that were written, not those of the nearest Float.
  var listed: Hyperparameter.Value { .number(Double("\(self)") ?? double) }

  init?(word: String) {
    guard let number = HyperparameterValue.number(word) else { return nil }
    self = Float(number)
  }
}

extension Int: HyperparameterNumber {
  static var isWhole: Bool { true }
  var double: Double { Double(self) }
  var listed: Hyperparameter.Value { .integer(self) }

  init?(word: String) {
    guard let number = HyperparameterValue.integer(word) else { return nil }
    self = number
  }
}

/// A seed.
extension UInt64: HyperparameterNumber {
  static var isWhole: Bool { true }
  var double: Double { Double(self) }
  var listed: Hyperparameter.Value { .integer(Int(self)) }

  init?(word: String) {
    guard let number = Int(word: word), number >= 0 else { return nil }
    self = UInt64(number)
  }
}

extension Bool: HyperparameterLeaf {
  static var typeName: String { word("truth") }
  static var needsRange: Bool { false }
  var listed: Hyperparameter.Value { .bool(self) }

  init?(_ value: HyperparameterValue, allowed: AllowedValues) {
    guard case .scalar(let word) = value, let bool = Bool(word) else { return nil }
    self = bool
  }
}

extension String: HyperparameterLeaf {
  static var typeName: String { word("text") }
  static var needsRange: Bool { false }
  var listed: Hyperparameter.Value { .string(self) }

  init?(_ value: HyperparameterValue, allowed: AllowedValues) {
    guard case .scalar(let word) = value, !word.isEmpty || allowed.mayBeEmpty,
      allowed.choices.isEmpty || allowed.choices.contains(word)
    else { return nil }
    self = word
  }
}

extension Array: HyperparameterLeaf where Element: HyperparameterNumber {
  static var typeName: String { word("list", ["elements": Element.pluralName]) }
  static var needsRange: Bool { true }
  var listed: Hyperparameter.Value { .numbers(map(\.double)) }

  init?(_ value: HyperparameterValue, allowed: AllowedValues) {
    let words =
      switch value {
      case .list(let words): words
      case .scalar(let word): HyperparameterValue.elements(of: word)
      }
    let elements = words.compactMap { Element(.scalar($0), allowed: allowed) }
    guard elements.count == words.count, allowed.count.contains(elements.count) else { return nil }
    self = elements
  }
}

/// A word of the messages about hyperparameters.
func word(_ key: String, _ values: [String: String] = [:]) -> String {
  Messages.text("hyperparameter.\(key)", values)
}
