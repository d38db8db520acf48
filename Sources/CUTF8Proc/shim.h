// The width of a character on a terminal (Swift's Glibc module has no wcwidth).
#include <utf8proc.h>
