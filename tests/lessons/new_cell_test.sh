#!/usr/bin/env bash
# ./learn new-cell and ./learn report, from the template to the grade sheet, in a copy of the sources: what is compiled
# there is linked with the libraries of $UNROLL_BUILD.
set -u -o pipefail
wrong=0
complain() { printf '%s\n' "$*"; wrong=1; }

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
mkdir -p "$copy"/{graphs,lessons,tests}
cp -r autograd nn "$copy" && cp graphs/*.hpp "$copy/graphs" && cp -r lessons/{support,workshop} "$copy/lessons" &&
  cp -r tests/nn "$copy/tests" && cp learn "$copy" || exit 1
header=$copy/nn/zoo/slow_leak_cell.hpp
table=$copy/lessons/workshop/programs/cells.cpp

learn() { (cd "$copy" && ./learn "$@" </dev/null); }
state() { (cd "$copy" && find . -path ./build -prune -o -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum); }
untouched() { [[ $(state) == "$before" && -z $(ls "$copy/build" 2>/dev/null) ]] || complain "$1 left something behind."; }

# refuses <words> <argument>...: and nothing changes
refuses() {
  local words=$1 answer before
  shift
  before=$(state)
  if answer=$(learn new-cell "$@" 2>&1); then complain "new-cell $* should be refused."; fi
  [[ $answer == *"$words"* ]] || complain "new-cell $* should say \"$words\"; it says: $answer"
  untouched "new-cell $*"
}

# ---- Names ----
refuses 'one name'
refuses 'one name' two names
for name in '' 1st 'a b' a--b _a a- 'x;y' ../a é $'a\nb' a-name-of-more-than-24-letters; do refuses 'no name for a cell' "$name"; done
refuses 'Leave "cell" out' slow-cell
refuses 'nn/lstm_cell.hpp' LSTM
refuses 'nn/zoo/mgu_cell.hpp' mgu
refuses 'ProjectingCell is taken' projecting
refuses 'a row lstm-open' lstm_open

# ---- All or nothing ----
mkdir "$copy/bin"
for failing in tests comparison; do
  printf '#!/bin/sh\ncase "$*" in *"/%s "*) echo "no more room"; exit 1 ;; esac\nexec /bin/mv "$@"\n' "$failing" >"$copy/bin/mv"
  chmod +x "$copy/bin/mv"
  PATH=$copy/bin:$PATH refuses 'Nothing was changed' leak
done
rm -r "$copy/bin"
cp "$table" "$copy/kept" && sed -i '/adds its line here/d' "$table" && refuses 'need the comment' leak && mv "$copy/kept" "$table"

# ---- A cell from the template ----
learn new-cell Slow_leak >"$copy/said" || complain "new-cell Slow_leak fails."
grep -qF './learn report slow-leak' "$copy/said" || complain "new-cell does not say what to do next."
grep -q 'class SlowLeakCell' "$header" || complain 'There is no class SlowLeakCell.'
for file in tests/nn/cell_table.cpp lessons/workshop/programs/cells.cpp; do
  [[ $(diff "$file" "$copy/$file" | grep '^[<>]') == '> #include "nn/zoo/slow_leak_cell.hpp"'$'\n''>'*'row<nn::SlowLeakCell>("slow-leak"),' ]] ||
    complain "$file has not got its two lines."
done
refuses 'slow_leak_cell.hpp' slow-leak
if command -v clang-format-14 >/dev/null; then
  for file in "$header" "$table" "$copy/tests/nn/cell_table.cpp"; do
    clang-format-14 --style=file:"$PWD/.clang-format" "$file" | cmp -s - "$file" || complain "${file#"$copy/"} is not formatted."
  done
fi

# ---- Compiled, without optimising, and beside the plain cell alone ----
objects=$UNROLL_BUILD/CMakeFiles
flags=$(grep -F -- "-c $PWD/lessons/workshop/programs/cells.cpp\"" "$UNROLL_BUILD/compile_commands.json" |
  grep -F workshop.dir | sed "s/^ *\"command\": \"//; s/ -o .*//; s,-I$PWD\>,-I$copy,g")
