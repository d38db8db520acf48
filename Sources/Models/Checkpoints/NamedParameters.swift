import Tensors

/// Parameters of one of several networks in a file, such as an optimizer's means beside the weights.
package struct NamedParameters {
  /// Stands before each of their names: `exp_avg.`.
  package let prefix: String
  package let parameters: Parameters

  package init(_ prefix: String, _ parameters: Parameters) {
    self.prefix = prefix
    self.parameters = parameters
  }

  /// Under their own names.
  package init(_ parameters: Parameters) { self.init("", parameters) }
}

/// One tensor of a file.
struct NamedTensor {
  let name: String
  let parameter: Parameter
  let parameters: Parameters
  /// Where it starts in a file that holds all of them, in bytes.
  let start: Int

  static func all(of parts: [NamedParameters]) -> [NamedTensor] {
    var start = 0
    return parts.flatMap { part in
      defer { start += part.parameters.count * 4 }
      return part.parameters.layout.map {
        NamedTensor(
          name: part.prefix + $0.name, parameter: $0, parameters: part.parameters,
          start: start + $0.offset * 4)
      }
    }
  }
}
