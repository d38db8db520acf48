/// One hyperparameter as `tutor params` lists it.
package struct Hyperparameter: Encodable, Equatable, Sendable {
  /// A typed value, which is a number, a truth value, a string or an array in JSON too.
  package enum Value: Equatable, Sendable {
    case number(Double)
    case integer(Int)
    case bool(Bool)
    case string(String)
    case numbers([Double])
  }

  package let key: String
  package let value: Value
  /// The committed value, as written.
  package let defaultText: String
  package let type: String
  /// What is allowed: "from 0 to 100"; empty if there is nothing to say.
  package let range: String
  package let documentation: String
  /// Where the value comes from: a file and a line, or an argument.
  package let origin: String
  /// The value as written.
  package let text: String

  private enum CodingKeys: String, CodingKey {
    case key, value, type, range, documentation, origin
    case defaultText = "default"
  }
}

extension Hyperparameter.Value: Encodable {
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .number(let number): try container.encode(number)
    case .integer(let integer): try container.encode(integer)
    case .bool(let bool): try container.encode(bool)
    case .string(let string): try container.encode(string)
    case .numbers(let numbers): try container.encode(numbers)
    }
  }
}
