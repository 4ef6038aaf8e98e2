#include "optim/adamw.hpp"

#include "autograd/rule.hpp"

namespace unroll::optim {

namespace {

std::vector<Group<AdamOptions>> without_decay(const std::vector<Group<AdamWOptions>>& groups) {
  std::vector<Group<AdamOptions>> all;
  for (const auto& [parameters, options] : groups)
    all.push_back({parameters,
                   {.lr = options.lr,
                    .beta1 = options.beta1,
                    .beta2 = options.beta2,
                    .epsilon = options.epsilon,
                    .amsgrad = options.amsgrad}});
  return all;
}

}  // namespace

AdamW::AdamW(std::vector<Tensor> parameters, const AdamWOptions& options)
    : AdamW(std::vector{Group<AdamWOptions>{std::move(parameters), options}}) {}

AdamW::AdamW(const std::vector<Group<AdamWOptions>>& groups) : Adam("AdamW", without_decay(groups)) {
  for (const auto& [parameters, options] : groups) {
    check("a weight decay", options.weight_decay);
    weight_decay_.push_back(options.weight_decay);
  }
}

Array AdamW::updated(const Array& p, const Array& g, Memory& own) {
  return Adam::updated((1 - lr(own.group) * weight_decay_[own.group]) * p, g, own);
}

}  // namespace unroll::optim
