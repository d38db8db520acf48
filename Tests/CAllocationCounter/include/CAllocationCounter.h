// Counts allocations on the heap. Linking it puts functions of its own in the place of malloc and its
// like, for the whole process: Swift's objects, arrays and closures come from there too.

#pragma once

/// Adds one to `count` for each allocation that this thread makes from now on; NULL ends it. Several
/// threads may share a count.
void count_allocations_of_this_thread(long *count);
