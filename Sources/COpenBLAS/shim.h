// Matrix multiplication, and the number of threads that it may use.
#include <cblas.h>
