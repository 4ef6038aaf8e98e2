// 18d. A plain RNN; each unit says the largest thing that it said anywhere, so that it does not matter where.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "autograd/random.hpp"
#include "nn/linear.hpp"
#include "nn/losses.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/unrolled.hpp"
#include "optim/adam.hpp"
#include "optim/clip.hpp"

struct Member {
  std::string letters;  // of the 20 in "ARNDCQEGHILKMFPSTWYV"
  int family, subfamily;
};
using Members = std::vector<Member>;

inline Members without(const Members& members, int family, int subfamily) {
  Members others;
  for (const Member& member : members)
    if (member.family != family || member.subfamily != subfamily) others.push_back(member);
  return others;
}

struct FamilyReader {
  unroll::nn::RNNCell cell{20, 32};
  unroll::nn::Linear head{32, 3};

  unroll::Tensor operator()(const std::vector<std::string>& words) const {  // of equal lengths
    using namespace unroll;
    const std::string kinds = "ARNDCQEGHILKMFPSTWYV";
    const Index T = Index(words[0].size()), batch = Index(words.size());
    Array xs = Array::zeros({T, batch, 20});
    for (Index i = 0; i < batch; ++i)
      for (Index t = 0; t < T; ++t) xs.set({t, i, Index(kinds.find(words[std::size_t(i)][std::size_t(t)]))}, 1);
    return head(max(nn::unrolled(cell, Tensor(xs)).outputs(), {0}));
  }
};

inline std::function<int(const std::string&)> learn(const Members& members) {
  using namespace unroll;
  const auto reader = std::make_shared<FamilyReader>();
  optim::Adam adam({reader->cell.W_xh, reader->cell.W_hh, reader->cell.b, reader->head.W, reader->head.b},
                   {.lr = Real(0.01)});
  for (int step = 0; step < 150; ++step) {
    std::vector<std::string> words;
    std::vector<Index> families;
    for (int i = 0; i < 32; ++i) {
      const Member& member = members[std::size_t(random_numbers().below(Index(members.size())))];
      words.push_back(member.letters), families.push_back(member.family);
      for (char& letter : words.back())  // a tenth of them replaced, so that nothing is learnt by heart
        if (random_numbers().uniform() < 0.1) letter = "ARNDCQEGHILKMFPSTWYV"[random_numbers().below(20)];
    }
    const Tensor loss = nn::cross_entropy((*reader)(words), Indices(families));
    adam.clear_grad();
    loss.backward({.release = true});
    optim::clip_grad_norm(adam.parameters(), 1);
    adam.step();
  }
  return [reader](const std::string& letters) {
    const Array scores = (*reader)({letters}).value();
    return int(std::max_element(scores.data(), scores.data() + 3) - scores.data());
  };
}
