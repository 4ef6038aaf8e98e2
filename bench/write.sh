#!/usr/bin/env bash
# ./learn bench --full --write: keeps what it prints in README.md, between its two marks.
set -u -o pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
mkdir -p build
./learn bench --full | tee build/bench.md || exit
awk '
  /^<!-- end of what was measured -->/ { while ((getline line < "build/bench.md") > 0) print line; print ""; skip = 0 }
  !skip { print }
  /^<!-- what was measured -->/ { print ""; skip = 1 }' bench/README.md >build/bench-readme.md &&
  cp build/bench-readme.md bench/README.md
