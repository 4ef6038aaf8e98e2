#!/usr/bin/env bash
# Installs Unroll and builds a student's project and the program in README.md with it; then proves that another precision or another
# processor than the library's fails to link.
set -u -o pipefail
prefix=$(mktemp -d)
trap 'rm -rf "$prefix"' EXIT
cached() { sed -n "s/^$1:[A-Z]*=//p" "$UNROLL_BUILD/CMakeCache.txt"; }
quietly() { "$@" >"$prefix/log" 2>&1 || { cat "$prefix/log"; echo "Failed: $*"; exit 1; }; }

quietly cmake --install "$UNROLL_BUILD" --prefix "$prefix"

configure() {   # configure <folder> <wrong options> <CMake option>...
  quietly cmake -S tests/build/consumer -B "$prefix/$1" -G Ninja -DCMAKE_PREFIX_PATH="$prefix" \
    -DCMAKE_CXX_COMPILER="$(cached CMAKE_CXX_COMPILER)" -DCMAKE_CXX_FLAGS="$(cached CMAKE_CXX_FLAGS)" -DWRONG="$2" "${@:3}"
}

sed -n '/^```cpp$/,/^```$/{/^```/d;p}' README.md >"$prefix/readme.cpp"
configure right '' -DREADME_PROGRAM="$prefix/readme.cpp"
quietly cmake --build "$prefix/right"
"$prefix/right/consumer" || exit 1
(cd "$prefix" && right/readme) || { echo "The program in README.md fails."; exit 1; }

must_not_link() {   # must_not_link <what> <wrong options>
  configure wrong "$2"
  if cmake --build "$prefix/wrong" >"$prefix/log" 2>&1; then echo "$1 links, and would give wrong numbers."; exit 1; fi
  grep -q 'undefined reference to .*unroll::' "$prefix/log" ||
    { cat "$prefix/log"; echo "$1 fails, but not at linking."; exit 1; }
  echo "$1 fails to link, as it should."
}

other=float
[[ $(cached UNROLL_REAL) == double ]] || other=double
must_not_link "A project in $other" "-UUNROLL_REAL;-DUNROLL_REAL=$other"
[[ $(cached UNROLL_MARCH) != x86-64-v3 ]] || must_not_link "A project for x86-64-v2" -march=x86-64-v2
