#!/usr/bin/env bash
# The committed pictures are those that today's programs draw. Runs after the lessons, and looks at what they drew.
exec bash graphs/gallery/pictures.sh check "$UNROLL_BUILD" "$UNROLL_BUILD/rendered"
