# What autograd/ops.hpp declares; sourced.
# shellcheck shell=bash

# "Tensor pow(const Tensor& x, Real e = 2);  // …" becomes "pow(Tensor, Real)".
declared() {
  sed -nE 's/^(inline )?(Tensor|std::vector<Tensor>) ([^(]*\(.*)$/\3/p' autograd/ops.hpp |
    sed -E -e 's/\)( \{.*|;.*)$/)/' -e 's/ = [^,)]*//g' -e 's/const |std::|&//g' -e 's/ [a-z_]+([,)])/\1/g'
}
