import Words

extension Hyperparameters {
  /// Reads a struct whose properties have the names of keys; a struct in it is a group of them.
  ///
  ///     struct Settings: Decodable {
  ///       var ppo: PPOOptions     // ppo.klCoefficient, ppo.iterations, …
  ///     }
  ///
  /// What a value may be stands after it in the committed file (see `AllowedValues`).
  /// - Parameter group: such as `ppo`, to read its keys alone; nil for all.
  /// - Throws: `UsageError` for a missing key or a value that is not allowed.
  package func decode<Settings: Decodable>(
    _ type: Settings.Type = Settings.self, group: String? = nil
  ) throws -> Settings {
    let path = group.map { [GroupName(stringValue: $0)] } ?? []
    return try Settings(from: HyperparameterDecoder(hyperparameters: self, codingPath: path))
  }
}

private struct GroupName: CodingKey {
  let stringValue: String
  let intValue: Int? = nil

  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

/// Hands `Decodable` structs their values, each key once.
private struct HyperparameterDecoder: Decoder {
  let hyperparameters: Hyperparameters
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(Group(decoder: self))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    fatalError("\(key): a list is of numbers")
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { Leaf(decoder: self) }

  /// `ppo.klCoefficient`
  var key: String { codingPath.map(\.stringValue).joined(separator: ".") }

  func below(_ key: any CodingKey) -> HyperparameterDecoder {
    HyperparameterDecoder(hyperparameters: hyperparameters, codingPath: codingPath + [key])
  }

  func value<Value: Decodable>(_ type: Value.Type) throws -> Value {
    guard let leaf = type as? any HyperparameterLeaf.Type else { return try Value(from: self) }
    guard let value = try hyperparameters.read(key, as: leaf) as? Value else {
      fatalError("\(key): \(leaf) is not \(type)")
    }
    return value
  }

  private struct Group<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: HyperparameterDecoder
    var codingPath: [any CodingKey] { decoder.codingPath }
    var allKeys: [Key] { [] }

    func contains(_ key: Key) -> Bool { true }
    func decodeNil(forKey key: Key) -> Bool { false }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
      try decoder.below(key).value(type)
    }

    func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedDecodingContainer<Nested> { decoder.below(key).container(keyedBy: type) }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
      try decoder.below(key).unkeyedContainer()
    }

    func superDecoder() -> any Decoder { decoder }
    func superDecoder(forKey key: Key) -> any Decoder { decoder.below(key) }
  }

  private struct Leaf: SingleValueDecodingContainer {
    let decoder: HyperparameterDecoder
    var codingPath: [any CodingKey] { decoder.codingPath }

    func decodeNil() -> Bool { false }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try decoder.value(type) }
  }
}

extension Hyperparameters {
  /// The value of a key, and a note that it was asked for.
  fileprivate func read<Value: HyperparameterLeaf>(_ key: String, as type: Value.Type) throws
    -> Value
  {
    guard let entry = entries[key], let committed = entry.committed else {
      throw missing(key, type.typeName)
    }
    let allowed = committed.entry.allowed
    guard !type.needsRange || allowed.range != nil else {
      throw UsageError(
        "hyperparameter-range", ["place": committed.origin.description, "key": key])
    }
    guard let value = Value(entry.value, allowed: allowed) else {
      throw UsageError(
        "hyperparameter-value",
        [
          "place": entry.origin.description, "key": key, "default": committed.entry.value.text,
          "given": entry.value == .scalar("") ? word("nothing") : "\"\(entry.value.text)\"",
          "allowed": [type.typeName, allowed.text].filter { !$0.isEmpty }.joined(separator: ", "),
        ])
    }
    readings[key] = Reading(type: type, value: value.listed)
    return value
  }

  /// A key that no file has. What the learner did type may be a misspelling of it.
  private func missing(_ key: String, _ type: String) -> UsageError {
    let values = ["key": key, "type": type]
    guard let near = NearestKey.match(for: key, in: keys.filter { $0 != key }),
      let entry = entries[near]
    else {
      return UsageError("hyperparameter-missing", values)
    }
    return UsageError(
      "hyperparameter-missing.misspelt",
      values.merging(["near": near, "place": entry.origin.description]) { $1 })
  }
}
