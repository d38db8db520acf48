/// Writing gnuplot scripts with gnuplot-iostream, from Swift.
///
/// gnuplot-iostream is a C++ header: a class that is a stream, with templates to send data. Swift
/// could import neither (the class has two bases, one of them private, and no public method that
/// is not a template), and a C++ exception that reached Swift would end the program. Every
/// function below therefore catches all exceptions, and returns 0 or an error's message.
///
/// The script goes to a file, never into a pipe to gnuplot: a pipe kills the program with SIGPIPE
/// where gnuplot is missing, and hides the errors of the script.

#ifndef CGNUPLOT_H
#define CGNUPLOT_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A script that is being written.
typedef struct gnuplot_script gnuplot_script;

/// Begins a script in the file `path`, or returns NULL and sets errno.
///
/// Swift cannot call `Gnuplot::Gnuplot(FILE *)`: it is a constructor of a C++ class, and it throws.
gnuplot_script *gnuplot_script_open(const char *path);

/// Adds one line. Returns 0, or −1 if it could not be written (then errno says why).
///
/// Swift cannot call `operator<<`: it is a template of `std::ostream`.
int gnuplot_script_line(gnuplot_script *script, const char *line);

/// Adds a block of numbers that the script can plot as `name`, such as `$data`. `values` holds
/// `rows` rows of `columns` numbers each. Returns 0, or −1 if it could not be written.
///
/// Swift cannot call `top_level_array_sender`, which writes the rows: it is a template over the
/// containers of the C++ standard library.
int gnuplot_script_data(
  gnuplot_script *script, const char *name, const double *values, size_t rows, size_t columns);

/// Ends the script and frees it. Returns 0, or −1 if any of it could not be written.
///
/// Swift cannot call `Gnuplot::~Gnuplot`: it is a destructor of a C++ class, and it only prints
/// what goes wrong.
int gnuplot_script_close(gnuplot_script *script);

#ifdef __cplusplus
}
#endif

#endif
