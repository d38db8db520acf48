import CProcessor

/// Extensions of the processor that the numerical code was compiled to use (`-march=native`), by the
/// names that /proc/cpuinfo has for them, such as `avx2`.
///
/// Asking is safe on any processor. Computing is not, where one of them is missing.
package var compiledExtensions: [String] {
  String(cString: compiled_extensions()).split(separator: " ").map(String.init)
}
