#!/usr/bin/env bash
# Each test program runs file by file, by the name of the suite: a test outside its file's suite would never run.
set -u -o pipefail
wrong=0
for program in "$UNROLL_BUILD"/bin/test_*; do
  folder=tests/${program##*/test_}
  [[ -d $folder ]] || continue
  # Boost lists suites and tests by indentation; what stands at the margin is outermost.
  while IFS= read -r name; do
    if [[ ! -f $folder/${name}_test.cpp ]]; then
      echo "$folder: \"$name\" is outside every suite that is named after a file; wrap a file's tests in" \
        "BOOST_AUTO_TEST_SUITE(foo) where the file is foo_test.cpp."
      wrong=1
    fi
  done < <("$program" --list_content 2>&1 | sed -n 's/^\([^ *]*\)\*\{0,1\}.*/\1/p' | grep .)
done
exit "$wrong"
