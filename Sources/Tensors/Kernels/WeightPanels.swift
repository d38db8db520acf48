import Synchronization

/// A model's matrices of weights in the panels that `multiplyByTiles` reads, each copied when it is first asked for.
///
/// A product copies each panel of B before it multiplies by it. Where texts are written, B is the same at each step and A has
/// only a row for each text, so that copying took two fifths as long as multiplying (AVX2, 32 texts, width 128). With these
/// panels, which all workers share, it's done once for all steps. The sums are the same.
///
/// They are copies: whoever makes them must forget them before the weights change.
package final class WeightPanels: @unchecked Sendable {
  private struct Matrix: Hashable {
    var offset: Int
    var isTransposed: Bool
  }

  private let parameters: Parameters
  private let arena = Arena()
  /// Where the panels of a matrix begin, in floats after `start`.
  private let places = Mutex<[Matrix: Int]>([:])
  private let start: UnsafeMutablePointer<Float>

  package init(_ parameters: Parameters) {
    self.parameters = parameters
    start = arena.allocate(Float.self, count: 0)
  }

  /// A matrix of weights, with its panels.
  func view(of weight: Parameter, isTransposed: Bool) -> MatrixView {
    let weights = MatrixView(parameters[weight])
    var view = isTransposed ? weights.transposed : weights
    guard MatrixProductMethod.chosen == .tiles else { return view }
    let matrix = Matrix(offset: weight.offset, isTransposed: isTransposed)
    // What has once been copied is only read.
    let place = places.withLock { places in
      if let place = places[matrix] { return place }
      let (inner, columns) =
        isTransposed
        ? (weight.shape.columns, weight.shape.rows) : (weight.shape.rows, weight.shape.columns)
      let panels = arena.allocate(Float.self, count: inner * padded(columns))
      packPanels(of: view, inner: inner, columns: columns, to: panels)
      places[matrix] = panels - start
      return panels - start
    }
    view.panels = UnsafePointer(start + place)
    return view
  }
}
