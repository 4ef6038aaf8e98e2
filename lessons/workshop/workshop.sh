# The workshop for cells: a new one from the template, and the grade sheet of any; sourced by ./learn.
# shellcheck shell=bash

tests_table=tests/nn/cell_table.cpp
comparison=lessons/workshop/programs/cells.cpp
template=lessons/workshop/template_cell.hpp

# with_row <file> <header> <row>: the text of a table with one more row, and the #include in its place.
with_row() {
  LC_ALL=C awk -v include="#include \"$2\"" -v row="$3" '
    !done && FNR > 1 && /^#include "/ && $0 > include    { print include; done = 1 }
    !done && zoo && !/^#include/                         { print include; done = 1 }
    /^#include "nn\/zoo\//                               { zoo = 1 }
    /\/\/ \.\/learn new-cell adds its line here\.$/      { match($0, /^ */); print substr($0, 1, RLENGTH) row; ++rows }
    { print }
    END { exit !(done && rows == 1) }' "$1"
}

# new_cell <name>: the cell, its row in the tests and its row in the comparison; all three, or nothing.
new_cell() {
  local name=${1:-} LC_ALL=C part class='' file header taken staging
  (($# == 1)) || refuse 'A new cell needs one name, for example: ./learn new-cell leaky'
  [[ $name =~ ^[A-Za-z][A-Za-z0-9]*([_-][A-Za-z0-9]+)*$ && ${#name} -le 24 ]] ||
    refuse "\"$name\" is no name for a cell: a letter, then letters and digits, with single - or _ between them, 24 in all."
  [[ ! ${name,,} =~ (^|[_-])cell$ ]] ||
    refuse "Leave \"cell\" out of the name: the class and its file get it by themselves."
  for part in ${name//[_-]/ }; do class+=${part^}; done
  class+=Cell
  name=${name,,} name=${name//_/-}
  file=nn/zoo/${name//-/_}_cell.hpp header=$PWD/$file
  taken=$(find nn -name "${file##*/}" | head -1)
  [[ -z $taken ]] || refuse "There is a cell $name already: $taken. Choose another name."
  taken=$(grep -rliw --include='*.[ch]pp' "$class" nn lessons/workshop tests/nn | head -1)
  [[ -z $taken ]] || refuse "The name $class is taken, in $taken. Choose another name."
  ! grep -qF "(\"$name\"" "$comparison" || refuse "The comparison has a row $name already. Choose another name."

  mkdir -p build && staging=$(mktemp -d build/new-cell.XXXXXX) || fail 'Could not write to build/.'
  if ! { sed "s/TemplateCell/$class/g" "$template" >"$staging/cell" &&
    with_row "$tests_table" "$file" "row<nn::$class>(\"$name\")," >"$staging/tests" &&
    with_row "$comparison" "$file" "row<nn::$class>(\"$name\")," >"$staging/comparison" &&
    cp "$tests_table" "$staging/tests.before"; }; then
    rm -rf "$staging"
    fail "Could not make the rows: $tests_table and $comparison need the comment \"./learn new-cell adds its line here.\""
  fi
  trap '' INT TERM HUP   # between the first renaming and the last
  if ! ln "$staging/cell" "$header" 2>"$staging/errors"; then :   # a link never overwrites
  elif ! mv "$staging/tests" "$tests_table" 2>"$staging/errors"; then rm -f "$header"
  elif ! mv "$staging/comparison" "$comparison" 2>"$staging/errors"; then
    mv "$staging/tests.before" "$tests_table"
    rm -f "$header"
  else
    rm -rf "$staging"
    trap - INT TERM HUP
    say "$file: a cell that works, to be changed into yours"
    say "$tests_table: its row in the tests"
    say "$comparison: its row in the comparison"
    say "Next: ./learn report $name"
    return
  fi
  say "$(cat "$staging/errors")" >&2
  rm -rf "$staging"
  fail 'Nothing was changed.'
}

# report [<name>] [<option>...]
report() {
  local log=build/dev/learn.log lacks errors
  errors_shown=0 build dev workshop && { build/dev/bin/workshop "$@"; return; }
  lacks=$(grep -m 1 -oP 'static assertion failed: \K.*' "$log")
  errors=$(sed "s,$PWD/,,; s,^\.\./\.\./,," "$log" | grep -m 1 -A 2 -P '\berror: ')
  if [[ -n $lacks ]]; then
    say "$(grep -m 1 -oP 'check_cell\(\) \[with C = (\w+::)*\K\w+' "$log" || say It) is no cell yet: $lacks" >&2
  elif [[ -n $errors ]]; then
    say "The compiler stops here:"$'\n'"$errors" >&2
  fi
  return 1
}
