# What ./learn test runs, part by part; sourced by ./learn.
# shellcheck shell=bash

# what --all needs besides
packages_all=(clang-14 libclang-rt-14-dev clang-format-14 clang-tidy-14 libdnnl-dev libxsmm-dev)
passed=0 failed=0 report=''

tests() {
  case ${1:-} in
    '' | --all | --long) ;;
    *) refuse "./learn test takes --all or --long, not $1." ;;
  esac
  [[ ${1:-} != --all ]] || ensure "${packages_all[@]}"

  local without=()
  [[ ${1:-} == --all ]] || without=(-LE browser)
  part 'tests, quick lessons, course' suite dev all "${without[@]}"
  if [[ ${1:-} == --all ]]; then
    # by the other compiler, which draws the gallery below; and everything, because warnings are errors
    part 'address and undefined-behaviour sanitizers' suite asan all -L 'tests|course' -LE script
    part 'single precision' suite dev-float tests -L tests -LE script
    part 'both compilers draw the same' same_drawings
    part 'both compilers compute the same' same_numbers
    part 'thread sanitizer' thread_sanitizer
    part '20,000 random programs' random_programs 20000
    part 'instruction counts' instruction_counts
    part 'formatting' bash tests/build/format.sh
    part 'clang-tidy' bash tests/build/tidy.sh
  elif [[ ${1:-} == --long ]]; then
    part 'lessons at full length' full_lessons
    part 'five seeds of each lesson' five_seeds
    part 'a million random programs' random_programs 1000000
    part 'ten minutes of made-up bytes for each reader' fuzz 600
    part 'mutants' bash tests/mutation/mutation.sh
    part 'lines that the tests run' coverage
  fi
  printf '\n%s\n%d passed, %d failed\n' "$report" "$passed" "$failed"
  ((failed == 0))
}

# part <title> <command>...: takes the time, and counts ctest's results, or the command as one test.
part() {
  local title=$1 start=$SECONDS status bad total
  shift
  say "== $title"
  mkdir -p build
  "$@" 2>&1 | tee build/part.log
  status=${PIPESTATUS[0]}
  if read -r bad total < <(sed -n 's/.* \([0-9]*\) tests\? failed out of \([0-9]*\)$/\1 \2/p' build/part.log); then
    ((passed += total - bad, failed += bad))
  elif ((status == 0)); then ((++passed)); else ((++failed)); fi
  ((status == 0)) || title+=' (failed)'
  report+=$(printf '%3d min %02d s  %s' $(((SECONDS - start) / 60)) $(((SECONDS - start) % 60)) "$title")$'\n'
}

# suite <preset> <target> <ctest option>...
suite() {
  build "$1" "$2" && steady ctest --test-dir "build/$1" --output-on-failure --no-tests=error "${@:3}"
}

# fuzz <seconds a target>: for longer than the sanitizers' part does, and other bytes each time.
fuzz() {
  ensure "${packages_all[@]}"
  build asan fuzzers && UNROLL_FUZZ_SECONDS=$1 UNROLL_FUZZ_SEED=0 steady \
    ctest --test-dir build/asan --output-on-failure -L tests-fuzz
}

# random_programs <how many>: other ones than ./learn test runs, and the same ones every time.
random_programs() {
  build dev test_random &&
    UNROLL_PROGRAMS=$1 UNROLL_FIRST=10001 build/dev/bin/test_random --run_test=programs/random_programs_are_right
}

thread_sanitizer() { build tsan threads && steady build/tsan/bin/threads; }

# The gallery's graphs, drawn by g++'s build and by clang's: the same texts and structure, numbers within a unit of the
# last digit.
same_drawings() {
  local folder one picture wrong=0 count=0
  build dev gallery && build asan gallery || return
  folder=$(mktemp -d)
  for one in dev asan; do
    # Graphviz keeps what it has allocated.
    mkdir "$folder/$one" && ASAN_OPTIONS=detect_leaks=0 steady "build/$one/bin/gallery" "$folder/$one" || wrong=1
  done
  for picture in "$folder"/dev/*.dot; do
    ((++count))
    build/dev/bin/gallery --same "$picture" "$folder/asan/${picture##*/}" ||
      { say "${picture##*/} differs between g++ and clang."; wrong=1; }
  done
  rm -rf "$folder"
  say "$count drawings compared."
  ((wrong == 0 && count > 0))
}

# The first step of small trainings, by both builds: numbers to 1e-12, and the same verdict on what was learnt at the end.
same_numbers() {
  local folder status=0
  build dev determinism && build asan determinism || return
  folder=$(mktemp -d)
  build/dev/bin/determinism numbers >"$folder/g++" && steady build/asan/bin/determinism numbers >"$folder/clang" &&
    build/dev/bin/determinism compare "$folder/g++" "$folder/clang" || status=1
  rm -rf "$folder"
  return "$status"
}

instruction_counts() {
  ensure valgrind
  build dev bench-instructions && bash bench/instructions.sh check build/dev
}

# clang 14's sanitizers expect memory where older kernels put it, and fail at random addresses.
steady() {
  if setarch -R true 2>/dev/null; then setarch -R "$@"; else "$@"; fi
}

full_lessons() {
  local folder status=0
  for folder in lessons/[0-9][0-9]-*/; do
    run_lesson "$(number_of "$folder")" --full || status=$?
    ((status <= 128)) || return "$status"
  done
  return "$status"
}

# Each lesson with the data of the tests; tells which findings and controls did not come out with all five seeds.
five_seeds() {
  local folder out status=0
  for folder in lessons/[0-9][0-9]-*/; do
    folder=${folder%/} out=build/seeds/${folder#lessons/}
    mkdir -p "$out"
    run_lesson "$(number_of "$folder")" --seeds 5 --out "$out" \
      "$([[ -f $folder/stand-in.json ]] && say --stand-in || say --offline)" | tee "$out/said" || status=$?
    ((status <= 128)) || return "$status"
  done
  say 'Not with every seed:'
  (cd build/seeds && grep -E ' in [0-4] of 5$' ./*/said) || say nothing
  return "$status"
}

# Scripts, which test what surrounds the libraries, take long and are left out.
coverage() {
  build coverage tests && find build/coverage -name '*.gcda' -delete &&
    steady ctest --test-dir build/coverage --output-on-failure -L tests -LE script && bash tests/coverage.sh
}
