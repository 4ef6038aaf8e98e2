#!/usr/bin/env bash
# A process that is killed while it saves a checkpoint leaves the old file or the new one.
#
# Runs alone, because it measures how long files take to write. Huge pages halve the time between two kills.
TMPDIR=$UNROLL_BUILD GLIBC_TUNABLES=glibc.malloc.hugetlb=1 exec "$UNROLL_BUILD"/bin/checkpoint-kills
