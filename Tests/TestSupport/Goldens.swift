import Foundation

/// What is in `Goldens/goldens.json` of the test target whose `Support` folder the caller is in.
package func readGoldens<Value: Decodable>(
  _ type: Value.Type = Value.self, caller: String = #filePath
) throws -> Value {
  try JSONDecoder().decode(
    type, from: Data(contentsOf: goldenFile("goldens.json", caller: caller)))
}

/// A file in `Goldens/` of the test target whose `Support` folder the caller is in.
package func goldenFile(_ name: String, caller: String = #filePath) -> URL {
  URL(filePath: caller).deletingLastPathComponent().appending(path: "../Goldens/\(name)")
}
