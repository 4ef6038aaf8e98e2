#!/usr/bin/env bash
# ./learn answers what it cannot do with one sentence and a non-zero exit, and the overview names every lesson.
set -u -o pipefail
wrong=0

refuses() {   # refuses <words of the sentence> <argument>...
  local words=$1 answer
  shift
  if answer=$(./learn "$@" 2>&1 </dev/null); then echo "./learn $* should fail; it says: $answer"; wrong=1; fi
  [[ $answer == *"$words"* && $answer != *$'\n'* ]] ||
    { echo "./learn $* should say \"$words\" in one line; it says: $answer"; wrong=1; }
}

refuses 'no lesson 99' 99
refuses 'no lesson 3x' 3x
refuses 'no lesson nonsense' check nonsense
refuses 'Name a lesson' open
refuses 'Name an exercise' hint
refuses 'no exercise 1;' hint 1
refuses 'no lesson 99' watch 99
refuses 'no exercise 1z' hint 1z
refuses 'no exercise 1z' check 1z
refuses 'There is no ./learn nonsense' nonsense
refuses '--nonsense' test --nonsense
refuses 'needs one name' new-cell
refuses 'cell lstm already' new-cell LSTM

# Ctrl-C in one lesson is not followed by the next, nor by what needs its numbers.
for verb in all 'quotes 3'; do
  answer=$(bash -c ". ./learn
    run_lesson() { say ran; return 130; }
    build() { say built; }
    $verb" 2>&1)
  status=$?
  [[ $status == 130 && $answer == ran ]] ||
    { echo "./learn $verb should end with its lesson; status $status: $answer"; wrong=1; }
done

# A lesson of two programs: what is trained is kept until the second has ended, and Ctrl-C in the first is the end.
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
mkdir -p "$copy"/{lessons/99-test,build/dev/bin}
cp learn "$copy"
touch "$copy"/lessons/99-test/{1_first,2_second}.cpp
for program in 1_first 2_second; do
  # shellcheck disable=SC2016  # for the program
  printf '#!/bin/sh\n[ "$1" = --help ] || echo "%s: $UNROLL_CHECKPOINTS"\n[ "$1" != --stop ] || exit 130\necho "  --stop"\n' \
    "$program" >"$copy/build/dev/bin/lesson-99-$program"
done
chmod +x "$copy"/build/dev/bin/*
runs() { bash -c '. "$1/learn"; build() { :; }; run_lesson 99 "${@:2}"' - "$copy" "$@" | grep :; }
[[ $(runs) == $'1_first: keep\n2_second: remove' ]] || { echo "The programs of a lesson are told: $(runs)"; wrong=1; }
[[ $(runs --stop) == '1_first: keep' ]] || { echo "After Ctrl-C in its first program, a lesson goes on: $(runs --stop)"; wrong=1; }

# Of a compiler's complaint, what a learner can use. A folder that is not ours is told of in one sentence.
shown=$(bash -c '. "$1/learn"; errors /dev/stdin' - "$PWD" <<'END'
[3/4] Building CXX object check.cpp.o
FAILED: check.cpp.o
/usr/bin/c++ -o check.cpp.o -c ../../lessons/check.cpp
In file included from ../../lessons/check.cpp:8:
../../lessons/03a.hpp: In function ‘unroll::in_double::Tensor f()’:
../../lessons/03a.hpp:19:3: error: no matching function for call to ‘unroll::in_double::Array::Array(<brace-enclosed initializer list>)’
   19 |   Array({1, 2});
      |               ^
In file included from ../../autograd/tensor.hpp:12,
                 from ../../lessons/check.cpp:5:
../../autograd/array.hpp:74:3: note: candidate: ‘unroll::in_double::Array::Array()’
   74 |   Array() = default;
      |   ^~~~~
../../autograd/array.hpp:74:3: note:   candidate expects 0 arguments, 1 provided
../../lessons/03c.hpp:11:2: error: ‘pow’ is not a member of ‘std’
../../lessons/03c.hpp:1:1: note: ‘std::pow’ is defined in header ‘<cmath>’
ninja: build stopped: subcommand failed.
END
)
[[ $shown == 'lessons/03a.hpp: In function ‘unroll::Tensor f()’:
lessons/03a.hpp:19:3: error: no matching function for call to ‘unroll::Array::Array(<brace-enclosed initializer list>)’
   19 |   Array({1, 2});
      |               ^
lessons/03c.hpp:11:2: error: ‘pow’ is not a member of ‘std’
lessons/03c.hpp:1:1: note: ‘std::pow’ is defined in header ‘<cmath>’' ]] || { echo "What the compiler says is shown as: $shown"; wrong=1; }
says=$(bash -c '. "$1/learn"; cd "$2"; ensure() { :; }; touch build; build dev check' - "$PWD" "$copy/lessons" 2>&1)
[[ $says == 'Cannot write to '*'/build/dev/learn.log; '* && $says != *$'\n'* ]] || { echo "Where nothing can be written: $says"; wrong=1; }

# An exercise that lacks a brace is named, and not the next one, in which the compiler finds that out; and the next one
# is graded.
mkdir -p "$copy"/lessons/{support,99-test/{checks,exercises,solutions}} "$copy/build/dev/bin"
cp lessons/support/exercises.sh "$copy/lessons/support"
echo 'inline int one() { if (true) { return 1; }' >"$copy/lessons/99-test/exercises/99a_one.hpp"
echo 'inline int two() { return 2; }' >"$copy/lessons/99-test/exercises/99b_two.hpp"
printf '%s\n' 'namespace yours {' '#include "exercises/99a_one.hpp"' '#include "exercises/99b_two.hpp"' '}' \
  '#include <cstdio>' 'int main(int count, char** ids) {' '  if (count < 2) yours::one();' \
  '  for (int i = 1; i < count; ++i) std::printf("%4s  %s\n", ids[i], yours::two() == 2 ? "passed" : "failed");' \
  '  return yours::two() - 2;' '}' >"$copy/lessons/99-test/checks/check.cpp"
printf '## %s\n1. A hint\n' 99a 99b >"$copy/lessons/99-test/hints.md"
echo 'inline int one() { return 1; }' >"$copy/lessons/99-test/solutions/99a_one.hpp"
echo 'inline int two() { return 2; }' >"$copy/lessons/99-test/solutions/99b_two.hpp"
# shellcheck disable=SC2016  # for Ninja
printf '%s\n' 'rule compile' '  command = c++ -I../../lessons/99-test -MD -MF $out.d -o $out -c $in' \
  'build checks/check.cpp.o: compile ../../lessons/99-test/checks/check.cpp' \
  'rule link' '  command = : && c++ $in -o $out && :' 'build bin/lesson-99-check: link checks/check.cpp.o' \
  'build lesson-99-check: phony bin/lesson-99-check' >"$copy/build/dev/build.ninja"
blames() {
  bash -c '. "$1/learn"; . lessons/support/exercises.sh; cmake() { ninja -C build/dev "${@:4}"; }
    build() { ninja -C build/dev "$2" >build/dev/learn.log 2>&1; }; check_lesson lessons/99-test "${@:2}"' - "$copy" "$@" 2>&1
}
says=$(blames)
[[ $says == *'the end of lessons/99-test/exercises/99a_one.hpp:1:2: error: '*'Does not compile: lessons/99-test/exercises/99a_one.hpp.'* &&
  $says != *99b_two* && $says == *' 99b  passed' ]] ||
  { echo "Where a brace is missing in 99a, a learner is told: $says"; wrong=1; }
[[ $(<"$copy/build/progress/99b") == '99b  passed' && ! -e $copy/build/progress/99a ]] ||
  { echo 'Where a brace is missing in 99a, what was found of 99b is not remembered.'; wrong=1; }
says=$(blames 99a)
[[ $says == *'Does not compile: '* && $says != *passed* ]] || { echo "Of 99a alone a learner is told: $says"; wrong=1; }
says=$(blames 99b)
[[ $says == *'Does not compile: '*' 99b  passed' ]] || { echo "Of 99b alone a learner is told: $says"; wrong=1; }
echo 'inline int one() { return 1; }' >"$copy/lessons/99-test/exercises/99a_one.hpp"
sed -i 's/yours::two/elsewhere/' "$copy/lessons/99-test/checks/check.cpp"
says=$(blames)
[[ $says == *'error: '*elsewhere* && $says != *'Does not compile'* ]] ||
  { echo "Where no exercise is to blame, a learner is told: $says"; wrong=1; }

[[ $(./learn --help) == *'./learn check'* ]] || { echo './learn --help does not list the verbs.'; wrong=1; }
overview=$(./learn)
for folder in lessons/[0-9][0-9]-*/; do
  title=$(sed -n 's/^# *//p;T;q' "$folder/README.md")
  [[ -n $title && $overview == *"$title"* ]] || { echo "./learn does not list \"$title\"."; wrong=1; }
  for exercise in "$folder"exercises/*.hpp; do
    [[ ! -f $exercise || -f ${folder}solutions/$(basename "$exercise") ]] || { echo "$exercise has no solution."; wrong=1; }
  done
done
exit "$wrong"
