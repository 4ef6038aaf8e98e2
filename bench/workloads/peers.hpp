// Peers at their best on one thread.
#pragma once

namespace bench {

// Begins the program anew if it has to be: the peers' libraries read their number of threads, and OpenBLAS which
// processor it multiplies for, from the environment when they are loaded. OpenBLAS takes a slow choice for a processor
// that it does not know by name, so the fastest of all is tried out. To be called first in main.
void pin_peers(int argc, char** argv);

// What OpenBLAS multiplies for; empty where it is not installed.
const char* openblas_processor();

}  // namespace bench
