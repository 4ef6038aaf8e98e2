#include "nn/encoder_decoder.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "autograd/error.hpp"

namespace unroll::nn::detail {

std::unique_ptr<Score> make_score(Match match, Index queries, Index keys, Index hidden) {
  if (match == Match::general) return std::make_unique<GeneralScore>(queries, keys);
  return std::make_unique<AdditiveScore>(queries, keys, hidden);
}

Indices most_likely(const Array& logits) {
  std::vector<Index> ids;
  for (Index b = 0; b < logits.dim(0); ++b) {
    const Array row = logits[b];
    const auto numbers = row.numbers();
    ids.push_back(std::max_element(numbers.begin(), numbers.end()) - numbers.begin());
  }
  return Indices(std::move(ids));
}

Index batch_of(const char* what, const Indices& ids) {
  if (ids.shape().rank() != 2 || ids.shape()[0] == 0)
    throw ShapeError(
        fmt::format("EncoderDecoder: {} ids {}{}; they are (T, batch), of at least one step: reshape a single "
                    "sequence to (T, 1)",
                    what, to_string(ids.shape()), here()));
  return ids.shape()[1];
}

void check_batch(const Indices& previous, Index batch) {
  if (batch_of("previous", previous) != batch)
    throw ShapeError(
        fmt::format("EncoderDecoder: previous ids {} for a batch of {}{}; each source has a target of its own",
                    to_string(previous.shape()), batch, here()));
}

}  // namespace unroll::nn::detail
