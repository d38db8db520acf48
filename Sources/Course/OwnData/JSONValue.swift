/// Any value of JSON, for files whose columns are not known beforehand.
enum JSONValue: Decodable, Equatable, Sendable {
  case text(String)
  case truth(Bool)
  case number(Double)
  case list([JSONValue])
  case object([String: JSONValue])
  case null

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if container.decodeNil() {
      self = .null
    } else if let list = try? container.decode([JSONValue].self) {
      self = .list(list)
    } else if let object = try? container.decode([String: JSONValue].self) {
      self = .object(object)
    } else if let truth = try? container.decode(Bool.self) {
      self = .truth(truth)
    } else {
      self = .number(try container.decode(Double.self))
    }
  }

  /// What it is, as a word of the messages `json-kind`.
  var kind: String {
    switch self {
    case .text: "text"
    case .truth: "truth"
    case .number: "number"
    case .list: "list"
    case .object: "object"
    case .null: "null"
    }
  }
}
