// What a file has and what a model wants, held against each other by name and shape, so that one message can list
// all that does not fit.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "nn/io/safetensors.hpp"

namespace unroll::nn::io::detail {

class Differences {
 public:
  explicit Differences(const TensorFile& file) : file_(file) {}

  // The file's tensor, or null; what does not fit is noted. A rank-0 shape and (1) are different shapes.
  const Array* take(const std::string& name, const Shape& wanted);
  // Notes every tensor of the file that nobody took and whose name begins like that.
  void refuse_the_rest(std::string_view prefix = "");
  void note(const std::string& what) { other_.push_back(what); }

  // Throws a FileError that lists all there is, if there is any.
  void check(const std::string& remedy) const;

 private:
  const TensorFile& file_;
  std::set<std::string> taken_;
  std::vector<std::string> missing_, unexpected_, other_shape_, other_;
};

}  // namespace unroll::nn::io::detail
