#include "CGnuplot.h"

#include <gnuplot-iostream.h>

#include <cerrno>
#include <cstdio>
#include <exception>
#include <memory>
#include <vector>

struct gnuplot_script {
  Gnuplot stream;

  explicit gnuplot_script(std::FILE *file) : stream(file) {
    // Nine digits are more than a plot can show, and a person can still read the file.
    stream << std::defaultfloat << std::setprecision(9);
  }
};

namespace {

// Runs `body`, and gives −1 instead of an exception or a broken stream.
template <typename Body>
int without_exceptions(gnuplot_script *script, Body body) {
  try {
    errno = 0;
    body(script->stream);
    script->stream.flush();
    if (script->stream.good()) return 0;
  } catch (...) {
  }
  if (errno == 0) errno = EIO;
  return -1;
}

}  // namespace

gnuplot_script *gnuplot_script_open(const char *path) {
  std::FILE *file = std::fopen(path, "we");
  if (!file) return nullptr;
  try {
    return new gnuplot_script(file);
  } catch (...) {
    std::fclose(file);
    errno = ENOMEM;
    return nullptr;
  }
}

int gnuplot_script_line(gnuplot_script *script, const char *line) {
  return without_exceptions(script, [&](Gnuplot &stream) { stream << line << '\n'; });
}

int gnuplot_script_data(
  gnuplot_script *script, const char *name, const double *values, size_t rows, size_t columns) {
  return without_exceptions(script, [&](Gnuplot &stream) {
    std::vector<std::vector<double>> table;
    for (size_t row = 0; row < rows; row++) {
      table.emplace_back(values + row * columns, values + (row + 1) * columns);
    }
    stream << name << " << EOD\n";
    // `send1d` would end the rows with gnuplot's "e", which a data block takes for a row.
    gnuplotio::top_level_array_sender(
      stream, table, gnuplotio::Mode1D(), gnuplotio::ModeText());
    stream << "EOD\n";
  });
}

int gnuplot_script_close(gnuplot_script *script) {
  int result = without_exceptions(script, [](Gnuplot &) {});
  int reason = errno;
  try {
    delete script;
  } catch (...) {
    result = -1;
  }
  errno = reason;
  return result;
}
