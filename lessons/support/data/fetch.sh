#!/usr/bin/env bash
# Brings a set of data into the cache: files out of Debian packages, which are downloaded and unpacked, not installed.
#
#   fetch.sh NAME BYTES SHA256 PATTERN PACKAGE...            prints the folder with the files
#   fetch.sh --offline NAME BYTES SHA256 PATTERN PACKAGE...  the same, without a network
#
# BYTES and SHA256 are those of all files one after another, in the order of their names. PATTERN is a path within the
# packages, with * for names; files that end in .gz are unpacked. "bible" stands for the text that this program of the
# package bible-kjv reads out of its own compressed format.
# If the files cannot be had, one sentence on stdout says why, and the status is 1. Several may run at once: one
# downloads, the others wait for it.
set -u -o pipefail
export LC_ALL=C

offline=false
[[ $1 != --offline ]] || { offline=true; shift; }
name=$1 bytes=$2 sha256=$3 pattern=$4
shift 4
packages=("$@")

fail() { printf '%s\n' "$*"; exit 1; }

# Its last words: what went wrong.
reason() { tail -n 1 "$work/log" 2>/dev/null; }

cache=${UNROLL_CACHE:-${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}}
[[ -n $cache ]] || fail "There is no HOME to keep the data set $name in; set UNROLL_CACHE to a folder for data."
[[ -n ${UNROLL_CACHE:-} ]] || cache+=/unroll
[[ $cache == /* ]] || cache=$PWD/$cache
target=$cache/$name
kept=$cache/.packages   # for an hour: several sets of data come out of one package

full="Nothing can be written to the folder $cache: is its disk full? UNROLL_CACHE names another."

# Are these the files that the lesson was written for?
right() {
  [[ -d $1 ]] && [[ $(cat "$1"/* 2>/dev/null | wc -c) == "$bytes" ]] &&
    [[ $(cat "$1"/* | sha256sum) == "$sha256"* ]]
}
found() { printf '%s\n' "$target"; exit 0; }
there() { [[ -e $1 ]]; }   # there PATTERN: does any file match?

# download <package>: into the folder of packages, if it is not there; once more with fresh lists if it is not found.
download() {
  local update=(apt-get -q update)
  [[ $(id -u) == 0 ]] || update=(sudo -n "${update[@]}")
  there "$kept/$1"_*.deb && return
  printf 'Downloading %s\n' "$1" >&3
  (cd "$work/new" && apt-get -q download "$1") ||
    { fresh "${update[@]}" && (cd "$work/new" && apt-get -q download "$1"); } || return
  mkdir -p "$kept" && mv "$work/new"/*.deb "$kept"
}
# fresh <command>: once.
fresh() { ${updated:-false} && return 1; updated=true; "$@"; }

right "$target" && found
state='is not in the cache'
[[ ! -d $target ]] || state='is in the cache, but changed or cut off,'
$offline && fail "The data set $name $state ($target), and --offline forbids to download it (Debian: ${packages[*]})."

command -v apt-get dpkg-deb >/dev/null ||
  fail "The data set $name comes out of Debian's packages (${packages[*]}), and this is not Debian."
mkdir -p "$cache" 2>/dev/null
[[ -d $cache && -w $cache ]] ||
  fail "The folder $cache cannot be written to; set UNROLL_CACHE to one that can."

# One at a time. What another one has downloaded meanwhile is taken; what one left that was killed is removed.
exec 3>&2 4<"$cache"
flock -n 4 || { printf 'Waiting for another program that downloads data\n' >&3; flock 4; }
right "$target" && found
rm -rf "$cache/.$name".??????
work=$(mktemp -d "$cache/.$name.XXXXXX" 2>/dev/null) || fail "$full"
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP
mkdir "$work/new" "$work/root" "$work/files" || fail "$full"
exec 2>"$work/log"

[[ ! -d $kept ]] || find "$kept" -name '*.deb' -mmin +60 -delete
for package in "${packages[@]}"; do
  download "$package" >&2 </dev/null || {
    [[ $(grep '^E:' "$work/log" | tail -n 1) =~ ^E:\ *(.*) ]]
    fail "The data set $name could not be downloaded (Debian: $package): is there a network? Are apt's lists there" \
      "(apt-get update, as root)? ${BASH_REMATCH[1]:-$(reason)}"
  }
  dpkg-deb -x "$kept/${package}"_*.deb "$work/root" ||
    { rm -f "$kept/$package"_*.deb; fail "The package $package cannot be unpacked: $(reason)"; }
done

if [[ $pattern == bible ]]; then
  # It takes no path with blanks.
  (cd "$work/root" && usr/bin/bible -l200 -p usr/lib/ gen1:1-rev22:21) | cat >"$work/files/bible.txt" ||
    fail "The program bible does not run: $(reason) (Debian: libreadline8)"
else
  # shellcheck disable=SC2086  # the pattern is to be matched
  (cd "$work/root" && there $pattern) ||
    { rm -rf "$kept"; fail "The package ${packages[*]} has no $pattern any more."; }
  # shellcheck disable=SC2086  # the pattern is to be matched
  { (cd "$work/root" && cp $pattern "$work/files") && find "$work/files" -name '*.gz' -exec gunzip {} +; } ||
    fail "The files of ${packages[*]} cannot be unpacked: $(reason)"
fi
right "$work/files" || {
  rm -rf "$kept"
  fail "The data set $name of ${packages[*]} is another than this course was written for: its size or SHA-256 differs."
}
rm -rf "$target"
mv -T "$work/files" "$target" || fail "The folder $target cannot be written: $(reason)"
found