[[ -n $flags ]] || { complain 'How is cells.cpp compiled? compile_commands.json does not say.'; exit 1; }
libraries=("$UNROLL_BUILD"/libunroll_{lessons_support,graphs,nn,optim,autograd}*.a)
compile() { (cd "$copy" && $flags -O0 -c "$1" -o "$2"); }
link() { g++ -o "$1" "${@:2}" "${libraries[@]}" -lgvc -lcgraph -lcdt -lfmt -lboost_unit_test_framework; }

sed -i '/^ *row<nn::\(RNN\|SlowLeak\)Cell>("\(rnn\|slow-leak\)")/!{/^ *row</d}' "$table" "$copy/tests/nn/cell_table.cpp"
printf '\nnamespace cell_table {\nstd::vector<CellRow> generated_rows() { return {}; }\n}  // namespace cell_table\n' \
  >>"$copy/tests/nn/cell_table.cpp"

tests_row() {
  compile tests/nn/cell_table.cpp "$copy/tests.o" &&
    link "$copy/tests_row" "$copy/tests.o" "$objects"/test_nn.dir/tests/nn/{cells_test,cell_gradients_test,generated_cell}.cpp.o \
      "$objects/unroll_test_main.dir/tests/main.cpp.o" &&
    "$copy/tests_row" --run_test='!cells/projecting_first_is_stepping' >"$copy/tests.log" 2>&1   # that one counts many cells
}
tests_row || { complain "The new cell's row in the tests fails:"; tail -20 "$copy/tests.log"; }

make_report() { compile lessons/workshop/programs/cells.cpp "$copy/cells.o" &&
  link "$copy/workshop" "$copy/cells.o" "$objects/workshop.dir/lessons/workshop/programs/report.cpp.o"; }
make_report || exit 1
report() { (cd "$copy" && ./workshop "$@"); }
sheet=$(report Slow_Leak --steps 30 2>&1) || complain "The report fails: $sheet"
for words in 'right, to' '1312, with 8 inputs' ' T + ' 'after 30 steps' 'rendered/workshop/slow-leak/index.html'; do
  [[ $sheet == *"$words"* ]] || complain "The sheet does not say \"$words\": $sheet"
done
page=$copy/graphs/rendered/workshop/slow-leak
for picture in rolled steps operations first_of_20 first_of_50 sum_in_50 fading; do
  [[ -s $page/$picture.svg ]] && grep -q "src=\"./$picture.svg\"" "$page/index.html" || complain "There is no picture $picture."
done
[[ $(report) == *slow-leak* ]] || complain 'The table does not show the new cell.'
answer=$(report nonsense 2>&1)
[[ $? == 2 && $answer == *'rnn, '*'slow-leak'*'new-cell nonsense'* ]] || complain "An unknown cell: $answer"

# ---- What has to be mended is said ----
cp "$header" "$copy/good"
sed -i 's/matmul(state.h, W_hh)/matmul(state.h.detach(), W_hh)/' "$header"
make_report && answer=$(report slow-leak 2>&1)
[[ $? == 1 && $answer == *'slow-leak is not right yet'*'detach()'* ]] || complain "A cell whose gradient is cut: $answer"

# report <cell>, of ./learn, where building is compiling cells.cpp
explained() {
  (cd "$copy" && mkdir -p build/dev && . ./learn && . lessons/workshop/workshop.sh &&
    build() { compile lessons/workshop/programs/cells.cpp /dev/null >build/dev/learn.log 2>&1; } && report slow-leak) 2>&1
}
sed '/State start/d' "$copy/good" >"$header"
answer=$(explained) && complain 'A cell without start() is compiled.'
[[ $answer == 'SlowLeakCell is no cell yet: '*'start(Index batch)'* ]] || complain "A cell without start(): $answer"
sed 's/tanh(linear/tahn(linear/' "$copy/good" >"$header"
answer=$(explained) && complain 'A cell with a slip of the pen is compiled.'
[[ $answer == *nn/zoo/slow_leak_cell.hpp:*tahn* ]] || complain "A slip of the pen: $answer"
exit "$wrong"
